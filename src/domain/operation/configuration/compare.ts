import type { FilePath } from '../../change/index.ts';
import type { DocumentNode } from '../document/model.ts';
import { sameData } from '../document/node.ts';
import type { Finding } from '../rule.ts';
import { compareFlags, isFlagDefinition } from './flag.ts';
import { meaningOf, stemOf, wordsOf } from './key-meaning.ts';
import type { ConfigurationRuleName } from './rule.ts';
import { type Flattened, flatten, type Setting } from './setting.ts';
import { isOpen, judgeValue } from './value-change.ts';

/** A rule of configuration that was found. */
export type ConfigurationFinding = Finding<ConfigurationRuleName>;

/** Keys removed from one file that are named one by one; more are counted. */
export const NAMED_REMOVALS = 8;

/** Lists whose entries stand for something that is served or allowed. */
const SERVING = new Set([
  'hosts',
  'origins',
  'regions',
  'brokers',
  'nodes',
  'servers',
  'endpoints',
  'zones',
  'domains',
  'upstreams',
  'backends',
]);

/** Differences in meaning between two documents of one configuration. `prefix` goes before each key. */
export function compareConfiguration(options: {
  readonly path: FilePath;
  readonly before: DocumentNode;
  readonly after: DocumentNode;
  readonly prefix?: string;
}): readonly ConfigurationFinding[] {
  const { path, before, after, prefix = '' } = options;
  if (sameData(before, after)) return [];
  if (isFlagDefinition(before)) {
    return compareFlags(before, after).map(({ key, ...change }) => ({ ...change, path, object: `${prefix}${key}` }));
  }
  const [old, now] = [flatten(before), flatten(after)];
  const renamed = new Set<string>();
  const changes = [...old.settings.values()].flatMap((setting) => {
    const next = now.settings.get(setting.way) ?? renamedTo(setting, old, now);
    if (next === null) return [];
    if (next.way !== setting.way) renamed.add(setting.way);
    return settingFinding({ path, prefix }, setting, next);
  });
  return [
    ...changes,
    ...shapeFindings({ path, prefix }, old, now),
    ...listFindings({ path, prefix }, old, now),
    ...removalFindings({ path, prefix }, old, now, renamed),
  ];
}

interface Context {
  readonly path: FilePath;
  readonly prefix: string;
}

function settingFinding(context: Context, before: Setting, after: Setting): readonly ConfigurationFinding[] {
  const judged = judgeValue(before, after);
  if (judged === null) return [];
  const object = `${context.prefix}${after.way}`;
  const was = before.key === after.key ? '' : ` (was ${before.key})`;
  return [{ ...judged, path: context.path, line: after.node.line, object, what: `${object}${was} ${judged.what}` }];
}

/** A sibling that is the same but for its unit: `timeout_seconds` that became `timeout_ms`. */
function renamedTo(setting: Setting, old: Flattened, now: Flattened): Setting | null {
  if (meaningOf(setting.key, '').unitMs === null && !meaningOf(setting.key, '').isDuration) return null;
  const folder = setting.way.slice(0, setting.way.length - setting.key.length);
  const stem = stemOf(setting.key);
  if (stem === '') return null;
  for (const spelling of spellings(setting.key)) {
    const next = now.settings.get(`${folder}${spelling}`);
    if (next !== undefined && !old.settings.has(next.way) && stemOf(next.key) === stem) return next;
  }
  return null;
}

/** Ways to write a key with another unit, or with none. */
function spellings(key: string): readonly string[] {
  const words = wordsOf(key);
  const stem = stemOf(key).split(' ');
  const units = [
    '',
    'ms',
    'millis',
    'milliseconds',
    's',
    'sec',
    'secs',
    'seconds',
    'min',
    'mins',
    'minutes',
    'h',
    'hours',
    'd',
    'days',
  ];
  const isUpper = key === key.toUpperCase();
  const separator = /[_.-]/.exec(key)?.[0] ?? (isUpper || words.length === 1 ? '_' : '');
  const camel = (parts: readonly string[]): string =>
    parts.map((part, at) => (at === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1))).join('');
  return units.flatMap((unit) => {
    const parts = unit === '' ? stem : [...stem, unit];
    const joined = parts.join(separator);
    return [isUpper ? joined.toUpperCase() : joined, camel(parts)];
  });
}

function shapeFindings(context: Context, old: Flattened, now: Flattened): readonly ConfigurationFinding[] {
  return [...old.settings.values()].flatMap((setting) => {
    const branch = now.branches.get(setting.way);
    if (branch === undefined || setting.node.value === null || setting.way === '') return [];
    const object = `${context.prefix}${setting.way}`;
    const what = `${object} was one value and is now a ${branch.kind === 'map' ? 'mapping' : 'list'}`;
    return [{ rule: 'shape' as const, path: context.path, line: branch.line, object, what }];
  });
}

function listFindings(context: Context, old: Flattened, now: Flattened): readonly ConfigurationFinding[] {
  const findings: ConfigurationFinding[] = [];
  for (const [way, items] of now.lists) {
    const known = new Set((old.lists.get(way) ?? []).map((item) => item.text));
    const object = `${context.prefix}${way}`;
    for (const item of items.filter((each) => isOpen(each.text) && !known.has(each.text))) {
      if (!old.branches.has(way)) continue;
      findings.push({
        rule: 'open-to-all',
        path: context.path,
        line: item.line,
        object,
        what: `${object} lets in ${item.text}`,
      });
    }
  }
  for (const [way, items] of old.lists) {
    const last = wordsOf(way.slice(way.lastIndexOf('.') + 1)).at(-1) ?? '';
    if (!SERVING.has(last) || !now.branches.has(way)) continue;
    const kept = new Set((now.lists.get(way) ?? []).map((item) => item.text));
    const gone = items.filter((item) => !kept.has(item.text));
    if (gone.length === 0 || [...kept].some(isOpen)) continue;
    const object = `${context.prefix}${way}`;
    const what = `${object} loses ${gone.length} of ${items.length} entries`;
    findings.push({
      rule: 'removed-item',
      path: context.path,
      line: now.branches.get(way)?.line ?? null,
      object,
      what,
    });
  }
  return findings;
}

/** Removed keys by the highest one that is gone: a removed block is one removal. */
function removalFindings(
  context: Context,
  old: Flattened,
  now: Flattened,
  renamed: ReadonlySet<string>,
): readonly ConfigurationFinding[] {
  const exists = (way: string): boolean => now.settings.has(way) || now.branches.has(way) || renamed.has(way);
  const gone: string[] = [];
  const seen = new Set<string>();
  for (const way of [...old.branches.keys(), ...old.settings.keys()]) {
    if (way === '' || exists(way) || seen.has(way)) continue;
    if (!exists(parentOf(way))) continue;
    // Entries of a list that have no name shift when one is taken out.
    if (/\[\d+\]/.test(way)) continue;
    if (isPassedThrough(way, now)) continue;
    // The order of starting follows from what is started.
    if (/\.depends_on(?:\.|\[|$)/.test(way)) continue;
    seen.add(way);
    gone.push(way);
  }
  const named = gone.length > NAMED_REMOVALS ? [] : gone;
  const findings = named.map((way) => removal(context, way));
  if (gone.length <= NAMED_REMOVALS) return findings;
  const heavy = gone.map((way) => removal(context, way)).filter((each) => each.rule !== 'removed-key');
  const shown = gone.slice(0, 3).join(', ');
  const what = `removes ${gone.length} keys, among them ${shown}`;
  return [
    ...heavy,
    { rule: 'removed-key', path: context.path, line: null, object: `${context.prefix}${gone.length} keys`, what },
  ];
}

/** `KEY=value` that became `KEY`: compose then takes the value from the environment. */
function isPassedThrough(way: string, now: Flattened): boolean {
  const cut = way.lastIndexOf('[');
  if (cut < 0 || !way.endsWith(']')) return false;
  const key = way.slice(cut + 1, -1);
  return now.lists.get(way.slice(0, cut))?.some((item) => item.text === key) ?? false;
}

function removal(context: Context, way: string): ConfigurationFinding {
  const object = `${context.prefix}${way}`;
  const isCompose = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/.test(context.path);
  const [, section = ''] = isCompose ? (/^(services|volumes)\.[^.[]+$/.exec(way) ?? []) : [];
  const rule = section === 'services' ? 'removed-service' : section === 'volumes' ? 'removed-volume' : 'removed-key';
  return { rule, path: context.path, line: null, object, what: `removes ${object}` };
}

function parentOf(way: string): string {
  const cut = way.endsWith(']') ? way.lastIndexOf('[') : way.lastIndexOf('.');
  return cut < 0 ? '' : way.slice(0, cut);
}
