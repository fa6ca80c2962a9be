import type { ShareFigure } from './figure.ts';

/** How the ratio of shares would read if evidence of AI were found for only a part of what AI wrote. */
export interface LabelErrorRow {
  /** Part 0..1 of AI's changes that shows evidence of it. */
  readonly sensitivity: number;
  /** Ratio that would then be true; `null` = so little cannot be: more would be hidden than there are others. */
  readonly ratio: number | null;
}

/** What studies found: from all of it down to what account names alone show (arXiv 2606.24429). */
export const SENSITIVITIES = [1, 0.8, 0.5, 0.2, 0.033] as const;

/**
 * True ratio of shares, were only part of AI's changes known as such and the hidden ones failed like the known. Hidden AI among the others
 * draws both shares together, so a ratio that is seen is nearer to 1 than the true one.
 */
export function labelErrors({
  ai,
  other,
}: {
  readonly ai: ShareFigure;
  readonly other: ShareFigure;
}): readonly LabelErrorRow[] {
  return SENSITIVITIES.map((sensitivity) => ({ sensitivity, ratio: trueRatio({ ai, other, sensitivity }) }));
}

function trueRatio({
  ai,
  other,
  sensitivity,
}: {
  ai: ShareFigure;
  other: ShareFigure;
  sensitivity: number;
}): number | null {
  if (ai.share === null || other.share === null) return null;
  const hidden = ai.denominator / sensitivity - ai.denominator;
  const humans = other.denominator - hidden;
  const failures = other.numerator - hidden * ai.share;
  return humans > 0 && failures > 0 ? ai.share / (failures / humans) : null;
}
