import type { DocumentNode } from '../document/model.ts';
import { entriesAt, field, isTrueAt, itemsAt, numberAt, sameData, textAt } from '../document/node.ts';
import type { ConfigurationRuleName } from './rule.ts';

/** One flag as a definition states it, whatever the format. */
interface Flag {
  readonly node: DocumentNode;
  readonly isOn: boolean | null;
  /** What everybody gets whom no rule names. */
  readonly byDefault: string;
  readonly variants: ReadonlyMap<string, DocumentNode>;
  readonly targeting: DocumentNode | null;
  /** Percentages that split users, in words. */
  readonly shares: string;
}

/** What changed of one flag. */
export interface FlagChange {
  readonly rule: ConfigurationRuleName;
  readonly key: string;
  readonly line: number | null;
  readonly what: string;
}

/** Whether a document defines feature flags: flagd, LaunchDarkly's data, exports of Unleash. */
export function isFlagDefinition(node: DocumentNode): boolean {
  const known = entriesAt(node, 'flags').slice(0, 5);
  if (known.length > 0) {
    return known.every(
      ([, flag]) =>
        field(flag, 'variants') !== null || field(flag, 'variations') !== null || field(flag, 'fallthrough') !== null,
    );
  }
  const features = itemsAt(node, 'features').slice(0, 5);
  return (
    features.length > 0 && features.every((each) => textAt(each, 'name') !== null && field(each, 'enabled') !== null)
  );
}

/** Compares flag definitions flag by flag; either side may be missing. */
export function compareFlags(before: DocumentNode, after: DocumentNode): readonly FlagChange[] {
  const now = flagsOf(after);
  return [...flagsOf(before)].flatMap(([key, old]): readonly FlagChange[] => {
    const flag = now.get(key);
    if (flag === undefined) return [{ rule: 'flag-removed', key, line: null, what: `removes flag ${key}` }];
    return sameData(old.node, flag.node) ? [] : flagChanges(key, old, flag);
  });
}

function flagChanges(key: string, old: Flag, flag: Flag): readonly FlagChange[] {
  const line = flag.node.line;
  const changes: FlagChange[] = [];
  const add = (rule: ConfigurationRuleName, what: string, at: DocumentNode | null = null): void => {
    changes.push({ rule, key, line: at?.line ?? line, what });
  };
  if (old.isOn !== flag.isOn) add('flag-state', `switches flag ${key} ${flag.isOn === true ? 'on' : 'off'}`);
  if (old.byDefault !== flag.byDefault) {
    add('flag-default', `gives everybody ${flag.byDefault} of ${key} instead of ${old.byDefault}`);
  }
  for (const [name, value] of old.variants) {
    const next = flag.variants.get(name) ?? null;
    if (!sameData(value, next)) {
      add(
        'flag-variant',
        next === null ? `removes variant ${name} of ${key}` : `gives variant ${name} of ${key} another value`,
        next,
      );
    }
  }
  if (!sameData(old.targeting, flag.targeting)) {
    const shares =
      old.shares === flag.shares ? '' : `: ${old.shares || 'no split'} becomes ${flag.shares || 'no split'}`;
    add('flag-targeting', `changes who gets what of ${key}${shares}`, flag.targeting);
  }
  return changes;
}

function flagsOf(node: DocumentNode): ReadonlyMap<string, Flag> {
  const flags = new Map<string, Flag>();
  for (const [key, flag] of entriesAt(node, 'flags')) {
    flags.set(key, field(flag, 'variants') === null ? launchFlag(flag) : flagdFlag(flag));
  }
  for (const feature of itemsAt(node, 'features')) flags.set(textAt(feature, 'name') ?? '', unleashFlag(feature));
  const strategies = itemsAt(node, 'featureStrategies');
  for (const strategy of strategies) {
    const name = textAt(strategy, 'featureName') ?? '';
    const flag = flags.get(name);
    if (flag !== undefined) flags.set(name, { ...flag, ...withStrategy(flag, strategy) });
  }
  return flags;
}

/** flagd: `state`, `variants`, `defaultVariant`, `targeting` (flagd.dev/schema/v0/flags.json). */
function flagdFlag(node: DocumentNode): Flag {
  const targeting = field(node, 'targeting');
  const empty = targeting?.kind === 'map' && targeting.entries.size === 0;
  return {
    node,
    isOn: textAt(node, 'state') === 'ENABLED',
    byDefault: textAt(node, 'defaultVariant') ?? 'the default of the code',
    variants: new Map(entriesAt(node, 'variants')),
    targeting: empty ? null : targeting,
    shares: sharesOf(targeting),
  };
}

function sharesOf(node: DocumentNode | null): string {
  if (node === null || node.kind === 'scalar') return '';
  if (node.kind === 'list') return firstText(node.items.map(sharesOf));
  const split = node.entries.get('fractional');
  if (split?.kind === 'list') {
    return split.items
      .filter((item) => item.kind === 'list')
      .map((item) => item.items.map((part) => (part.kind === 'scalar' ? part.text : '')).join(' '))
      .join(', ');
  }
  return firstText([...node.entries.values()].map(sharesOf));
}

function firstText(texts: readonly string[]): string {
  return texts.find((text) => text !== '') ?? '';
}

/** Data files of LaunchDarkly: `on`, `fallthrough`, `variations`; weights are thousandths of a percent. */
function launchFlag(node: DocumentNode): Flag {
  const rollout = itemsAt(node, 'fallthrough', 'rollout', 'variations');
  const shares = rollout
    .map((each) => `${textAt(each, 'variation')} ${(numberAt(each, 'weight') ?? 0) / 1000} %`)
    .join(', ');
  const parts = ['targets', 'rules', 'prerequisites', 'contextTargets'].flatMap((key) => {
    const part = field(node, key);
    return part === null ? [] : ([[key, part]] as const);
  });
  const fallthrough = field(node, 'fallthrough', 'rollout');
  const targeting = fallthrough === null ? parts : [...parts, ['rollout', fallthrough] as const];
  return {
    node,
    isOn: field(node, 'on') === null ? null : isTrueAt(node, 'on'),
    byDefault: `variation ${textAt(node, 'fallthrough', 'variation') ?? textAt(node, 'fallthroughVariation') ?? 'by share'}`,
    variants: new Map(itemsAt(node, 'variations').map((each, at) => [String(at), each])),
    targeting: targeting.length === 0 ? null : { kind: 'map', line: node.line, entries: new Map(targeting) },
    shares,
  };
}

function unleashFlag(node: DocumentNode): Flag {
  const strategies = field(node, 'strategies');
  const shares = itemsAt(strategies)
    .map(shareOfStrategy)
    .filter((text) => text !== '')
    .join(', ');
  return { node, isOn: isTrueAt(node, 'enabled'), byDefault: '', variants: new Map(), targeting: strategies, shares };
}

/** Exports keep strategies apart from their features. */
function withStrategy(flag: Flag, strategy: DocumentNode): Pick<Flag, 'node' | 'targeting' | 'shares'> {
  const joined: DocumentNode = {
    kind: 'list',
    line: strategy.line,
    items: [flag.targeting, strategy].flatMap((each) => each ?? []),
  };
  const shares = [flag.shares, shareOfStrategy(strategy)].filter((text) => text !== '').join(', ');
  return { node: { kind: 'list', line: flag.node.line, items: [flag.node, strategy] }, targeting: joined, shares };
}

function shareOfStrategy(strategy: DocumentNode): string {
  const share = textAt(strategy, 'parameters', 'rollout') ?? textAt(strategy, 'parameters', 'percentage');
  return share === null ? '' : `${share} %`;
}
