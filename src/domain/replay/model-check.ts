import { figureOf, type ModelUse, type TrialFigure } from '../risk/index.ts';
import type { ChangeLabel } from './model.ts';
import { resamplesOf } from './resample.ts';

/** What scored one landed change, and what it said; probabilities 0..1 of the features alone, without findings. */
export interface ScoredChange {
  readonly use: ModelUse;
  /** The last landed change that the model knew, and how many had landed by then; `null` = the weights as shipped. */
  readonly asOf: { readonly commit: string; readonly landed: number } | null;
  readonly used: number;
  readonly shipped: number;
}

/** How many changes of the window one model scored. */
export interface ModelShare {
  readonly use: ModelUse;
  readonly asOf: string | null;
  readonly changes: number;
}

/** Whether the risk of the window's changes came true: each scored by a model that knew none of what came after it. */
export interface ModelCheck {
  /** In the order in which they scored. */
  readonly models: readonly ModelShare[];
  /** Changes old enough to be judged, and how many of them proved harmful. */
  readonly changes: number;
  readonly harmful: number;
  /** What was used, and the shipped weights on the same changes; `null` = too few harmful changes. */
  readonly figures: { readonly used: TrialFigure; readonly shipped: TrialFigure } | null;
}

/** With fewer harmful or harmless changes a figure says nothing that its interval does not take back. */
export const CHECK_MINIMUM = 20;

/** Compares what was said of each change (oldest first; `null` = not scored) with how it turned out. */
export function checkModels(
  changes: readonly { readonly label: ChangeLabel; readonly scored: ScoredChange | null }[],
): ModelCheck {
  const young = changes.findIndex(({ label }) => label.kind === 'censored');
  // Whatever is too young to be called harmless is left out, harmed or not: else the newest would all be harmful.
  const rows = changes.slice(0, young < 0 ? changes.length : young).flatMap(({ label, scored }) =>
    scored === null
      ? []
      : [
          {
            label: label.kind === 'reverted' || label.kind === 'fixed' ? (1 as const) : (0 as const),
            moment: scored.asOf?.landed ?? 0,
            scored,
          },
        ],
  );
  const harmful = rows.filter(({ label }) => label === 1).length;
  const models = sharesOf(changes.flatMap(({ scored }) => scored ?? []));
  if (Math.min(harmful, rows.length - harmful) < CHECK_MINIMUM) {
    return { models, changes: rows.length, harmful, figures: null };
  }
  const resamples = resamplesOf(rows.length);
  return {
    models,
    changes: rows.length,
    harmful,
    figures: {
      used: figureOf(rows, { score: ({ scored }) => scored.used, resamples }),
      shipped: figureOf(rows, { score: ({ scored }) => scored.shipped, resamples }),
    },
  };
}

function sharesOf(scored: readonly ScoredChange[]): readonly ModelShare[] {
  const shares = new Map<string, ModelShare>();
  for (const { use, asOf } of scored) {
    const key = use === 'shipped' ? '' : (asOf?.commit ?? '');
    const known = shares.get(key);
    shares.set(key, { use, asOf: key === '' ? null : key, changes: (known?.changes ?? 0) + 1 });
  }
  return [...shares.values()];
}
