import { AS_WRITTEN, countersOf, type FrontierPoint, frontier } from '../model.ts';
import { minutesText } from '../number-text.ts';
import { find, svg } from './dom.ts';
import type { Store, View } from './state.ts';

const HEIGHT = 340;
const LEFT = 44;
const RIGHT = 18;
const TOP = 14;
const BASE = HEIGHT - 44;

/** Price against use: each strategy with its interval, the handle's curve, and where the reader stands on it. */
export function startStrategyChart(store: Store): void {
  const holder = find('strategies');
  if (holder === null) return;
  let width = 0;
  let drawn: unknown = null;
  let curveFor: readonly unknown[] = [];
  let curve: readonly FrontierPoint[] = [];
  const draw = ({ settings }: View) => {
    if (width === 0) return;
    const { axis, off } = settings;
    if (curveFor[0] !== off || curveFor[1] !== axis) {
      curveFor = [off, axis];
      curve = frontier(store.dots, { axis, off, weeks: store.data.weeks });
    }
    holder.replaceChildren(chart(store, { settings, width, curve }));
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

function chart(
  store: Store,
  given: {
    readonly settings: View['settings'];
    readonly width: number;
    readonly curve: readonly FrontierPoint[];
  },
): SVGElement {
  const { data, dots } = store;
  const { width, curve, settings } = given;
  const dearest = Math.max(...data.strategies.map(({ minutesPerWeek }) => minutesPerWeek), data.budget ?? 0, 1);
  const now = countersOf(dots, settings, data.weeks);
  const most = niceTop(Math.max(dearest * 1.15, now.minutesPerWeek * 1.05));
  const xOf = (minutes: number) => LEFT + ((width - LEFT - RIGHT) * minutes) / most;
  const yOf = (share: number) => BASE - (BASE - TOP) * share;
  const inside = curve.filter(({ minutesPerWeek }) => minutesPerWeek <= most);
  const path = inside
    .map(
      (point, at) =>
        `${at === 0 ? 'M' : 'L'}${xOf(point.minutesPerWeek).toFixed(1)} ${yOf(point.harmShare ?? 0).toFixed(1)}`,
    )
    .join('');
  const moved = settings !== AS_WRITTEN && (settings.threshold !== AS_WRITTEN.threshold || settings.off.size > 0);
  return svg(
    'svg',
    {
      viewBox: `0 0 ${width} ${HEIGHT}`,
      width,
      height: HEIGHT,
      role: 'img',
      'aria-label': 'Harm held against senior minutes per week; the table below has the figures',
    },
    ...axes({ width, most, xOf, yOf }),
    ...(data.budget === null || data.budget > most ? [] : budgetLine(xOf(data.budget))),
    svg('path', { d: path, class: 'curve' }),
    ...sideBySide(
      data.strategies.map(({ minutesPerWeek }) => xOf(minutesPerWeek)),
      width,
    ).flatMap((x, at) => mark({ strategy: data.strategies[at], number: at + 1, x, yOf })),
    ...(moved && now.harm.share !== null
      ? [
          svg('circle', { cx: xOf(now.minutesPerWeek), cy: yOf(now.harm.share), r: 6.5, class: 'you' }),
          svg('text', { x: xOf(now.minutesPerWeek), y: yOf(now.harm.share) - 12, class: 'you-name' }, 'as set'),
        ]
      : []),
  );
}

interface Scales {
  readonly xOf: (minutes: number) => number;
  readonly yOf: (share: number) => number;
}

function axes({ width, most, xOf, yOf }: Scales & { readonly width: number; readonly most: number }): SVGElement[] {
  const horizontal = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    svg('path', { d: `M${LEFT} ${yOf(share)}H${width - RIGHT}`, class: share === 0 ? 'axis' : 'grid' }),
    svg('text', { x: LEFT - 8, y: yOf(share) + 4, class: 'tick end' }, `${share * 100} %`),
  ]);
  const vertical = [0, 0.25, 0.5, 0.75, 1].map((part) =>
    svg(
      'text',
      { x: xOf(most * part), y: BASE + 17, class: part === 1 ? 'tick end' : 'tick middle' },
      minutesText(most * part),
    ),
  );
  const name = svg(
    'text',
    { x: (LEFT + width - RIGHT) / 2, y: HEIGHT - 6, class: 'tick middle' },
    'senior minutes per week',
  );
  return [...horizontal, ...vertical, name];
}

function budgetLine(x: number): SVGElement[] {
  return [
    svg('path', { d: `M${x} ${TOP}V${BASE}`, class: 'budget' }),
    svg('text', { x: x + 5, y: BASE - 6, class: 'tick' }, 'budget'),
  ];
}

function mark(given: {
  readonly strategy: Store['data']['strategies'][number] | undefined;
  readonly number: number;
  readonly x: number;
  readonly yOf: (share: number) => number;
}): SVGElement[] {
  const { strategy, x, yOf } = given;
  if (strategy === undefined || strategy.share === null) return [];
  const y = yOf(strategy.share);
  const own = strategy.id.startsWith('policy') ? 'own' : 'other';
  return [
    svg('path', { d: `M${x} ${yOf(strategy.low ?? 0)}V${yOf(strategy.high ?? 0)}`, class: `interval ${own}` }),
    svg('circle', { cx: x, cy: y, r: 8, class: `strategy-mark ${own}` }),
    svg('text', { x, y: y + 4, class: `strategy-number ${own}` }, String(given.number)),
  ];
}

/** Least distance of two marks: their bars stay apart, and so do marks of unlike height. */
const APART = 15;

/** Moves marks that would cover one another apart, each group around its middle, inside the frame; order kept. */
function sideBySide(wanted: readonly number[], width: number): readonly number[] {
  const order = wanted.map((x, at) => ({ x, at })).sort((a, b) => a.x - b.x || a.at - b.at);
  const groups: { sum: number; members: number[] }[] = [];
  for (const { x, at } of order) {
    let group = { sum: x, members: [at] };
    for (let last = groups.at(-1); last !== undefined && overlap(last, group); last = groups.at(-1)) {
      group = { sum: last.sum + group.sum, members: [...last.members, ...group.members] };
      groups.pop();
    }
    groups.push(group);
  }
  const placed = [...wanted];
  for (const { sum, members } of groups) {
    const half = ((members.length - 1) * APART) / 2;
    const middle = Math.min(Math.max(sum / members.length, LEFT + 10 + half), width - RIGHT - half);
    members.forEach((at, step) => {
      placed[at] = middle - half + step * APART;
    });
  }
  return placed;
}

interface Group {
  readonly sum: number;
  readonly members: readonly number[];
}

function overlap(left: Group, right: Group): boolean {
  const distance = right.sum / right.members.length - left.sum / left.members.length;
  return distance < ((left.members.length + right.members.length) * APART) / 2;
}

/** A round number at or above the value, for an axis with quarters. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].map((step) => step * power).find((top) => top >= value) ?? 10 * power;
}
