import { describe, expect, it } from 'vitest';
import { aucOf, brierScore, seededRandom, sigmoid } from '../../statistics/index.ts';
import type { LabelledChange } from './fit.ts';
import { riskLogOdds, riskProbability } from './model.ts';
import { REFIT_MINIMUM, refit, withBaseRate } from './refit.ts';
import { shippedModel } from './shipped-model.ts';

const shipped = shippedModel();

/** A repository where risk comes from old files, which the shipped weights cannot know. */
function repository(count: number, seed: number): LabelledChange[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const features = { ...shipped.typical, la: Math.floor(300 * random() ** 3), age: Math.floor(400 * random()) };
    const harmful = random() < sigmoid((features.age - 200) / 60 - 1.5);
    return { features, label: harmful ? 1 : 0 };
  });
}

const past = repository(1_500, 1);
const next = repository(1_000, 2);
const labels = next.map((change) => change.label);
const fitted = refit(past, shipped);
if (!fitted.ok) throw new Error(fitted.rejection.code);
const model = fitted.value;

describe('a refit', () => {
  it('learns what is risky here, on changes it has not seen', () => {
    const auc = (made: typeof model): number =>
      aucOf({ labels, scores: next.map((change) => riskLogOdds(made, change.features)) }) ?? 0;
    expect(auc(model)).toBeGreaterThan(0.8);
    expect(auc(model)).toBeGreaterThan(auc(shipped) + 0.2);
  });

  it('states probabilities that come true', () => {
    const scores = next.map((change) => riskProbability(model, change.features));
    const mean = scores.reduce((sum, each) => sum + each, 0) / scores.length;
    const rate = labels.reduce<number>((sum, each) => sum + each, 0) / labels.length;
    expect(Math.abs(mean - rate)).toBeLessThan(0.05);
    expect(brierScore({ labels, scores })).toBeLessThan(rate * (1 - rate) * 0.8);
  });

  it('is the same for the same changes', () => {
    expect(refit(past, shipped)).toEqual(fitted);
  });

  it('keeps size monotone', () => {
    for (const { features } of next.slice(0, 100)) {
      expect(riskLogOdds(model, { ...features, la: features.la + 500 })).toBeGreaterThanOrEqual(
        riskLogOdds(model, features) - 1e-9,
      );
    }
  });

  it('says no to too few changes and to labels of one kind', () => {
    const few = refit(past.slice(0, REFIT_MINIMUM - 1), shipped);
    expect(few).toMatchObject({ ok: false, rejection: { code: 'too-few-changes', found: 999, needed: 1_000 } });
    const clean = past.map((change) => ({ ...change, label: 0 as const }));
    expect(refit(clean, shipped)).toMatchObject({ ok: false, rejection: { code: 'too-few-harmful', found: 0 } });
    const bad = past.map((change) => ({ ...change, label: 1 as const }));
    expect(refit(bad, shipped)).toMatchObject({ ok: false, rejection: { code: 'too-few-harmless', found: 0 } });
  });

  it('moves to a base rate without changing any order', () => {
    const scores = next.map((change) => riskLogOdds(shipped, change.features));
    const moved = withBaseRate(shipped, scores, 0.05);
    const probabilities = next.map((change) => riskProbability(moved, change.features));
    expect(probabilities.reduce((sum, each) => sum + each, 0) / probabilities.length).toBeCloseTo(0.05, 6);
    expect(aucOf({ labels, scores: probabilities })).toBeCloseTo(aucOf({ labels, scores }) ?? 0, 4);
  });
});
