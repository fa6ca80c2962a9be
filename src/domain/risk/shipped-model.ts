import type { RiskModel } from './model.ts';
import { modelOf } from './ship.ts';
import { WEIGHTS } from './weights.ts';

let unpacked: RiskModel | null = null;

/** The model with the product's fixed weights; unpacked once. */
export function shippedModel(): RiskModel {
  unpacked ??= modelOf(WEIGHTS);
  return unpacked;
}

/** SHA-256 of the files the weights were trained on. */
export const SHIPPED_TRAINED_ON: readonly string[] = WEIGHTS.trainedOn;
