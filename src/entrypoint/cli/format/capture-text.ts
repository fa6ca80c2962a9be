import type { ReplayCapture, Share } from '../../../contract/index.ts';
import { ENOUGH, interval, rate } from './number.ts';
import { thousands } from './wording.ts';

/** Heads the table of the capture curve. */
export const CAPTURE_HEAD = 'Caught when the riskiest X % are held';

/** `17/43, 40 % (26–54 %)`; the count alone where the cases are too few for a rate. */
export function caughtText(share: Share): string {
  if (share.n === 0) return 'not known';
  const count = `${thousands(share.count)}/${thousands(share.n)}`;
  return share.n < ENOUGH ? count : `${count}, ${rate(share)} (${interval(share)})`;
}

/** `not enough data, …` with too few harmful changes, empty with none at all; `null` where there are enough. */
export function tooFewText({ n_harm, minimum_harm }: ReplayCapture): string | null {
  if (n_harm >= minimum_harm) return null;
  return n_harm === 0
    ? ''
    : `not enough data, ${thousands(n_harm)} harmful ${n_harm === 1 ? 'change' : 'changes'} of known rank of at least ${minimum_harm}`;
}

/** One sentence on how well risk and size order the changes, or why that cannot be told. */
export function aucSentence({ auc, n_harm }: ReplayCapture): string {
  if (auc === null) return `Of ${thousands(n_harm)} harmed: too few to say how well either ranks.`;
  const figures = [
    ['risk', auc.risk],
    ['size', auc.size],
    ['risk among changes of like size', auc.risk_among_like_sizes],
  ] as const;
  const told = figures.flatMap(([name, { value, low, high }]) =>
    value === null ? [] : [`${name} ${value.toFixed(2)}${range(low, high)}`],
  );
  if (told.length === 0) return 'No harmless change to compare with.';
  return `How well each ranks harm (AUC, 0.50 is a coin): ${told.join(', ')}.`;
}

function range(low: number | null, high: number | null): string {
  return low === null || high === null ? '' : ` (${low.toFixed(2)}–${high.toFixed(2)})`;
}
