import { z } from 'zod';
import { share } from './replay-part.ts';

/** Area under the ROC curve (0.5 = chance) with its 95 % block bootstrap interval. */
const auc = z.object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() });

/** Changes that were predicted alike: mean prediction, and the share that proved harmful with its 95 % Wilson interval. */
export const reliabilityBin = z.object({
  n: z.int().nonnegative(),
  predicted: z.number(),
  observed: z.number(),
  low: z.number(),
  high: z.number(),
});

/** How good one model's probabilities were on changes it had not seen. */
export const modelFigure = z.object({
  auc,
  /** Mean squared error; 0 is perfect. */
  brier: z.number(),
  /** By rising prediction, of equal size. */
  reliability: z.array(reliabilityBin),
});
export type ModelFigure = z.infer<typeof modelFigure>;

/**
 * What scores a change. `own`: trees of the repository's own labels beside the shipped weights; `level`: the shipped weights
 * at the repository's own base rate; `shipped`: the weights of the product.
 */
export const modelUse = z.enum(['own', 'level', 'shipped']);

/** What was learnt at one moment of the history, from what was known then. */
export const trainedModel = z.object({
  /** The last landed change that it knew. */
  as_of: z.string(),
  /** How many changes had landed by then. */
  landed: z.int(),
  /** Labelled changes learnt from, at most the newest 6,000, and how many of them were harmful. */
  harmful: share,
  /** What scores the changes that land after it. */
  use: modelUse,
  /** Why, in one sentence. */
  because: z.string(),
  /** The models before it on what landed after them; `null` = too little to tell. */
  trial: z
    .object({
      changes: z.int(),
      harmful: z.int(),
      shipped: modelFigure,
      level: modelFigure,
      /** `null` = no trees of the repository's own were there to try. */
      own: modelFigure.nullable(),
    })
    .nullable(),
});
export type TrainedModel = z.infer<typeof trainedModel>;

/** `firebreak risk train`: what a repository's own labels teach, and whether that is used. */
export const riskTraining = z.object({
  schema: z.literal('firebreak.risk-training/v1'),
  repository: z.string(),
  made_at: z.iso.datetime(),
  labels: z.enum(['stated', 'traced']),
  landed: z.int(),
  /** Whether later runs find it. */
  kept: z.boolean(),
  /** How many of the models this run fitted; the others were kept from earlier runs. */
  fitted: z.int(),
  /** Oldest first; empty while too little has landed. */
  models: z.array(trainedModel),
  limits: z.array(z.string()),
});
export type RiskTraining = z.infer<typeof riskTraining>;
