import type { Instant } from '../../kernel/index.ts';
import type { LogLine, LogSeverity } from './model.ts';
import { templateOf } from './word.ts';

/** Lines of one statement in the code of one service. */
export interface LogShape {
  readonly service: string;
  readonly severity: LogSeverity;
  readonly template: string;
  /** One of them, whole. */
  readonly example: LogLine;
  readonly count: number;
  /** How many came in the usual time. */
  readonly usual: number;
  /** Of those after the usual time; `null` = all came in it. */
  readonly firstAt: Instant | null;
  /** Values that attributes of its lines took, most frequent first. */
  readonly attributes: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** A log that has more shapes than this is no log of statements; the rest is left out. */
const SHAPES_MOST = 2_000;
const VALUES_MOST = 50;
const ATTRIBUTES_MOST = 30;

interface Growing {
  readonly example: LogLine;
  readonly template: string;
  count: number;
  usual: number;
  firstAt: Instant | null;
  readonly attributes: Map<string, Map<string, number>>;
}

/** Groups lines by statement; those before `usualUntil` count as usual. In order of first appearance. */
export function logShapes(logs: readonly LogLine[], usualUntil: Instant): LogShape[] {
  const shapes = new Map<string, Growing>();
  for (const line of logs) {
    const template = templateOf(line.message);
    const key = `${line.service}\n${line.severity}\n${template}`;
    let shape = shapes.get(key);
    if (shape === undefined) {
      if (shapes.size >= SHAPES_MOST) continue;
      shape = { example: line, template, count: 0, usual: 0, firstAt: null, attributes: new Map() };
      shapes.set(key, shape);
    }
    shape.count += 1;
    if (line.at < usualUntil) shape.usual += 1;
    else if (shape.firstAt === null || line.at < shape.firstAt) shape.firstAt = line.at;
    noteAttributes(shape.attributes, line.attributes);
    if (line.severity !== 'info') noteAttributes(shape.attributes, statedIn(line.message));
  }
  return [...shapes.values()].map(({ example, ...rest }) => ({
    ...rest,
    example,
    service: example.service,
    severity: example.severity,
  }));
}

/** Whether a shape belongs to the incident: more of it came after the usual time than the usual time had. */
export function isNovel({ count, usual }: Pick<LogShape, 'count' | 'usual'>): boolean {
  return count - usual > 2 * usual;
}

function noteAttributes(into: Map<string, Map<string, number>>, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    let values = into.get(name);
    if (values === undefined) {
      if (into.size >= ATTRIBUTES_MOST) continue;
      values = new Map();
      into.set(name, values);
    }
    const seen = values.get(value);
    if (seen !== undefined) values.set(value, seen + 1);
    else if (values.size < VALUES_MOST) values.set(value, 1);
  }
}

/** `offset=4711` and `tenant: acme` in a message say what an attribute would. */
function statedIn(message: string): Readonly<Record<string, string>> {
  const pairs = [...message.slice(0, MESSAGE_MOST).matchAll(/\b([A-Za-z_][\w.]{1,40})[=:] ?"?([\w.:/-]{1,80})/g)];
  return Object.fromEntries(pairs.slice(0, ATTRIBUTES_MOST).map(([, name = '', value = '']) => [name, value]));
}

const MESSAGE_MOST = 1_000;
