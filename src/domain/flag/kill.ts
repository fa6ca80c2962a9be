import { accept, type Digest, digestOfJson, type Instant, type Result, reject } from '../../kernel/index.ts';
import { compareFlagSets } from './difference.ts';
import { type FlagEvent, MAX_NAMED } from './event.ts';
import {
  type FlagKill,
  type FlagPublication,
  type FlagSet,
  type FlagShare,
  MAX_FLAG_REASON,
  MAX_KILLS,
  type ServedFlags,
} from './model.ts';
import { offVariant } from './off-variant.ts';
import type { Evaluation, EvaluationContext, FlagEvaluator } from './port.ts';
import { droppedShares } from './shared-set.ts';

/** Why a flag was not killed or restored. */
export type FlagRejection =
  | { readonly code: 'no-such-flag'; readonly flag: string }
  | { readonly code: 'no-reason' }
  | { readonly code: 'bad-end' }
  /** Nothing tells which variant is off. */
  | { readonly code: 'no-off-variant'; readonly variants: readonly string[] }
  | { readonly code: 'no-such-variant'; readonly variants: readonly string[] }
  | { readonly code: 'too-many-kills'; readonly limit: number }
  | { readonly code: 'not-killed' }
  /** Software may switch off; that users see something again, a human decides. */
  | { readonly code: 'automated' };

type Answer = Result<readonly FlagEvent[], FlagRejection>;

/** Forces a flag to its off-variant, or to the variant that is named, for everybody and at once. Killing again replaces reason and end. */
export function killFlag(
  served: ServedFlags,
  asked: {
    readonly set: FlagSet;
    readonly flag: string;
    /** `null` = the off-variant. */
    readonly variant: string | null;
    readonly reason: string;
    readonly by: string | null;
    /** `null` = until it is restored. */
    readonly until: Instant | null;
    readonly now: Instant;
  },
): Answer {
  const { set, flag: key, by, until, now } = asked;
  const flag = set.flags.get(key);
  if (flag === undefined) return reject({ code: 'no-such-flag', flag: key });
  const reason = asked.reason.trim();
  if (reason === '' || reason.length > MAX_FLAG_REASON) return reject({ code: 'no-reason' });
  if (until !== null && until <= now) return reject({ code: 'bad-end' });
  const variants = [...flag.variants.keys()];
  const variant = asked.variant ?? offVariant(flag);
  if (variant === null) return reject({ code: 'no-off-variant', variants });
  if (!flag.variants.has(variant)) return reject({ code: 'no-such-variant', variants });
  const others = killsAt(served, now).filter((kill) => kill.flag !== key);
  if (others.length >= MAX_KILLS) return reject({ code: 'too-many-kills', limit: MAX_KILLS });
  return accept([{ kind: 'FlagKilled', id: served.id, kill: { flag: key, variant, reason, by, at: now, until } }]);
}

/** Ends a kill, so that the definition counts again; only a human does. */
export function restoreFlag(
  served: ServedFlags,
  asked: {
    readonly flag: string;
    readonly reason: string;
    readonly by: string | null;
    readonly isAutomated: boolean;
    readonly now: Instant;
  },
): Answer {
  const { flag, by, now } = asked;
  const reason = asked.reason.trim();
  if (asked.isAutomated) return reject({ code: 'automated' });
  if (reason === '' || reason.length > MAX_FLAG_REASON) return reject({ code: 'no-reason' });
  if (!killsAt(served, now).some((kill) => kill.flag === flag)) return reject({ code: 'not-killed' });
  return accept([{ kind: 'FlagRestored', id: served.id, flag, reason, by, at: now }]);
}

/** Takes the definitions that the protected branch holds now, and drops shares of flags that it changed; nothing where the same are served. */
export function publishFlags(
  served: ServedFlags | null,
  given: {
    readonly id: string;
    readonly before: FlagSet | null;
    readonly after: FlagSet;
    readonly publication: FlagPublication;
  },
): readonly FlagEvent[] {
  const { id, before, after, publication } = given;
  const [last] = served?.publications ?? [];
  if (last?.digest === publication.digest) return [];
  const differences = before === null ? [] : compareFlagSets(before, after);
  const changed = before === null ? [...after.flags.keys()] : differences.map(({ key }) => key);
  return [
    {
      kind: 'FlagsPublished',
      id,
      publication,
      previous: last?.digest ?? null,
      changed: changed.slice(0, MAX_NAMED),
      changes: changed.length,
    },
    ...droppedShares(served, { id, after, publication }),
  ];
}

/** Kills that count at a moment. */
export function killsAt({ kills }: ServedFlags, now: Instant): readonly FlagKill[] {
  return kills.filter(({ until }) => until === null || until > now);
}

/** The moment when the next kill ends by itself; `null` = none does. */
export function nextKillEnd({ kills }: ServedFlags, now: Instant): Instant | null {
  const ends = kills.flatMap(({ until }) => (until === null || until <= now ? [] : [until]));
  return ends.length === 0 ? null : (Math.min(...ends) as Instant);
}

/** Names what is served: it differs wherever somebody may get something else, but for what rules read of the time of day. */
export function servedVersion(
  set: FlagSet,
  kills: readonly Pick<FlagKill, 'flag' | 'variant'>[],
  shares: readonly Pick<FlagShare, 'flag' | 'variant' | 'percent'>[] = [],
): Digest {
  return digestOfJson([
    set.digest,
    kills.map(({ flag, variant }) => [flag, variant]).sort(),
    shares.map(({ flag, variant, percent }) => [flag, variant, percent]).sort(),
  ]);
}

/** What a flag is for somebody while some are killed and some have a share; a kill wins. A killed variant that the definitions lost is the default of the code. */
export function evaluateServed(given: {
  readonly evaluator: FlagEvaluator;
  /** By flag; those that count now. */
  readonly kills: ReadonlyMap<string, FlagKill>;
  /** Of the flags whose share lies over the definitions; `null` = of none does. */
  readonly shared: FlagEvaluator | null;
  readonly key: string;
  readonly context: EvaluationContext;
}): Evaluation {
  const { evaluator, kills, shared, key, context } = given;
  const kill = kills.get(key);
  const flag = kill === undefined ? undefined : evaluator.set.flags.get(key);
  if (kill === undefined || flag === undefined) {
    return (shared?.set.flags.has(key) === true ? shared : evaluator).evaluate(key, context);
  }
  const metadata = { ...flag.metadata, killed: true };
  const value = kill.variant === null ? undefined : flag.variants.get(kill.variant);
  // A flag that is disabled is off already, for programs and for people.
  if (flag.state === 'DISABLED' || kill.variant === null || value === undefined) {
    return { kind: 'code-default', reason: 'DISABLED', metadata };
  }
  return { kind: 'value', variant: kill.variant, value, reason: 'DISABLED', metadata };
}
