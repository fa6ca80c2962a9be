import type { LabelKind } from './model.ts';

/** A measured share with its 95 % interval. */
export interface MeasuredShare {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Answers for a precision, causes for a recall. */
  readonly n: number;
}

/** How far one kind of label can be believed; it belongs beside every figure that counts such labels. */
export interface LabelNoise {
  readonly kind: LabelKind;
  /** Of the changes it names, those that developers named too; `null` where nothing independent was there to measure. */
  readonly precision: MeasuredShare | null;
  /** Of the causes that developers named, those that this kind finds by itself. */
  readonly recall: MeasuredShare | null;
}

/**
 * Measured by `bench/szz` on the held-out part of a developer-informed oracle (Rosa et al., ICSE 2021), given that the
 * later change is a fix; intervals by bootstrap over repositories. The oracle was made of messages that name the cause,
 * so reverts and trailers cannot be measured on it, and causes found soon are more frequent in it than elsewhere.
 */
export const LABEL_NOISE: readonly LabelNoise[] = [
  { kind: 'reverted', precision: null, recall: null },
  { kind: 'fixes-trailer', precision: null, recall: null },
  {
    kind: 'szz',
    precision: { value: 0.8, low: 0.72, high: 0.87, n: 95 },
    recall: { value: 0.655, low: 0.57, high: 0.73, n: 116 },
  },
  {
    kind: 'szz-neighbour',
    precision: { value: 0.364, low: 0.09, high: 0.64, n: 11 },
    recall: { value: 0.034, low: 0.01, high: 0.07, n: 116 },
  },
  {
    kind: 'hotfix',
    precision: { value: 0.516, low: 0.38, high: 0.64, n: 64 },
    recall: { value: 0.284, low: 0.2, high: 0.37, n: 116 },
  },
];
