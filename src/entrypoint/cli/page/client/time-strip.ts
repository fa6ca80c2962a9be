import { type TimeBucket, timeBuckets } from '../layout.ts';
import { isHarm, isHeld } from '../model.ts';
import { dateText } from '../number-text.ts';
import { find, svg } from './dom.ts';
import type { Store, View } from './state.ts';

const HEIGHT = 150;
const BASE = 122;
const TOP = 22;
const DAY_MS = 86_400_000;

/** Changes in time: passing and held, harm above, and the end that is too young to judge hatched. */
export function startTimeStrip(store: Store): void {
  const holder = find('time');
  const times = store.dots.flatMap(({ at }) => at ?? []);
  if (holder === null) return;
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) {
    holder.textContent = 'No landing time is known.';
    return;
  }
  const buckets = timeBuckets(store.dots, { first, last });
  const young = last - store.data.censoredDays * DAY_MS;
  let width = 0;
  let drawn: unknown = null;
  const draw = (view: View) => {
    if (width > 0) holder.replaceChildren(strip({ store, view, buckets, width, young }));
  };
  new ResizeObserver(() => {
    if (holder.clientWidth === width) return;
    width = holder.clientWidth;
    draw(store.view());
  }).observe(holder);
  store.onChange((view) => {
    if (view.settings !== drawn) draw(view);
    drawn = view.settings;
  });
}

interface Strip {
  readonly store: Store;
  readonly view: View;
  readonly buckets: readonly TimeBucket[];
  readonly width: number;
  /** Changes that landed later are too young. */
  readonly young: number;
}

function strip(given: Strip): SVGElement {
  const { buckets, width } = given;
  const start = buckets[0]?.from ?? 0;
  const end = buckets.at(-1)?.to ?? 1;
  const xOf = (time: number) => ((time - start) / (end - start)) * width;
  const most = Math.max(1, ...buckets.map(({ dots }) => dots.length));
  const bars = buckets.flatMap((bucket) => bar({ ...given, bucket, xOf, most }));
  const youngX = Math.max(0, xOf(given.young));
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: 'img', 'aria-label': 'Changes by landing time' },
    svg(
      'defs',
      {},
      svg(
        'pattern',
        { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        svg('path', { d: 'M0 0v6', class: 'hatch' }),
      ),
    ),
    svg('rect', { x: youngX, y: TOP - 12, width: width - youngX, height: BASE - TOP + 12, fill: 'url(#hatch)' }),
    ...bars,
    svg('path', { d: `M0 ${BASE}.5H${width}`, class: 'axis' }),
    svg('text', { x: 0, y: HEIGHT - 8, class: 'tick' }, dateText(start)),
    svg('text', { x: width, y: HEIGHT - 8, class: 'tick end' }, dateText(end)),
  );
}

function bar(
  given: Strip & { readonly bucket: TimeBucket; readonly xOf: (time: number) => number; readonly most: number },
): SVGElement[] {
  const { bucket, store, view, xOf, most } = given;
  const dots = bucket.dots.flatMap((index) => store.dots[index] ?? []);
  const held = dots.filter((dot) => isHeld(dot, view.settings)).length;
  const harm = dots.filter(isHarm).length;
  const x = xOf(bucket.from);
  const width = Math.max(1, xOf(bucket.to) - x - 1.5);
  const scale = (BASE - TOP - 8) / most;
  const heldHeight = held * scale;
  const passHeight = (dots.length - held) * scale;
  const middle = x + width / 2;
  const marks = Array.from({ length: Math.min(harm, 3) }, (_, at) => {
    const y = BASE - heldHeight - passHeight - 6 - at * 7;
    return svg('path', { d: `M${middle} ${y - 3.4}l3.4 3.4-3.4 3.4-3.4-3.4z`, class: 'mark-harm' });
  });
  const title = `${dateText(bucket.from)}: ${dots.length} landed, ${held} held, ${harm} later reverted or fixed`;
  return [
    svg(
      'rect',
      { x, y: BASE - heldHeight - passHeight, width, height: passHeight, class: 'bar-pass' },
      svg('title', {}, title),
    ),
    svg('rect', { x, y: BASE - heldHeight, width, height: heldHeight, class: 'bar-held' }, svg('title', {}, title)),
    ...marks,
  ];
}
