import type { InboxReport } from '../../../contract/index.ts';
import { useNarrow } from '../../part/use-narrow.ts';
import { countText } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';
import { axisEnd, reachPlace, riskPlace, spotsOf } from './scatter-place.ts';

/** Text keeps its size on a phone because the drawing is as wide as the page there. */
const WIDTH = { wide: 560, narrow: 330 };
const HEIGHT = 220;
const LEFT = 52;
const TOP = 12;
const RIGHT = 26;
const BOTTOM = 36;
/** For what is not known, left of and below the axes' zero. */
const GUTTER = 22;

interface ScatterProps {
  readonly items: InboxReport['items'];
  readonly chosen: string | null;
  readonly choose: (id: string) => void;
}

/** Risk by reach: top right deserves the freshest eyes. The list beside it says the same for those who use keys. */
export function Scatter({ items, chosen, choose }: ScatterProps) {
  const width = WIDTH[useNarrow() ? 'narrow' : 'wide'];
  const most = axisEnd(items);
  const x = (part: number | null) =>
    part === null ? LEFT + GUTTER / 2 : LEFT + GUTTER + part * (width - LEFT - GUTTER - RIGHT);
  const y = (part: number | null) =>
    part === null ? HEIGHT - BOTTOM - GUTTER / 2 : HEIGHT - BOTTOM - GUTTER - part * (HEIGHT - BOTTOM - GUTTER - TOP);
  const spots = spotsOf(items, most);
  const ordered = [...spots.filter(({ id }) => id !== chosen), ...spots.filter(({ id }) => id === chosen)];
  const unknown = spots.filter((spot) => spot.x === null || spot.y === null).length;
  return (
    <figure class="panel scatter">
      <figcaption>
        <h2>Risk and reach</h2>
        <p class="soft">
          Each dot is one ask; top right deserves the freshest eyes.
          {unknown > 0 ? ` ${unknown} with something unknown stand in the grey margin.` : ''}
        </p>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`${items.length} asks by risk and by files reached; the list tells each`}
      >
        <rect class="gutter" x={LEFT} y={TOP} width={GUTTER} height={HEIGHT - TOP - BOTTOM} />
        <rect class="gutter" x={LEFT} y={HEIGHT - BOTTOM - GUTTER} width={width - LEFT - RIGHT} height={GUTTER} />
        {[0, 0.05, 0.2, 0.5, 1].map((risk) => (
          <g key={risk}>
            <line class="grid" x1={x(riskPlace(risk))} x2={x(riskPlace(risk))} y1={TOP} y2={HEIGHT - BOTTOM - GUTTER} />
            <text class="tick" x={x(riskPlace(risk))} y={HEIGHT - BOTTOM + 13} text-anchor="middle">
              {risk * 100} %
            </text>
          </g>
        ))}
        {[1, 10, 100, 1_000, 10_000, 100_000]
          .filter((files) => files <= most)
          .map((files) => (
            <g key={files}>
              <line
                class="grid"
                x1={LEFT + GUTTER}
                x2={width - RIGHT}
                y1={y(reachPlace(files, most))}
                y2={y(reachPlace(files, most))}
              />
              <text class="tick" x={LEFT - 6} y={y(reachPlace(files, most)) + 4} text-anchor="end">
                {countText(files)}
              </text>
            </g>
          ))}
        <text class="axis" x={width - RIGHT} y={HEIGHT - 6} text-anchor="end">
          risk that it needs repair →
        </text>
        <text class="axis" x={LEFT} y={HEIGHT - 6}>
          ↑ files it reaches
        </text>
        {ordered.map((spot) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: a short cut for the pointer; the list beside it does the same by key
          <circle
            key={spot.id}
            class={`dot${spot.id === chosen ? ' chosen' : ''}${spot.x === null || spot.y === null ? ' unsure' : ''}`}
            cx={x(spot.x)}
            cy={y(spot.y)}
            r={spot.id === chosen ? 8 : 6}
            onClick={() => choose(spot.id)}
          >
            <title>{visibleText(spot.title)}</title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}
