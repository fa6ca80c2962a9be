import { canonicalJson, digestOfJson } from '../../kernel/index.ts';
import { evaluatorsOf, resolveReferences } from './evaluator.ts';
import { isObject, type JsonObject, member } from './json.ts';
import {
  type Flag,
  type FlagProblem,
  type FlagSet,
  type Json,
  MAX_ALL_TARGETING,
  MAX_FLAG_NAME,
  MAX_FLAGS,
  MAX_VARIANTS,
} from './model.ts';
import { type Path, ProblemList, shown } from './problem.ts';
import { checkTargeting } from './targeting.ts';

/** A set, where nothing is wrong with it but what is worth a warning. */
export interface FlagSetReading {
  /** `null` = an error. */
  readonly set: FlagSet | null;
  readonly problems: readonly FlagProblem[];
}

const SET_MEMBERS = ['$schema', 'flags', '$evaluators', 'metadata'];
const FLAG_MEMBERS = ['state', 'variants', 'defaultVariant', 'targeting', 'metadata'];

/** Reads a definitions file that was parsed from JSON already. */
export function readFlagSet(document: Json): FlagSetReading {
  const problems = new ProblemList();
  const flags = isObject(document) ? member(document, 'flags') : undefined;
  if (!isObject(document) || !isObject(flags)) {
    problems.error('no-flags', [], 'a definitions file is an object with `flags`: {"flags": {"NAME": {...}}}');
    return { set: null, problems: problems.problems };
  }
  warnUnknown(document, { known: SET_MEMBERS, path: [], problems });
  const entries = Object.entries(flags);
  if (entries.length > MAX_FLAGS) {
    problems.error('too-many-flags', ['flags'], `there are more than ${MAX_FLAGS} flags; split the file`);
    return { set: null, problems: problems.problems };
  }
  const evaluators = evaluatorsOf(member(document, '$evaluators'), problems);
  const shared = metadataOf(member(document, 'metadata'), ['metadata'], problems);
  const budget = { left: MAX_ALL_TARGETING };
  const read = entries.flatMap(([key, value]) => {
    const flag = readFlag(value, { key, path: ['flags', key], problems, evaluators, shared, budget });
    return flag === null ? [] : [flag];
  });
  const isWrong = problems.problems.some(({ severity }) => severity === 'error');
  return { set: isWrong ? null : flagSetOf(read), problems: problems.problems };
}

/** A set of flags that were read; its digest does not depend on their order. */
export function flagSetOf(flags: readonly Flag[]): FlagSet {
  const digests = flags.map(({ key, digest }) => [key, digest]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return { flags: new Map(flags.map((flag) => [flag.key, flag])), digest: digestOfJson(digests) };
}

/** The set as the library reads it, without references. */
export function flagdDocument({ flags }: FlagSet): JsonObject {
  const entries = [...flags.values()].map(({ key, state, variants, defaultVariant, targeting, metadata }) => {
    const rules = targeting === null ? {} : { targeting };
    return [key, { state, variants: Object.fromEntries(variants), defaultVariant, ...rules, metadata }] as const;
  });
  return { flags: Object.fromEntries(entries) };
}

function readFlag(
  value: Json,
  given: {
    readonly key: string;
    readonly path: Path;
    readonly problems: ProblemList;
    readonly evaluators: ReadonlyMap<string, Json>;
    readonly shared: Flag['metadata'];
    readonly budget: { left: number };
  },
): Flag | null {
  const { key, path, problems, evaluators, shared, budget } = given;
  if (!isName(key)) problems.error('bad-key', path, NAME_RULE);
  if (!isObject(value)) {
    problems.error('bad-flag', path, `${shown(key)} is an object with state and variants`);
    return null;
  }
  warnUnknown(value, { known: FLAG_MEMBERS, path, problems });
  const state = member(value, 'state');
  if (state !== 'ENABLED' && state !== 'DISABLED') {
    problems.error('bad-state', [...path, 'state'], 'state is "ENABLED" or "DISABLED"');
    return null;
  }
  const variants = variantsOf(member(value, 'variants'), [...path, 'variants'], problems);
  if (variants === null) return null;
  const defaultVariant = member(value, 'defaultVariant') ?? null;
  if (defaultVariant !== null && (typeof defaultVariant !== 'string' || !variants.has(defaultVariant))) {
    const message = `there is no variant ${shown(String(defaultVariant))}; leave it out for the default of the code`;
    problems.error('unknown-default', [...path, 'defaultVariant'], message);
    return null;
  }
  const targeting = targetingOf(value, { path: [...path, 'targeting'], problems, evaluators, budget, variants });
  const metadata = { ...shared, ...metadataOf(member(value, 'metadata'), [...path, 'metadata'], problems) };
  const meaning = { state, variants: [...variants].sort(byName), defaultVariant, targeting, metadata };
  return { key, state, variants, defaultVariant, targeting, metadata, digest: digestOfJson(meaning) };
}

function targetingOf(
  flag: JsonObject,
  given: Parameters<typeof resolveReferences>[1] & { readonly variants: ReadonlyMap<string, Json> },
): Json {
  const written = member(flag, 'targeting') ?? null;
  if (written === null || (isObject(written) && Object.keys(written).length === 0)) return null;
  if (!isObject(written)) {
    given.problems.error('bad-targeting', given.path, 'targeting is one rule: {"OPERATOR": [...]}');
    return null;
  }
  const targeting = resolveReferences(written, given);
  checkTargeting(targeting, given);
  return targeting;
}

function variantsOf(value: Json | undefined, path: Path, problems: ProblemList): ReadonlyMap<string, Json> | null {
  const entries = isObject(value) ? Object.entries(value) : [];
  if (entries.length === 0 || entries.length > MAX_VARIANTS) {
    problems.error('bad-variants', path, `variants name 1 to ${MAX_VARIANTS} values: {"on": true, "off": false}`);
    return null;
  }
  for (const [name] of entries) if (!isName(name)) problems.error('bad-variant', [...path, name], NAME_RULE);
  const kinds = new Set(entries.map(([, each]) => (each === null ? 'null' : typeof each)));
  if (kinds.size > 1 || kinds.has('null')) {
    const message = `variants are of one type, and none is null: ${[...kinds].join(', ')}`;
    problems.error('mixed-types', path, message);
    return null;
  }
  return new Map(entries);
}

function metadataOf(value: Json | undefined, path: Path, problems: ProblemList): Flag['metadata'] {
  if (value === undefined) return {};
  const entries = isObject(value) ? Object.entries(value) : null;
  const isPlain = entries?.every(([, each]) => ['string', 'number', 'boolean'].includes(typeof each)) ?? false;
  if (entries === null || !isPlain) {
    problems.error('bad-metadata', path, 'metadata holds texts, numbers and booleans by name');
    return {};
  }
  return Object.fromEntries(entries) as Flag['metadata'];
}

function warnUnknown(
  value: JsonObject,
  given: { readonly known: readonly string[]; readonly path: Path; readonly problems: ProblemList },
): void {
  const { known, path, problems } = given;
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) problems.warning('unknown-member', [...path, key], `${shown(key)} is not read here`);
  }
}

const NAME_RULE = `a name has 1 to ${MAX_FLAG_NAME} characters, none of them invisible`;

function isName(name: string): boolean {
  return name.length > 0 && name.length <= MAX_FLAG_NAME && name !== '__proto__' && !/[\p{C}\p{Zl}\p{Zp}]/u.test(name);
}

function byName([a]: readonly [string, Json], [b]: readonly [string, Json]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether two values of JSON are the same, whatever the order of their keys. */
export function isSameJson(one: Json, other: Json): boolean {
  return one === other || canonicalJson(one) === canonicalJson(other);
}
