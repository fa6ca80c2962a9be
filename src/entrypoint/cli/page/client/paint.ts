import type { Band } from '../layout.ts';
import { isHarm, OFF } from '../model.ts';
import type { Axis, Dot } from '../page-data.ts';
import { bandMiddle, type Geometry, isNarrow } from './geometry.ts';
import { GHOST, type Layers, stands } from './layer.ts';
import type { Palette } from './palette.ts';
import type { View } from './state.ts';

/** What a painting needs; `points` has one entry for each dot. */
export interface Scene {
  readonly context: CanvasRenderingContext2D;
  readonly geometry: Geometry;
  readonly palette: Palette;
  readonly bands: readonly Band[];
  readonly dots: readonly Dot[];
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly view: View;
  /** Whether a dot is held as things are set. */
  readonly held: (dot: Dot) => boolean;
  /** Place of the handle at which the budget ends. */
  readonly budgetAt: number | null;
}

/** Paints rows, axis and dots; harm last, so that what matters lies on top. */
export function paint(scene: Scene, layers: Layers): void {
  scene.context.clearRect(0, 0, scene.geometry.width, scene.geometry.height);
  paintFrame(scene);
  paintLayers(scene, layers);
  paintHarm(scene);
}

/** Left of the handle the rules decide; from it on, and where the rank is unknown, everything is held. */
function paintLayers({ context, geometry, view }: Scene, layers: Layers): void {
  const { threshold } = view.settings;
  const { width, height, axis, left } = geometry;
  const split = threshold === OFF ? width : geometry.xOf(threshold);
  const start = threshold === OFF || geometry.gutter === null ? 0 : (axis + left) / 2 + GUTTER_REACH;
  copyPart(context, layers.byRules, { from: start, to: split, height });
  if (threshold === OFF) return;
  copyPart(context, layers.allHeld, { from: 0, to: start, height });
  copyPart(context, layers.allHeld, { from: split, to: width, height });
}

/** The gutter ends this far beyond the middle between the axis and percentile 0. */
const GUTTER_REACH = 10;

function copyPart(
  context: CanvasRenderingContext2D,
  layer: HTMLCanvasElement,
  part: { readonly from: number; readonly to: number; readonly height: number },
): void {
  const { from, to, height } = part;
  if (to <= from) return;
  const scale = context.getTransform().a;
  context.drawImage(layer, from * scale, 0, (to - from) * scale, height * scale, from, 0, to - from, height);
}

const TICKS = [0, 25, 50, 75];
const FONT = '11.5px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

const AXIS_TEXT: Readonly<Record<Axis, string>> = {
  risk: 'risk: higher than … % of the changes before it',
  size: 'size: larger than … % of the changes before it',
};

function paintFrame({ context, geometry, palette, bands, budgetAt, view }: Scene): void {
  const { left, right, top, bottom } = geometry;
  context.font = FONT;
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const band of bands) {
    context.strokeStyle = palette.faint;
    line(context, { x1: geometry.axis, y1: geometry.yOf(band.top), x2: right, y2: geometry.yOf(band.top) });
    context.fillStyle = palette.soft;
    context.fillText(band.name, geometry.axis - 6, bandMiddle(geometry, band));
  }
  context.textAlign = 'left';
  context.fillText(isNarrow(geometry.width) ? 'areas' : 'areas touched', 4, top - 16);
  context.strokeStyle = palette.line;
  line(context, { x1: left, y1: bottom, x2: right, y2: bottom });
  context.textAlign = 'center';
  for (const tick of TICKS) {
    line(context, { x1: geometry.xOf(tick), y1: bottom, x2: geometry.xOf(tick), y2: bottom + 4 });
    if (!isUnderBudget(geometry, { tick, budgetAt })) {
      context.fillText(String(tick), geometry.xOf(tick), bottom + 13);
    }
  }
  if (geometry.gutter !== null) context.fillText('?', geometry.gutter, bottom + 13);
  context.fillText(AXIS_TEXT[view.settings.axis], (left + right) / 2, bottom + 32);
  if (budgetAt !== null && budgetAt > 0 && budgetAt < 100) paintBudget({ context, geometry, palette, at: budgetAt });
}

/** Room that the budget's mark and name take to its right. */
const BUDGET_ROOM = 56;

function isUnderBudget(geometry: Geometry, at: { readonly tick: number; readonly budgetAt: number | null }): boolean {
  if (at.budgetAt === null || at.budgetAt <= 0 || at.budgetAt >= 100) return false;
  const distance = geometry.xOf(at.tick) - geometry.xOf(at.budgetAt);
  return distance > -14 && distance < BUDGET_ROOM;
}

function paintBudget(given: {
  readonly context: CanvasRenderingContext2D;
  readonly geometry: Geometry;
  readonly palette: Palette;
  readonly at: number;
}): void {
  const { context, geometry, palette, at } = given;
  const x = geometry.xOf(at);
  context.fillStyle = palette.ink;
  context.beginPath();
  context.moveTo(x, geometry.bottom);
  context.lineTo(x - 4.5, geometry.bottom + 7);
  context.lineTo(x + 4.5, geometry.bottom + 7);
  context.fill();
  context.textAlign = 'left';
  const text = 'budget';
  if (x + 7 + context.measureText(text).width < geometry.width) context.fillText(text, x + 7, geometry.bottom + 13);
}

function line(
  context: CanvasRenderingContext2D,
  at: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number },
): void {
  context.beginPath();
  context.moveTo(at.x1, Math.round(at.y1) + 0.5);
  context.lineTo(at.x2, Math.round(at.y2) + 0.5);
  context.stroke();
}

function paintHarm(scene: Scene): void {
  const { context, geometry, palette, view } = scene;
  const size = geometry.radius * 1.35 + 1.6;
  for (const dot of scene.dots) {
    const point = scene.points[dot.index];
    if (point === undefined || !isHarm(dot)) continue;
    context.globalAlpha = stands(dot, view) ? 1 : GHOST;
    if (scene.held(dot)) {
      context.beginPath();
      context.arc(point.x, point.y, size + 2.6, 0, 2 * Math.PI);
      context.fillStyle = palette.card;
      context.fill();
      context.strokeStyle = palette.held;
      context.lineWidth = 1.8;
      context.stroke();
    }
    const diamond = diamondAt(point, size);
    context.strokeStyle = palette.card;
    context.lineWidth = 2.4;
    context.stroke(diamond);
    context.fillStyle = dot.assistance === 'ai' ? palette.card : palette.harm;
    context.fill(diamond);
    if (dot.assistance !== 'ai') continue;
    context.strokeStyle = palette.harm;
    context.lineWidth = 1.7;
    context.stroke(diamondAt(point, size - 0.8));
  }
  context.globalAlpha = 1;
}

function diamondAt({ x, y }: { readonly x: number; readonly y: number }, size: number): Path2D {
  const path = new Path2D();
  path.moveTo(x, y - size);
  path.lineTo(x + size, y);
  path.lineTo(x, y + size);
  path.lineTo(x - size, y);
  path.closePath();
  return path;
}
