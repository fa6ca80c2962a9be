/** Smallest and greatest of what is not known exactly; `low` <= `high`, both >= 0. */
export interface Amount {
  readonly low: number;
  readonly high: number;
}

/** One factor of a formula, with where it comes from. */
export interface Factor extends Amount {
  readonly name: string;
  /** Who states it: a setting, the ledger, an assumption of this program. */
  readonly from: string;
}

/** A figure that follows from factors: never one number, and never without its formula. */
export interface Estimate {
  /** Where each factor is at the end that makes it least and most. */
  readonly low: number;
  readonly high: number;
  /** Over factors that are anywhere in their ranges, independent of each other. */
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly formula: string;
  readonly factors: readonly Factor[];
}

/** What a flow is worth, as its owners state it, for the questions of this room. */
export interface FlowWorth {
  readonly flow: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly ordersPerMinute: number | null;
  readonly amountPerOrder: number;
  /** Share of what was not bought then that is bought later; `null` = nobody states it. */
  readonly recapture: Amount | null;
  /** Share of an amount that is kept; `null` = the loss is of turnover. */
  readonly margin: Amount | null;
}

/**
 * Recapture where nobody states it: no measured rate was found. Many buyers wait for a shop that is down, and hardly any come back for what a
 * worse page lost without a word, so the range is wide on purpose.
 */
export const UNKNOWN_RECAPTURE: Amount = { low: 0, high: 0.8 };
