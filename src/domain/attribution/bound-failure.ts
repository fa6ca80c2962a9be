import { excerpt } from '../../kernel/index.ts';
import { isNovel, type LogShape } from './log-shape.ts';
import type { ExternalKind, TraceSpan } from './model.ts';

/** One sign of a cause outside, before it is weighed. */
export interface Sign {
  readonly kind: ExternalKind;
  readonly logOdds: number;
  readonly text: string;
}

/** Attributes whose value names a machine or a piece of data. */
const MACHINE = /(?:^|[._-])(?:node|host|hostname|zone|az|rack|instance)(?:[._-]name|[._-]id)?$/i;
const DATUM =
  /(?:^|[._-])(?:tenant|customer|account|record|offset|partition|shard|merchant|batch|message|object|row|producer|org|user)(?:[._-]?(?:id|key))?$/i;
/** Errors that share one value this often while all lines seldom do are bound to it. */
const BOUND = 0.8;
const LINES_LEAST = 5;
/** Traces are sampled, so few stand for many. */
const SPANS_LEAST = 2;

/** New errors that are all of one node or one piece of data, though others are at work: a version would fail everywhere. */
export function concentrated(shapes: readonly LogShape[], failing: readonly TraceSpan[]): Sign[] {
  const bad = shapes.filter((shape) => isNovel(shape) && shape.severity !== 'info');
  const ofSpans = failing.map(({ attributes }) =>
    Object.entries(attributes).map(([name, value]) => bound(name, value)),
  );
  return [
    ...bindings(tally(bad), tally(shapes), LINES_LEAST),
    ...bindings(new Map(groupSpans(ofSpans.flat())), new Map(), SPANS_LEAST),
  ];
}

type Values = ReadonlyMap<string, ReadonlyMap<string, number>>;

function bindings(bad: Values, all: Values, least: number): Sign[] {
  const signs: Sign[] = [];
  for (const [name, values] of bad) {
    const kind = MACHINE.test(name) ? 'node' : DATUM.test(name) ? 'data' : null;
    const [value, count] = [...values].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
    const lines = [...values.values()].reduce((sum, one) => sum + one, 0);
    if (kind === null || lines < least || count < BOUND * lines) continue;
    const others = [...(all.get(name) ?? [])].filter(([other]) => other !== value).length;
    signs.push({
      kind,
      logOdds: others > 0 ? BOUND_AMONG_OTHERS : kind === 'data' ? BOUND_ALONE : BOUND_NODE_ALONE,
      text: `${count} of ${lines} failures have ${excerpt(name, 40)}=${excerpt(value, 40)}`,
    });
  }
  return signs;
}

/** A value is told from others where others are seen at work; alone it may be the only one there is. */
const BOUND_AMONG_OTHERS = 2.2;
const BOUND_ALONE = 1.5;
const BOUND_NODE_ALONE = 0.5;

function groupSpans(pairs: readonly (readonly [string, string])[]): Map<string, Map<string, number>> {
  const sums = new Map<string, Map<string, number>>();
  for (const [name, value] of pairs) {
    const values = sums.get(name) ?? new Map<string, number>();
    values.set(value, (values.get(value) ?? 0) + 1);
    sums.set(name, values);
  }
  return sums;
}

const bound = (name: string, value: string) => [name, value.slice(0, 200)] as const;

function tally(shapes: readonly LogShape[]): Values {
  const sums = new Map<string, Map<string, number>>();
  for (const { attributes } of shapes) {
    for (const [name, values] of attributes) {
      const into = sums.get(name) ?? new Map<string, number>();
      for (const [value, count] of values) into.set(value, (into.get(value) ?? 0) + count);
      sums.set(name, into);
    }
  }
  return sums;
}
