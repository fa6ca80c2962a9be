import { z } from 'zod';
import { figure, share } from './replay-part.ts';
import { modelFigure, modelUse } from './risk-training.ts';

/**
 * Whether the risk of the window's changes came true. Each was scored by a model that knew nothing of what came after it;
 * findings beside the features are left out on both sides.
 */
export const replayRiskCheck = z.object({
  /** What scored how many of the changes, in the order of landing. */
  models: z.array(
    z.object({
      use: modelUse,
      /** The last landed change that the model knew; `null` = the weights as shipped. */
      as_of: z.string().nullable(),
      changes: z.int(),
    }),
  ),
  /** Changes old enough to be judged. */
  changes: z.int(),
  harmful: z.int(),
  /** What was used and, on the same changes, the shipped weights; `null` = too few harmful changes. */
  figures: z.object({ used: modelFigure, shipped: modelFigure }).nullable(),
});
export type ReplayRiskCheck = z.infer<typeof replayRiskCheck>;

/** Whether changes with evidence of AI needed repair more or less often than others of like risk and time. */
export const replayAssistanceHarm = z.object({
  ai: share,
  /** By a human, or unknown. */
  others: share,
  /** Mantel-Haenszel risk difference by fifths of risk and quarters of time; `null` = not enough data. */
  difference: figure.nullable(),
  /** What would be enough: changes on each side, harmful ones in all. */
  minimum: z.object({ changes: z.int(), harmful: z.int() }),
});
export type ReplayAssistanceHarm = z.infer<typeof replayAssistanceHarm>;
