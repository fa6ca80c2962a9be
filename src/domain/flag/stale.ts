import { DAY_MS, type Instant } from '../../kernel/index.ts';
import type { Flag, FlagSet } from './model.ts';
import { possibleAnswers } from './targeting.ts';

/** Why a flag may go. */
export type StaleReason =
  /** Everybody gets the same, and its definition has stood for the time that was asked for. */
  | 'settled'
  /** Its definition has stood for that time, whatever it gives. */
  | 'unchanged'
  /** No code names it. */
  | 'unreferenced';

/** A flag that may go, with why. */
export interface StaleFlag {
  readonly key: string;
  /** At least one. */
  readonly reasons: readonly StaleReason[];
  /** Variant that everybody gets; `null` = it differs, or the code chooses. */
  readonly settledOn: string | null;
  readonly changedAt: Instant | null;
  /** Files that name it; `null` = nobody looked. */
  readonly references: number | null;
}

/** Flags that nobody decides by any more, by key. What is not known is no reason. */
export function staleFlags(given: {
  readonly set: FlagSet;
  /** When each definition became what it is; a flag that is missing here is older than what was read. */
  readonly changedAt: ReadonlyMap<string, Instant>;
  /** What a flag is at least as old as where `changedAt` misses it; `null` = not known. */
  readonly readSince: Instant | null;
  /** Files that name each flag; `null` = the code was not searched. */
  readonly references: ReadonlyMap<string, number> | null;
  readonly days: number;
  readonly now: Instant;
}): readonly StaleFlag[] {
  const { set, references, days, now, readSince } = given;
  const flags = [...set.flags.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return flags.flatMap((flag): readonly StaleFlag[] => {
    const changedAt = given.changedAt.get(flag.key) ?? null;
    const since = changedAt ?? readSince;
    const isOld = since !== null && now - since >= days * DAY_MS;
    const settledOn = settledVariant(flag);
    const isSettled = settledOn !== null || flag.state === 'DISABLED';
    const found = references === null ? null : (references.get(flag.key) ?? 0);
    const reasons: StaleReason[] = [];
    if (isOld) reasons.push(isSettled ? 'settled' : 'unchanged');
    if (found === 0) reasons.push('unreferenced');
    if (reasons.length === 0) return [];
    return [{ key: flag.key, reasons, settledOn, changedAt, references: found }];
  });
}

/** The variant that everybody gets, whoever asks; `null` = it depends, or the code chooses. */
export function settledVariant({ state, targeting, defaultVariant }: Flag): string | null {
  if (state === 'DISABLED') return null;
  if (targeting === null) return defaultVariant;
  const answers = possibleAnswers(targeting)?.map((variant) => variant ?? defaultVariant) ?? [];
  const [first = null, ...others] = answers;
  return others.every((each) => each === first) ? first : null;
}
