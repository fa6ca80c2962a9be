import { buildLook, CellMark, Shape } from './lane-mark.tsx';
import { branchOf, type LaneProps, pictureText, spanText } from './lane-word.ts';

const CELL = 116;
const ROW = 42;
const LANE = 22;
const HEAD = 46;
const BUILD = 24;
const LEFT = CELL + 14;
const GAP = 4;
/** More is a long way to scroll before the table begins. */
const MOST_ENTRIES = 14;

/** How many entries and builds fit into so many pixels. */
export function mostTall(width: number) {
  return { mostEntries: MOST_ENTRIES, mostBuilds: Math.max(1, Math.floor((width - LEFT) / BUILD)) };
}

/** The branch on top; what lands first stands right below it. Builds beside, each as long as what it holds. */
export function LanesTall({ report, layout, width, chosen, choose }: LaneProps) {
  const { cells, lanes, spans } = layout;
  const y = (at: number) => HEAD + at * ROW + (cells[at]?.lane ?? lanes.length - 1) * LANE + LANE;
  const height = y(cells.length - 1) + ROW;
  const next = cells.find(({ row }) => report.next.includes(row.number));
  const x = (index: number) => LEFT + index * BUILD + BUILD / 2;
  return (
    <svg
      class="lanes"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={pictureText(report)}
    >
      {cells
        .filter(({ row }) => report.next.includes(row.number))
        .map(({ at }) => (
          <rect key={at} class="next-band" x="0" y={y(at)} width={width} height={ROW} />
        ))}
      <path class="rail" d={`M${CELL / 2} ${HEAD - 6}V${height - ROW / 2}`} />
      <g class="branch">
        <rect x="1" y="1" width={CELL - 2} height={HEAD - 8} rx="7" />
        <text class="cell-number" x="10" y="17">
          {branchOf(report.queue).slice(0, 13)}
        </text>
        <text class="cell-word" x="10" y="31">
          {report.head.slice(0, 10)}
        </text>
      </g>
      {lanes.map(({ lane, from }) => (
        <text key={lane} class="lane-name" x={CELL / 2 + 6} y={y(from) - 6}>
          {lane}
        </text>
      ))}
      {next === undefined ? null : (
        <text class="next-word" x={width} y={y(next.at) - 6} text-anchor="end">
          lands next
        </text>
      )}
      {cells.map(({ row, at }) => (
        <CellMark
          key={row.number}
          row={row}
          proved={report.proved}
          box={{ x: 1, y: y(at) + GAP / 2, width: CELL - 2, height: ROW - GAP }}
          isNext={report.next.includes(row.number)}
          isChosen={row.number === chosen}
          choose={choose}
        />
      ))}
      {spans.map((span, index) => {
        const { build, runs, assumed, end, hidden } = span;
        const look = buildLook(build);
        return (
          <g key={build.number} class={`span tone-${look.tone}`}>
            <title>{spanText(span)}</title>
            <Shape d={look.shape} x={x(index) - 6.5} y={4} size={13} />
            <text class="span-word" x={x(index)} y={31} text-anchor="middle">
              {build.number}
            </text>
            <path class="span-base" d={`M${x(index)} ${HEAD - 8}V${y(end) + ROW / 2}`} />
            {assumed.map((at) => (
              <circle key={at} class="span-assumed" cx={x(index)} cy={y(at) + ROW / 2} r="3.2" />
            ))}
            {runs.map(({ from, to }, run) => (
              <rect
                key={from}
                class={`span-run${hidden > 0 && run === runs.length - 1 ? ' is-cut' : ''}`}
                x={x(index) - 8}
                y={y(from) + GAP / 2}
                width="16"
                height={y(to) + ROW - y(from) - GAP}
                rx="6"
              />
            ))}
          </g>
        );
      })}
    </svg>
  );
}
