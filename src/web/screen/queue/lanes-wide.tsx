import { runsOf, type Span } from './lane-layout.ts';
import { buildLook, CellMark, Shape, useBuildText } from './lane-mark.tsx';
import { branchOf, type LaneProps, pictureText, spanText } from './lane-word.ts';

/** Room for the branch, and for what builds are called. */
const LEFT = 190;
const HEAD = 112;
const WIDEST = 94;
const GAP = 4;
const TOP = 20;
const LANE = 54;
const BUILD = 24;
const BETWEEN = 10;
/** More cannot be told apart; the table has the rest. */
const MOST_ENTRIES = 40;
const MOST_BUILDS = 16;
/** A cell holds its number: pixels of a digit, and around them. */
const DIGIT = 6.6;
const AROUND = 9;

/** How many entries and builds fit into so many pixels. */
export function mostWide(width: number, digits: number) {
  const narrowest = Math.max(24, digits * DIGIT + AROUND);
  const mostEntries = Math.min(MOST_ENTRIES, Math.max(1, Math.floor((width - LEFT) / narrowest)));
  return { mostEntries, mostBuilds: MOST_BUILDS };
}

/** The branch at the left; what lands first stands next to it. Builds below, each as wide as what it holds. */
export function LanesWide({ report, layout, width, chosen, choose }: LaneProps) {
  const { cells, lanes, spans } = layout;
  const step = Math.min(WIDEST, (width - LEFT) / Math.max(1, cells.length));
  const x = (at: number) => LEFT + at * step;
  const below = TOP + lanes.length * LANE;
  const height = below + (spans.length === 0 ? 0 : BETWEEN + spans.length * BUILD);
  const next = cells.filter(({ row }) => report.next.includes(row.number)).map(({ at }) => at);
  const first = next[0];
  return (
    <svg
      class="lanes"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={pictureText(report)}
    >
      {runsOf(next).map(({ from, to }) => (
        <rect
          key={from}
          class="next-band"
          x={x(from)}
          y={TOP - 4}
          width={(to - from + 1) * step}
          height={height - TOP + 4}
        />
      ))}
      {first === undefined ? null : (
        <text class="next-word" x={x(first) + 3} y={TOP - 8}>
          lands next
        </text>
      )}
      {lanes.map(({ lane, to }, index) => {
        const y = TOP + index * LANE + LANE / 2;
        return (
          <g key={lane}>
            <path class="rail" d={`M${HEAD} ${y}H${x(to) + step / 2}`} />
            <text class="lane-name" x={HEAD + 8} y={y - 6}>
              {lane}
            </text>
          </g>
        );
      })}
      <g class="branch">
        <rect x="1" y={TOP + 2} width={HEAD - 1} height={lanes.length * LANE - 4} rx="7" />
        <text class="cell-number" x="12" y={TOP + 22}>
          {excerpt(branchOf(report.queue))}
        </text>
        <text class="cell-word" x="12" y={TOP + 38}>
          {report.head.slice(0, 10)}
        </text>
      </g>
      {cells.map(({ row, at, lane }) => (
        <CellMark
          key={row.number}
          row={row}
          proved={report.proved}
          box={{ x: x(at) + GAP / 2, y: TOP + lane * LANE + 6, width: step - GAP, height: LANE - 12 }}
          isNext={next.includes(at)}
          isChosen={row.number === chosen}
          choose={choose}
        />
      ))}
      {spans.map((span, index) => (
        <SpanMark
          key={span.build.number}
          span={span}
          y={below + BETWEEN + index * BUILD + BUILD / 2}
          x={x}
          step={step}
        />
      ))}
    </svg>
  );
}

interface SpanMarkProps {
  readonly span: Span;
  readonly y: number;
  readonly x: (at: number) => number;
  readonly step: number;
}

function SpanMark({ span, y, x, step }: SpanMarkProps) {
  const { build, runs, assumed, end, hidden } = span;
  const look = buildLook(build);
  const text = useBuildText()(build);
  return (
    <g class={`span tone-${look.tone}`}>
      <title>{spanText(span)}</title>
      <Shape d={look.shape} x={2} y={y - 7} size={13} />
      <text class="span-word" x="20" y={y + 4}>
        build {build.number} {text}
      </text>
      <path class="span-base" d={`M${LEFT - 10} ${y}H${x(end) + step / 2}`} />
      {assumed.map((at) => (
        <circle key={at} class="span-assumed" cx={x(at) + step / 2} cy={y} r="3.2" />
      ))}
      {runs.map(({ from, to }, index) => (
        <rect
          key={from}
          class={`span-run${hidden > 0 && index === runs.length - 1 ? ' is-cut' : ''}`}
          x={x(from) + GAP / 2}
          y={y - 8}
          width={(to - from + 1) * step - GAP}
          height="16"
          rx="6"
        />
      ))}
    </g>
  );
}

function excerpt(text: string): string {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
}

/** Letters that fit beside the branch's edge. */
const MOST_LETTERS = 12;
