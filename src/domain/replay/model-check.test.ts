import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../statistics/index.ts';
import type { ChangeLabel } from './model.ts';
import { checkModels, type ScoredChange } from './model-check.ts';

const NONE: ChangeLabel = { kind: 'none', evidence: null, by: [] };
const FIXED: ChangeLabel = { kind: 'fixed', evidence: 'stated', by: [] };
const CENSORED: ChangeLabel = { kind: 'censored', evidence: null, by: [] };

/** Changes of which `used` says the true chance of harm, and `shipped` three times as much. */
function changes(count: number): readonly { label: ChangeLabel; scored: ScoredChange }[] {
  const random = seededRandom(5);
  return Array.from({ length: count }, (_, at) => {
    const chance = 0.3 * random();
    const asOf = at < count / 2 ? null : { commit: 'b'.repeat(40), landed: count / 2 };
    const scored = { use: asOf === null ? 'shipped' : 'own', asOf, used: chance, shipped: 3 * chance } as const;
    return { label: random() < chance ? FIXED : NONE, scored };
  });
}

describe('the check of the models', () => {
  it('finds that probabilities came true, and that others did not', () => {
    const { figures, models } = checkModels(changes(3_000));
    expect(models.map(({ use, changes: count }) => [use, count])).toEqual([
      ['shipped', 1_500],
      ['own', 1_500],
    ]);
    expect(figures?.used.brier).toBeLessThan(figures?.shipped.brier ?? 0);
    for (const { predicted, low, high } of figures?.used.bins ?? []) {
      expect(predicted).toBeGreaterThan(low - 0.02);
      expect(predicted).toBeLessThan(high + 0.02);
    }
    const worst = figures?.shipped.bins.at(-1);
    expect(worst?.predicted).toBeGreaterThan((worst?.high ?? 0) + 0.2);
  });

  it('ranks only changes of one model among themselves', () => {
    const made = changes(2_000);
    const level = made.map((change) =>
      change.scored.asOf === null
        ? { ...change, scored: { ...change.scored, used: change.scored.used + 0.5 } }
        : change,
    );
    expect(checkModels(level).figures?.used.auc.value).toBeCloseTo(checkModels(made).figures?.used.auc.value ?? 0, 10);
  });

  it('says nothing of too few harmful changes, nor of any that are too young', () => {
    expect(checkModels(changes(60)).figures).toBeNull();
    const young = changes(2_000).map((change, at) => (at >= 30 ? { ...change, label: CENSORED } : change));
    expect(checkModels(young)).toMatchObject({ changes: 30, figures: null });
  });
});
