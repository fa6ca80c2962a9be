import { type TimeBucket, timeBuckets } from '../layout.ts';
import { isHarm } from '../model.ts';
import { dateText } from '../number-text.ts';
import { find, svg } from './dom.ts';
import type { Store } from './state.ts';

const HEIGHT = 168;
const BASE = 144;
/** Where the tallest bar ends; harm stands above it. */
const TOP = 46;
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
  const draw = () => {
    if (width > 0) holder.replaceChildren(strip({ store, buckets, width, young }));
  };
  new ResizeObserver(() => {
    if (holder.clientWidth === width) return;
    width = holder.clientWidth;
    draw();
  }).observe(holder);
  store.onChange((view) => {
    if (view.settings !== drawn) draw();
    drawn = view.settings;
  });
}

interface Strip {
  readonly store: Store;
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
  const harm = buckets.map(({ dots }) => dots.filter((index) => harmful(given.store, index)).length);
  const mostHarm = Math.max(0, ...harm);
  const bars = buckets.flatMap((bucket, at) => [
    ...bar({ ...given, bucket, xOf, most, harm: harm[at] ?? 0 }),
    ...harmMarks({ harm: harm[at] ?? 0, mostHarm, x: xOf(bucket.from), width: barWidth(bucket, xOf) }),
  ]);
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
    ...bars,
    svg('rect', { x: youngX, y: TOP - 4, width: width - youngX, height: BASE - TOP + 4, fill: 'url(#hatch)' }),
    svg('path', { d: `M${youngX} ${BASE}V12H${width}`, class: 'young-edge' }),
    svg('text', { x: youngX - 6, y: 16, class: 'tick end' }, 'too recent to tell'),
    svg('path', { d: `M0 ${BASE}.5H${width}`, class: 'axis' }),
    svg('text', { x: 0, y: HEIGHT - 8, class: 'tick' }, dateText(start)),
    svg('text', { x: width, y: HEIGHT - 8, class: 'tick end' }, dateText(end)),
  );
}

function harmful(store: Store, index: number): boolean {
  const dot = store.dots[index];
  return dot !== undefined && isHarm(dot);
}

function barWidth(bucket: TimeBucket, xOf: (time: number) => number): number {
  return Math.max(1, xOf(bucket.to) - xOf(bucket.from) - 1.5);
}

function bar(
  given: Strip & {
    readonly bucket: TimeBucket;
    readonly xOf: (time: number) => number;
    readonly most: number;
    readonly harm: number;
  },
): SVGElement[] {
  const { bucket, store, xOf, most } = given;
  const dots = bucket.dots.flatMap((index) => store.dots[index] ?? []);
  const held = dots.filter(store.held).length;
  const x = xOf(bucket.from);
  const width = barWidth(bucket, xOf);
  const scale = (BASE - TOP) / most;
  const heldHeight = held * scale;
  const passHeight = (dots.length - held) * scale;
  const title = `${dateText(bucket.from)}: ${dots.length} landed, ${held} held, ${given.harm} later reverted or fixed`;
  return [
    svg(
      'rect',
      { x, y: BASE - heldHeight - passHeight, width, height: passHeight, class: 'bar-pass' },
      svg('title', {}, title),
    ),
    svg('rect', { x, y: BASE - heldHeight, width, height: heldHeight, class: 'bar-held' }, svg('title', {}, title)),
  ];
}

/** One diamond each while they can be counted by eye; beyond that a bar against the worst. */
const COUNTABLE = 3;
const HARM_BASE = TOP - 6;

function harmMarks(given: {
  readonly harm: number;
  readonly mostHarm: number;
  readonly x: number;
  readonly width: number;
}): SVGElement[] {
  const { harm, mostHarm, x, width } = given;
  if (mostHarm > COUNTABLE) {
    const height = (18 * harm) / mostHarm;
    return [svg('rect', { x, y: HARM_BASE - height, width, height, class: 'mark-harm' })];
  }
  const middle = x + width / 2;
  return Array.from({ length: harm }, (_, at) => {
    const y = HARM_BASE - 4 - at * 7.5;
    return svg('path', { d: `M${middle} ${y - 3.6}l3.6 3.6-3.6 3.6-3.6-3.6z`, class: 'mark-harm' });
  });
}
