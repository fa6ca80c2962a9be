import { accept, type Instant, type Result, reject } from '../../kernel/index.ts';
import type { FlagEvent } from './event.ts';
import { killsAt } from './kill.ts';
import { type Flag, type FlagSet, type FlagShare, MAX_SHARES, type ServedFlags } from './model.ts';
import { offVariant } from './off-variant.ts';
import { shareBasis, sharesOver, twoWaySplit } from './shared-set.ts';

/** Why a share was not set. */
export type ShareRejection =
  | { readonly code: 'no-such-flag' }
  | { readonly code: 'bad-percent' }
  | { readonly code: 'bad-action' }
  /** Its targeting is not one split between two variants, and nothing else. */
  | { readonly code: 'no-split' }
  /** Nothing tells which of the two is the new one. */
  | { readonly code: 'no-off-variant' }
  /** The variant that is asked for is not the new one. */
  | { readonly code: 'other-variant'; readonly variant: string }
  | { readonly code: 'disabled' }
  | { readonly code: 'killed' }
  | { readonly code: 'too-many-shares'; readonly limit: number }
  /** Other definitions are served by now than those that it was asked over. */
  | { readonly code: 'behind' };

/** Where a flag stands: which variant users move to and from, and how many have it. */
export interface ShareStanding {
  readonly variant: string;
  readonly rest: string;
  /** 0..100. */
  readonly percent: number;
  /** `null` = the definition says so. */
  readonly share: FlagShare | null;
}

/** Where a flag stands by its definition and the share over it; `variant` = `null`: the one that is not off. A kill is not asked for. */
export function shareStanding(
  served: Pick<ServedFlags, 'shares'>,
  asked: { readonly set: FlagSet; readonly flag: string; readonly variant: string | null },
): Result<ShareStanding, ShareRejection> {
  const { set } = asked;
  const flag = set.flags.get(asked.flag);
  if (flag === undefined) return reject({ code: 'no-such-flag' });
  if (flag.state === 'DISABLED') return reject({ code: 'disabled' });
  const split = twoWaySplit(flag);
  if (split === null) return reject({ code: 'no-split' });
  const [first, second] = split.variants;
  const share = sharesOver(set, served).find((each) => each.flag === flag.key) ?? null;
  const variant = movedVariant(flag, { variants: split.variants, named: asked.variant, share });
  if (variant === null) return reject({ code: 'no-off-variant' });
  if (asked.variant !== null && asked.variant !== variant) return reject({ code: 'other-variant', variant });
  const rest = variant === first ? second : first;
  const defined = variant === first ? split.percent : 100 - split.percent;
  return accept({ variant, rest, percent: share?.percent ?? defined, share });
}

/**
 * Lays a share over the definition of a flag. An action that was carried out before is not carried out again, but for one that takes everything
 * back: that one holds whatever came between.
 */
export function setShare(
  served: ServedFlags,
  asked: {
    readonly set: FlagSet;
    readonly flag: string;
    /** `null` = the one that is not off. */
    readonly variant: string | null;
    readonly percent: number;
    /** 1 to 100 characters of `[A-Za-z0-9._-]`. */
    readonly action: string;
    readonly by: string | null;
    readonly now: Instant;
  },
): Result<readonly FlagEvent[], ShareRejection> {
  const { set, percent, action, by, now } = asked;
  if (!(percent >= 0 && percent <= 100)) return reject({ code: 'bad-percent' });
  if (!ACTION.test(action)) return reject({ code: 'bad-action' });
  if (served.publications[0]?.digest !== set.digest) return reject({ code: 'behind' });
  const standing = shareStanding(served, asked);
  if (!standing.ok) return standing;
  const { variant, share } = standing.value;
  const isDone = percent === 0 ? share?.percent === 0 : served.actions.includes(action);
  if (isDone) return accept([]);
  const flag = set.flags.get(asked.flag);
  if (flag === undefined) return reject({ code: 'no-such-flag' });
  const isKilled = killsAt(served, now).some((kill) => kill.flag === flag.key);
  if (isKilled && percent > 0) return reject({ code: 'killed' });
  if (share === null && served.shares.length >= MAX_SHARES)
    return reject({ code: 'too-many-shares', limit: MAX_SHARES });
  const over = shareBasis(flag);
  const next: FlagShare = { flag: flag.key, variant, percent, action, by, at: now, over };
  return accept([{ kind: 'FlagShareSet', id: served.id, share: next }]);
}

const ACTION = /^[A-Za-z0-9._-]{1,100}$/;

/** What users move to: the variant of the split that is not off; where nothing tells, the one that is named or was moved before. */
function movedVariant(
  flag: Flag,
  given: {
    readonly variants: readonly [string, string];
    readonly named: string | null;
    readonly share: FlagShare | null;
  },
): string | null {
  const { variants, named, share } = given;
  const off = offVariant(flag);
  if (off !== null && variants.includes(off)) return variants.find((each) => each !== off) ?? null;
  if (share !== null) return share.variant;
  return named !== null && variants.includes(named) ? named : null;
}
