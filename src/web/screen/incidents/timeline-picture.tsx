import { useRef } from 'preact/hooks';
import type { IncidentReport } from '../../../contract/index.ts';
import { useWidth } from '../../part/use-width.ts';
import { useServerNow } from '../../read/clock.ts';
import { plural } from '../../text/number.ts';
import { momentText } from '../../text/time.ts';
import { layOutTimeline } from './timeline-layout.ts';

/** Width of the words of the rows. */
const WORDS = 112;
const EDGE = 18;
const AXIS = 22;

/** What happened around an incident, by kind over time; the lines themselves stand below. */
export function TimelineDrawing({ report }: { readonly report: IncidentReport }) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const now = useServerNow();
  const { timeline, started_at: startedAt, mitigated_at: endedAt } = report;
  const inner = Math.max(80, (width ?? 600) - WORDS - EDGE);
  const { lanes, height, harm, ticks } = layOutTimeline({ timeline, startedAt, endedAt }, inner);
  return (
    <div class="timeline-place" ref={place}>
      {width === null || lanes.length === 0 ? null : (
        <svg
          class="incident-timeline"
          width={width}
          height={height + AXIS}
          viewBox={`${-WORDS} 0 ${width} ${height + AXIS}`}
          role="img"
          aria-label={`${plural(timeline.lines.length, 'line')} in ${plural(lanes.length, 'row')}: ${lanes.map(({ word }) => word).join(', ')}; they stand below as a list`}
        >
          {harm === null ? null : <rect class="harm" x={harm.x} y="0" width={harm.width} height={height} />}
          {ticks.map(({ x, at }) => (
            <g key={at}>
              <path class="tick-line" d={`M${x} 0V${height}`} />
              <text class="tick" x={x} y={height + 15} text-anchor="middle">
                {momentText(at, now).replace(/ [A-Z+0-9:]+$/, '')}
              </text>
            </g>
          ))}
          {lanes.map(({ word, y, marks }) => (
            <g key={word}>
              <text class="lane-word" x={-WORDS} y={y + 4}>
                {word}
              </text>
              <path class="lane" d={`M0 ${y}H${inner}`} />
              {marks.map(({ x, kind, line, count, isNear }) => (
                <g key={line} class={`mark is-${kind}${isNear ? ' is-near' : ''}`}>
                  <path d={SHAPE[kind] ?? SHAPE.change} transform={`translate(${x} ${y})`} />
                  {count > 1 ? (
                    <text x={x + 7} y={y - 5}>
                      {count}
                    </text>
                  ) : null}
                </g>
              ))}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

/** A shape for each kind, so that colour is not the only sign. */
const SHAPE = {
  change: 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z',
  deployment: 'M-5 4.5L0-5L5 4.5z',
  config: 'M-4.5-4.5h9v9h-9z',
  flag: 'M-4 6V-6L5-2.5L-4 1z',
  rollout: 'M-6 0L0-5.5L6 0L0 5.5z',
  alarm: 'M0-6L6 5H-6z',
  brake: 'M-5-5h3.2v10H-5zM1.8-5H5V5H1.8z',
  incident: 'M-5.5-1.4h11v2.8h-11z',
  note: 'M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z',
} as const;
