import { describe, expect, it } from 'vitest';
import { type Answered, f1Difference, score } from './score.ts';

const one = (repository: string, truth: string, ...answers: readonly string[]): Answered => ({
  repository,
  truth: [truth],
  answers,
});

describe('score', () => {
  it('counts right answers against all answers and all causes', () => {
    const found = score([one('a', 'x', 'x', 'y'), one('b', 'z'), one('c', 'u', 'u')], 1);
    expect(found).toMatchObject({ cases: 3, answered: 2, answers: 3, right: 2 });
    expect(found.precision.value).toBeCloseTo(2 / 3);
    expect(found.recall.value).toBeCloseTo(2 / 3);
    expect(found.f1.low).toBeLessThan(found.f1.value);
    expect(found.f1.high).toBeGreaterThan(found.f1.value);
  });

  it('is nought, not undefined, where nothing was answered', () => {
    expect(score([one('a', 'x')], 1)).toMatchObject({ precision: { value: 0 }, f1: { value: 0 } });
    expect(score([], 1).f1.value).toBe(0);
  });

  it('finds no difference between a method and itself, and one where there is one', () => {
    const right = ['a', 'b', 'c', 'd'].map((name) => one(name, 'x', 'x'));
    const wrong = ['a', 'b', 'c', 'd'].map((name) => one(name, 'x', 'y'));
    expect(f1Difference({ of: right, less: right, seed: 3 })).toEqual({ value: 0, low: 0, high: 0 });
    expect(f1Difference({ of: right, less: wrong, seed: 3 })).toEqual({ value: 1, low: 1, high: 1 });
  });
});
