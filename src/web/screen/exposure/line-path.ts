import type { Box, Grid, Point } from './graph-layout.ts';

/** Half the length of the bar across a line. */
const BAR = 9;
/** Where on the last curve the bar stands: spread starts at the called end, which is 1. */
const BAR_AT = 0.6;

interface Way {
  readonly from: Box;
  readonly to: Box;
  /** Where it passes layers in between: the middle of the way in; it leaves a box's length further on. */
  readonly lanes: readonly Point[];
  readonly grid: Grid;
}

/** The line of a call from side to side, past what stands in between, and a short bar across it near the called end. */
export function linePath({ from, to, lanes, grid }: Way): { readonly d: string; readonly bar: string } {
  const isRight = grid.direction === 'right';
  const length = isRight ? grid.boxWidth : grid.boxHeight;
  const along = ({ x, y }: Point): Point => (isRight ? { x: x + length, y } : { x, y: y + length });
  const side = ({ x, y }: Point): Point =>
    isRight ? { x, y: y + grid.boxHeight / 2 } : { x: x + grid.boxWidth / 2, y };
  let at = along(side(from));
  let d = `M${at.x} ${at.y}`;
  for (const lane of lanes) {
    const out = along(lane);
    d += `${curve(at, lane, isRight).d}L${out.x} ${out.y}`;
    at = out;
  }
  const last = curve(at, side(to), isRight);
  return { d: d + last.d, bar: last.bar };
}

function curve(from: Point, to: Point, isRight: boolean): { readonly d: string; readonly bar: string } {
  const bend = Math.max(20, Math.abs(isRight ? to.x - from.x : to.y - from.y) / 2);
  const first = isRight ? { x: from.x + bend, y: from.y } : { x: from.x, y: from.y + bend };
  const second = isRight ? { x: to.x - bend, y: to.y } : { x: to.x, y: to.y - bend };
  const x = bezier(from.x, first.x, second.x, to.x);
  const y = bezier(from.y, first.y, second.y, to.y);
  const length = Math.max(1, Math.hypot(x.slope, y.slope));
  const [nx, ny] = [(-y.slope / length) * BAR, (x.slope / length) * BAR];
  return {
    d: `C${first.x} ${first.y} ${second.x} ${second.y} ${to.x} ${to.y}`,
    bar: `M${x.value - nx} ${y.value - ny}L${x.value + nx} ${y.value + ny}`,
  };
}

/** Value and slope of a cubic curve in one dimension, where the bar stands. */
function bezier(a: number, b: number, c: number, d: number): { readonly value: number; readonly slope: number } {
  const [t, u] = [BAR_AT, 1 - BAR_AT];
  return {
    value: u ** 3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t ** 3 * d,
    slope: 3 * u * u * (b - a) + 6 * u * t * (c - b) + 3 * t * t * (d - c),
  };
}
