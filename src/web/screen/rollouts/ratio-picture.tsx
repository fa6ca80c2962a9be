import { useRef } from 'preact/hooks';
import type { RolloutMetric } from '../../../contract/index.ts';
import { useWidth } from '../../part/use-width.ts';
import { layOutRatio } from './ratio-layout.ts';
import { METRIC_STATE } from './state.ts';

const HEIGHT = 132;
const AXIS = 38;
const EDGE = 6;

/** The ratio of new to old over time, its interval, and the lines that decide; words where there is nothing to draw. */
export function RatioPicture({ metric }: { readonly metric: RolloutMetric }) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const { state, trace } = metric;
  const inner = Math.max(40, (width ?? 320) - AXIS - EDGE);
  const picture = layOutRatio(metric, { width: inner, height: HEIGHT });
  const isEmpty = picture.band === '' && picture.line === '';
  return (
    <div class="ratio-place" ref={place}>
      {width === null ? null : (
        <svg
          class={`ratio${isEmpty ? ' is-empty' : ''}`}
          width={width}
          height={HEIGHT + 2 * EDGE}
          viewBox={`${-AXIS} ${-EDGE} ${width} ${HEIGHT + 2 * EDGE}`}
          role="img"
          aria-label={`${metric.metric}: ${metric.text}; ${trace.length} looks are in the numbers below`}
        >
          {isEmpty ? (
            <Nothing width={inner} word={METRIC_STATE[state].word} />
          ) : (
            <>
              <rect class="ratio-bad" x="0" y={picture.bad.y} width={inner} height={picture.bad.height} />
              <path class="ratio-same" d={`M0 ${picture.same}H${inner}`} />
              {picture.stop === picture.same ? null : <path class="ratio-stop" d={`M0 ${picture.stop}H${inner}`} />}
              <path class="ratio-limit" d={`M0 ${picture.limit}H${inner}`} />
              {picture.band === '' ? null : <path class="ratio-band" d={picture.band} />}
              {picture.line === '' ? null : <path class="ratio-line" d={picture.line} />}
              {picture.dot === null ? null : <circle class="ratio-dot" cx={picture.dot.x} cy={picture.dot.y} r="3.2" />}
              {picture.ticks.map(({ y, text }) => (
                <text key={text} class="ratio-tick" x={-6} y={y + 4} text-anchor="end">
                  {text}
                </text>
              ))}
            </>
          )}
        </svg>
      )}
    </div>
  );
}

/** Nothing is drawn as nothing: a frame with the word, and no line that might be read. */
function Nothing({ width, word }: { readonly width: number; readonly word: string }) {
  return (
    <>
      <rect class="ratio-frame" x="0" y="1" width={width} height={HEIGHT - 2} rx="6" />
      <text class="ratio-none" x={width / 2} y={HEIGHT / 2 + 4} text-anchor="middle">
        {word}
      </text>
    </>
  );
}

/** What the lines mean, once for all tiles. */
export function RatioLegend() {
  return (
    <ul class="legend">
      <li>
        <svg viewBox="0 0 26 14" aria-hidden="true">
          <rect class="ratio-band" x="0" y="2" width="26" height="10" />
          <path class="ratio-line" d="M0 7h26" />
        </svg>
        new to old, and the interval that holds at every look
      </li>
      <li>
        <svg viewBox="0 0 26 14" aria-hidden="true">
          <path class="ratio-same" d="M0 7h26" />
        </svg>
        the same
      </li>
      <li>
        <svg viewBox="0 0 26 14" aria-hidden="true">
          <rect class="ratio-bad" x="0" y="0" width="26" height="7" />
          <path class="ratio-stop" d="M0 7h26" />
        </svg>
        stop line: evidence beyond it stops the rollout
      </li>
      <li>
        <svg viewBox="0 0 26 14" aria-hidden="true">
          <path class="ratio-limit" d="M0 7h26" />
        </svg>
        limit: the interval must stay clear of it before it goes on
      </li>
    </ul>
  );
}
