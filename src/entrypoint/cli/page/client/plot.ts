import { bandsOf, type HitIndex, hitIndex, placesOf } from '../layout.ts';
import { startCard } from './card.ts';
import { find } from './dom.ts';
import { type Geometry, geometryOf } from './geometry.ts';
import { budgetThreshold, startHandle } from './handle.ts';
import { type Layers, paintLayers } from './layer.ts';
import { paint } from './paint.ts';
import { onPaletteChange, readPalette } from './palette.ts';
import { isShown, type Store, type View } from './state.ts';

/** The picture: paints when the settings change, and answers pointer and click. */
export function startPlot(store: Store): void {
  const plot = find('plot');
  const canvas = find<HTMLCanvasElement>('dots');
  const context = canvas?.getContext('2d') ?? null;
  if (plot === null || canvas === null || context === null) return;
  const bands = bandsOf(store.dots);
  let axis = store.view().settings.axis;
  let places = placesOf(store.dots, bands, axis);
  let palette = readPalette();
  let geometry = measure();
  let points = places.map(geometry.pointOf);
  let hits: HitIndex = hitIndex(points);
  let budgetAt: number | null = null;
  let budgetFor: readonly unknown[] = [];
  let layers: Layers | null = null;
  let layersOf: readonly unknown[] = [];

  function measure(): Geometry {
    return geometryOf({
      width: plot?.clientWidth ?? 0,
      height: plot?.clientHeight ?? 0,
      dots: store.dots.length,
      hasUnknownRank: store.dots.some((dot) => dot[axis] === null),
    });
  }

  function draw(view: View): void {
    if (canvas === null || context === null) return;
    const { off } = view.settings;
    if (budgetFor[0] !== off || budgetFor[1] !== axis) {
      budgetFor = [off, axis];
      budgetAt = budgetThreshold(store);
    }
    paint(
      { context, geometry, palette, bands, dots: store.dots, points, view, held: store.held, budgetAt },
      layersFor(canvas, view),
    );
  }

  function layersFor(own: HTMLCanvasElement, view: View): Layers {
    const of = [view.settings.off, view.by, view.label, view.rule, palette, points];
    if (layers !== null && of.every((part, at) => part === layersOf[at])) return layers;
    layersOf = of;
    const scale = own.width / geometry.width;
    layers = paintLayers({ canvas: own, scale, radius: geometry.radius, palette, dots: store.dots, points, view });
    return layers;
  }

  function layOut(): void {
    geometry = measure();
    points = places.map(geometry.pointOf);
    hits = hitIndex(points);
  }

  function resize(): void {
    if (canvas === null || context === null) return;
    layOut();
    plot?.style.setProperty('--aspect', String(geometry.width / geometry.height));
    const scale = Math.max(2, devicePixelRatio);
    canvas.width = Math.round(geometry.width * scale);
    canvas.height = Math.round(geometry.height * scale);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    draw(store.view());
    store.update({});
  }

  new ResizeObserver(resize).observe(plot);
  onPaletteChange(() => {
    palette = readPalette();
    draw(store.view());
  });
  // Before handle and card, which stand where the layout puts them.
  store.onChange(({ settings }) => {
    if (settings.axis === axis) return;
    axis = settings.axis;
    places = placesOf(store.dots, bands, axis);
    layOut();
  });
  startHandle(store, () => geometry);
  startCard(store, (index) => ({ geometry, point: points[index] ?? null }));
  listen(plot, { store, hit: (x, y, reach) => hits.nearest(x, y, reach) });
  resize();
  let painted = paintedBy(store.view());
  store.onChange((view) => {
    const next = paintedBy(view);
    if (next.some((part, at) => part !== painted[at])) draw(view);
    painted = next;
  });
}

/** What of the view the painting shows; a hovered dot is marked by an element above it. */
function paintedBy(view: View): readonly unknown[] {
  return [view.settings, view.by, view.label, view.rule];
}

const MOUSE_REACH = 12;
/** Half the width of a fingertip. */
const TOUCH_REACH = 22;

function listen(
  plot: HTMLElement,
  given: {
    readonly store: Store;
    readonly hit: (x: number, y: number, reach: number) => number | null;
  },
): void {
  const { store } = given;
  const dotAt = (event: PointerEvent | MouseEvent, reach: number): number | null => {
    const box = plot.getBoundingClientRect();
    const index = given.hit(event.clientX - box.left, event.clientY - box.top, reach);
    const dot = index === null ? undefined : store.dots[index];
    return dot !== undefined && isShown(dot, store.view()) ? dot.index : null;
  };
  const isOnDots = (event: Event) => event.target instanceof HTMLCanvasElement;
  plot.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'touch') return;
    const hovered = isOnDots(event) ? dotAt(event, MOUSE_REACH) : null;
    if (hovered !== store.view().hovered) store.update({ hovered });
    plot.classList.toggle('on-dot', hovered !== null);
  });
  plot.addEventListener('pointerleave', () => store.update({ hovered: null }));
  plot.addEventListener('click', (event) => {
    if (!isOnDots(event)) return;
    const touch = 'pointerType' in event && event.pointerType === 'touch';
    store.update({ pinned: dotAt(event, touch ? TOUCH_REACH : MOUSE_REACH) });
  });
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') store.update({ pinned: null, hovered: null });
  });
}
