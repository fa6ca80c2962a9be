import type { ReplayReport } from '../../../../contract/index.ts';

/** How harm became known, in words for the page: by messages alone, or by tracing the lines of fixes as well. */
export interface HarmWords {
  /** `230 of them were later …`. */
  readonly turned: string;
  /** `Harm is …`. */
  readonly meaning: string;
  /** `No … found`. */
  readonly sought: string;
}

/** The words for a report. */
export function harmWords({ totals: { traced } }: ReplayReport): HarmWords {
  if (traced === null) {
    return {
      turned: 'reverted or named in a <code>Fixes:</code> trailer',
      meaning: 'what an explicit revert or <code>Fixes:</code> trailer names: a lower bound',
      sought: 'reverts or Fixes: trailers',
    };
  }
  return {
    turned: `reverted or fixed (${traced.blame} known by blame of the fixed lines, ${traced.hotfix} by a fix within 72 hours)`,
    meaning:
      'what a revert, a <code>Fixes:</code> trailer, blame of fixed lines or a fix within 72 hours points to: noisy, see below',
    sought: 'reverts, Fixes: trailers or traced fixes',
  };
}
