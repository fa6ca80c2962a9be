import { describe, expect, it } from 'vitest';
import { NO_CHANGE } from './case.ts';
import { outcomeOf, productAnswer, RIVALS } from './score.ts';
import { syntheticCases } from './synthetic.ts';

describe('syntheticCases', () => {
  it('draws the same cases for a seed and others for another, some without a culprit', () => {
    const cases = syntheticCases(40, 7);
    expect(syntheticCases(40, 7)).toEqual(cases);
    expect(syntheticCases(40, 8)).not.toEqual(cases);
    const outside = cases.filter(({ truth }) => truth === NO_CHANGE).length;
    expect(outside).toBeGreaterThan(4);
    expect(outside).toBeLessThan(30);
    for (const { truth, evidence } of cases) {
      expect(truth === NO_CHANGE || evidence.candidates.some(({ id }) => id === truth)).toBe(true);
    }
  });

  it('are told apart by the product more often than by the latest deployment', () => {
    const cases = syntheticCases(60, 11);
    const right = cases.filter((one) => outcomeOf(one, productAnswer(one).answer).isTop1).length;
    const latest = cases.filter(
      (one) => RIVALS['latest deploy'] !== undefined && outcomeOf(one, RIVALS['latest deploy'](one)).isTop1,
    );
    expect(right).toBeGreaterThan(36);
    expect(latest.length).toBeLessThan(right / 2);
  });
});
