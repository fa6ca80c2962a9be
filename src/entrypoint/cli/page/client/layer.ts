import { heldByRules, isHarm } from '../model.ts';
import type { Dot } from '../page-data.ts';
import type { Palette } from './palette.ts';
import { isShown, type View } from './state.ts';

/**
 * The harmless dots, painted twice: as the rules leave them, and as if all were held. Moving the handle then only copies
 * from one or the other, which stays smooth with ten thousand dots.
 */
export interface Layers {
  readonly byRules: HTMLCanvasElement;
  readonly allHeld: HTMLCanvasElement;
}

/** What the layers are painted from. */
export interface LayerScene {
  /** The picture's own canvas, whose size and scale the layers take. */
  readonly canvas: HTMLCanvasElement;
  readonly scale: number;
  /** Radius of a dot in CSS pixels. */
  readonly radius: number;
  readonly palette: Palette;
  readonly dots: readonly Dot[];
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly view: View;
}

/** Opacity of what the filters leave out: a memory of the whole, not more. */
export const GHOST = 0.1;

/** Whether filters and a pointed-at rule leave the dot standing. */
export function stands(dot: Dot, view: View): boolean {
  return isShown(dot, view) && (view.rule === null || dot.holding.some(({ rule }) => rule === view.rule));
}

/** Paints both layers. */
export function paintLayers(scene: LayerScene): Layers {
  const harmless = scene.dots.filter((dot) => !isHarm(dot));
  const { off } = scene.view.settings;
  return {
    byRules: paintLayer(scene, harmless, (dot) => (heldByRules(dot, off) ? 'held' : 'pass')),
    allHeld: paintLayer(scene, harmless, () => 'held'),
  };
}

type Look = 'ghost' | 'pass' | 'held';
const OPACITY: Readonly<Record<Look, number>> = { ghost: GHOST, pass: 0.72, held: 0.88 };

function paintLayer(
  scene: LayerScene,
  dots: readonly Dot[],
  lookOf: (dot: Dot) => Exclude<Look, 'ghost'>,
): HTMLCanvasElement {
  const layer = document.createElement('canvas');
  layer.width = scene.canvas.width;
  layer.height = scene.canvas.height;
  const context = layer.getContext('2d');
  if (context === null) return layer;
  const waiting: Record<Look, Dot[]> = { ghost: [], pass: [], held: [] };
  for (const dot of dots) waiting[stands(dot, scene.view) ? lookOf(dot) : 'ghost'].push(dot);
  for (const look of ['ghost', 'pass', 'held'] as const) {
    context.globalAlpha = OPACITY[look];
    stampAll(context, scene, {
      dots: waiting[look],
      colour: look === 'held' ? scene.palette.held : scene.palette.pass,
    });
  }
  return layer;
}

/** A picture of one dot, stamped for each: several times faster than a path of thousands of circles. */
function stampAll(
  context: CanvasRenderingContext2D,
  scene: LayerScene,
  given: { readonly dots: readonly Dot[]; readonly colour: string },
): void {
  const stamps = new Map<string, HTMLCanvasElement>();
  for (const dot of given.dots) {
    const point = scene.points[dot.index];
    if (point === undefined) continue;
    const hollow = dot.assistance === 'ai';
    const radius = scene.radius * scene.scale * (dot.label === 'censored' ? CENSORED_SIZE : 1);
    const key = `${radius} ${hollow}`;
    const stamp = stamps.get(key) ?? makeStamp({ colour: given.colour, hollow, radius });
    stamps.set(key, stamp);
    context.drawImage(
      stamp,
      Math.round(point.x * scene.scale - stamp.width / 2),
      Math.round(point.y * scene.scale - stamp.height / 2),
    );
  }
}

/** A dot that is too young to judge has this part of the radius. */
const CENSORED_SIZE = 0.55;

/** In device pixels. */
function makeStamp(given: {
  readonly colour: string;
  readonly hollow: boolean;
  readonly radius: number;
}): HTMLCanvasElement {
  const stamp = document.createElement('canvas');
  const half = Math.ceil(given.radius + 2);
  stamp.width = half * 2;
  stamp.height = half * 2;
  const context = stamp.getContext('2d');
  if (context === null) return stamp;
  context.fillStyle = given.colour;
  context.strokeStyle = given.colour;
  context.lineWidth = Math.max(2, given.radius * 0.42);
  context.beginPath();
  context.arc(half, half, given.hollow ? Math.max(1, given.radius - 0.8) : given.radius, 0, 2 * Math.PI);
  if (given.hollow) context.stroke();
  else context.fill();
  return stamp;
}
