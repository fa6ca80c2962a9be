import { useServerNow } from '../../read/clock.ts';
import { minutesText } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';
import { type Build, LOOK, lookOf, type Row } from './state.ts';

/** A shape of 16 by 16 at a place of a drawing. */
export function Shape({
  d,
  x,
  y,
  size,
}: {
  readonly d: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}) {
  return <path d={d} transform={`translate(${x} ${y}) scale(${size / 16})`} />;
}

interface CellMarkProps {
  readonly row: Row;
  readonly proved: readonly Build[];
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly isNext: boolean;
  readonly isChosen: boolean;
  readonly choose: (number: number) => void;
}

/** Where words fit beside the shape, and where below it. */
const ROOMY = 82;
const FITTING = 58;
const SHAPE = 13;

/** One entry: shape, number, and where there is room the word. */
export function CellMark({ row, proved, box, isNext, isChosen, choose }: CellMarkProps) {
  const { word, tone, shape } = LOOK[lookOf(row, proved)];
  const { x, y, width, height } = box;
  const isRoomy = width >= ROOMY;
  const middle = x + width / 2;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a short cut for the pointer; the table beside it does the same by key
    <g
      class={`lane-cell tone-${tone}${isNext ? ' is-next' : ''}${isChosen ? ' is-chosen' : ''}`}
      onClick={() => choose(row.number)}
    >
      <title>{`#${row.number} ${visibleText(row.title)}: ${word}, ${visibleText(row.constraint.text)}`}</title>
      <rect x={x} y={y} width={width} height={height} rx="5" />
      {isRoomy ? (
        <>
          <Shape d={shape} x={x + 7} y={y + height / 2 - SHAPE / 2} size={SHAPE} />
          <text class="cell-number" x={x + 26} y={y + height / 2 - 2}>
            #{row.number}
          </text>
          <text class="cell-word" x={x + 26} y={y + height / 2 + 11}>
            {word}
          </text>
        </>
      ) : width >= FITTING ? (
        <>
          <Shape d={shape} x={middle - 20} y={y + 6} size={SHAPE} />
          <text class="cell-number" x={middle - 3} y={y + 17}>
            {row.number}
          </text>
          <text class="cell-word is-small" x={middle} y={y + height - 8} text-anchor="middle">
            {word}
          </text>
        </>
      ) : (
        <>
          <Shape d={shape} x={middle - SHAPE / 2} y={y + height / 2 - SHAPE - 1} size={SHAPE} />
          <text class="cell-number" x={middle} y={y + height / 2 + 13} text-anchor="middle">
            {row.number}
          </text>
        </>
      )}
    </g>
  );
}

/** Shape and word of a build. */
export function buildLook({ outcome, attempt }: Build) {
  return outcome === 'passed' ? LOOK.proved : attempt > 0 ? LOOK.again : LOOK.building;
}

/** `running, 7 min`, `passed`: how a build stands. */
export function useBuildText(): (build: Build) => string {
  const now = useServerNow();
  return ({ outcome, attempt, started_at }) => {
    if (outcome !== null) return outcome;
    return `${attempt > 0 ? 'again' : 'runs'}, ${minutesText(Math.max(0, (now - Date.parse(started_at)) / 60_000))}`;
  };
}
