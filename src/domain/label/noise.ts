import type { LabelKind } from './model.ts';

/** How far a kind of label can be believed. `null` where nothing independent was there to measure it. */
export interface LabelNoise {
  readonly kind: LabelKind;
  readonly precision: {
    readonly value: number;
    readonly low: number;
    readonly high: number;
    readonly n: number;
  } | null;
}

/** TO BE FILLED from bench/szz. */
export const LABEL_NOISE: readonly LabelNoise[] = [];
