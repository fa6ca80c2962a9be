import { quantile, seededRandom } from '../../statistics/index.ts';
import type { Estimate, Factor } from './model.ts';

/** A factor that multiplies, or of which the rest does: `1 - recapture`. */
export interface Part extends Factor {
  readonly use: 'times' | 'times-rest';
}

/** Draws: P10 and P90 move by less than two hundredths of the range between seeds. */
const DRAWS = 4_000;
/** The same factors always give the same figure. */
const SEED = 20_260_302;

/** The product of factors, as a range. Factors with `times-rest` are shares 0..1. */
export function product(parts: readonly Part[]): Estimate {
  const at = (pick: (part: Part) => number): number => parts.reduce((result, part) => result * factorOf(part, pick), 1);
  const random = seededRandom(SEED);
  const draws: number[] = [];
  for (let draw = 0; draw < DRAWS; draw += 1) draws.push(at(({ low, high }) => low + random() * (high - low)));
  return {
    low: at(({ low, high, use }) => (use === 'times' ? low : high)),
    high: at(({ low, high, use }) => (use === 'times' ? high : low)),
    p10: quantile(draws, 0.1) ?? 0,
    p50: quantile(draws, 0.5) ?? 0,
    p90: quantile(draws, 0.9) ?? 0,
    formula: parts.map(({ name, use }) => (use === 'times' ? name : `(1 - ${name})`)).join(' x '),
    factors: parts.map(({ name, low, high, from }) => ({ name, low, high, from })),
  };
}

function factorOf(part: Part, pick: (part: Part) => number): number {
  const value = pick(part);
  return part.use === 'times' ? value : 1 - value;
}
