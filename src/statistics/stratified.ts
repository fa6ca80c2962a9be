import { Z_95 } from './wilson.ts';

/** Two groups inside one stratum. */
export interface StratumCounts {
  /** Members of the first group with the outcome, of `n`. */
  readonly count: number;
  readonly n: number;
  /** The same of the second group. */
  readonly otherCount: number;
  readonly otherN: number;
}

/** A figure with its 95 % interval. */
export interface BoundedFigure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Two groups compared inside strata. */
export interface StratifiedComparison {
  /** Share of the first group less share of the second, −1..1. */
  readonly difference: BoundedFigure | null;
  /** Share of the first group by share of the second, > 0; `null` where either side has no outcome in the compared strata. */
  readonly ratio: BoundedFigure | null;
  /** Shares of both groups as if both were spread over the strata as the first is. */
  readonly standardised: { readonly share: number; readonly otherShare: number } | null;
  /** Strata that hold both groups. */
  readonly strata: number;
  /** Members that lie in them. */
  readonly compared: { readonly n: number; readonly otherN: number };
  readonly total: { readonly n: number; readonly otherN: number };
}

/**
 * Compares two groups with like only: strata that hold one group alone tell nothing and are counted as not compared. Mantel-Haenszel
 * estimates of the difference and the ratio of shares with their large-sample variances; direct standardisation to the first group.
 * Source: S. Greenland and J. M. Robins, Biometrics 41 (1985) 55-68; N. Mantel and W. Haenszel, JNCI 22 (1959) 719-748.
 */
export function compareInStrata(strata: readonly StratumCounts[]): StratifiedComparison {
  const sum = { weight: 0, difference: 0, spread: 0, top: 0, bottom: 0, joint: 0, first: 0, other: 0 };
  const total = { n: 0, otherN: 0 };
  const compared = { n: 0, otherN: 0 };
  let held = 0;
  for (const { count, n, otherCount, otherN } of strata) {
    total.n += n;
    total.otherN += otherN;
    if (n === 0 || otherN === 0) continue;
    held += 1;
    compared.n += n;
    compared.otherN += otherN;
    const all = n + otherN;
    const weight = (n * otherN) / all;
    sum.weight += weight;
    sum.difference += weight * (count / n - otherCount / otherN);
    sum.spread +=
      (count * (n - count) * otherN ** 3 + otherCount * (otherN - otherCount) * n ** 3) / (n * otherN * all ** 2);
    sum.top += (count * otherN) / all;
    sum.bottom += (otherCount * n) / all;
    sum.joint += ((count + otherCount) * n * otherN - count * otherCount * all) / all ** 2;
    sum.first += count;
    sum.other += (n * otherCount) / otherN;
  }
  return {
    difference: sum.weight === 0 ? null : differenceOf(sum),
    ratio: sum.top > 0 && sum.bottom > 0 ? ratioOf(sum) : null,
    standardised: compared.n === 0 ? null : { share: sum.first / compared.n, otherShare: sum.other / compared.n },
    strata: held,
    compared,
    total,
  };
}

function differenceOf({ weight, difference, spread }: { weight: number; difference: number; spread: number }) {
  const value = difference / weight;
  const margin = (Z_95 * Math.sqrt(spread)) / weight;
  return { value, low: Math.max(-1, value - margin), high: Math.min(1, value + margin) };
}

function ratioOf({ top, bottom, joint }: { top: number; bottom: number; joint: number }) {
  const value = top / bottom;
  const margin = Math.exp(Z_95 * Math.sqrt(joint / (top * bottom)));
  return { value, low: value / margin, high: value * margin };
}
