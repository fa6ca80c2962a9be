import { describe, expect, it } from 'vitest';
import { aucOf, seededRandom, sigmoid } from '../../statistics/index.ts';
import { fitGeneration, fitMoments, type Generation, type KnownChange, modelOfGeneration } from './generation.ts';
import { readGeneration } from './kept-generation.ts';
import { riskLogOdds, riskProbability } from './model.ts';
import { shippedModel } from './shipped-model.ts';

const shipped = shippedModel();
const CHANGES = 2_000;

/** A history where risk comes from old files, which the shipped weights cannot know. */
function history(given: { readonly seed: number; readonly rate?: number; readonly shuffled?: boolean }): KnownChange[] {
  const random = seededRandom(given.seed);
  const drawn = Array.from({ length: CHANGES }, () => {
    const features = { ...shipped.typical, la: Math.floor(300 * random() ** 3), age: Math.floor(400 * random()) };
    return { features, harmful: random() < sigmoid((features.age - 200) / 60 + (given.rate ?? -1.5)) };
  });
  const order = drawn.map(() => random());
  const labels = drawn.map(({ harmful }) => harmful);
  const places = labels.map((_, at) => at).sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
  return drawn.map(({ features }, position) => ({
    features,
    label: labels[given.shuffled === true ? (places[position] ?? 0) : position] === true ? 1 : 0,
    position,
    shippedLogOdds: riskLogOdds(shipped, features),
  }));
}

/** Every generation that is due, each from the changes before its moment. */
function walk(known: readonly KnownChange[], from = 1_000): readonly Generation[] {
  const generations: Generation[] = [];
  for (const landed of fitMoments(known.length).filter((moment) => moment >= from)) {
    const at = { commit: String(landed).padStart(40, '0'), landed };
    generations.push(fitGeneration({ at, source: 'traced', known: known.slice(0, landed), earlier: generations }));
  }
  return generations;
}

const own = history({ seed: 1 });
const learnt = walk(own);
const shuffled = walk(history({ seed: 1, shuffled: true }));

describe('the moments of fitting', () => {
  it('are those of any longer history, so that later changes move none of them', () => {
    expect(fitMoments(399)).toEqual([]);
    expect(fitMoments(12_000).slice(0, fitMoments(5_000).length)).toEqual(fitMoments(5_000));
  });

  it('come after a quarter more, and never after more than a thousand', () => {
    const moments = fitMoments(12_000);
    const steps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
    expect(Math.max(...steps)).toBe(1_000);
    expect(steps[0]).toBe(100);
  });
});

describe('a generation', () => {
  it('uses its own trees only after earlier ones proved no worse on what landed after them', () => {
    expect(learnt[0]?.use).toBe('shipped');
    expect(learnt[0]?.trial).toBeNull();
    expect(learnt.at(-1)?.use).toBe('own');
    expect(learnt.at(-1)?.trial?.own?.auc.value).toBeGreaterThan(0.8);
    expect(learnt.at(-1)?.trial?.shipped.auc.value).toBeLessThan(0.6);
  });

  it('is the same whatever lands after its moment', () => {
    const other = history({ seed: 2 });
    const moment = learnt[1]?.at.landed ?? 0;
    const grown = [...own.slice(0, moment), ...other.slice(moment)];
    expect(walk(grown.slice(0, moment + 100))).toEqual(learnt.slice(0, 2));
  });

  it('does not take trees grown on shuffled labels: they rank no better than chance', () => {
    expect(shuffled.map(({ use }) => use)).not.toContain('own');
    const { trial } = shuffled.at(-1) as Generation;
    expect(trial?.own?.auc.low).toBeLessThan(0.5);
    expect(trial?.own?.auc.value).toBeGreaterThan(0.42);
    expect(trial?.own?.auc.value).toBeLessThan(0.58);
  });

  it('takes the base rate of the repository where its labels teach no order', () => {
    const last = shuffled.at(-1) as Generation;
    expect(last.use).toBe('level');
    const next = history({ seed: 3 });
    const mean =
      next.reduce((sum, { features }) => sum + riskProbability(modelOfGeneration(last), features), 0) / CHANGES;
    expect(mean).toBeCloseTo(last.labels.harmful / last.labels.changes, 1);
  });

  it('predicts what it never saw, with probabilities that come true', () => {
    const last = learnt.at(-1) as Generation;
    const later = own.slice(last.at.landed);
    const model = modelOfGeneration(last);
    const labels = later.map(({ label }) => label);
    expect(aucOf({ labels, scores: later.map(({ features }) => riskLogOdds(model, features)) })).toBeGreaterThan(0.75);
    for (const { predicted, low, high } of last.trial?.own?.bins ?? []) {
      expect(predicted).toBeGreaterThan(low - 0.06);
      expect(predicted).toBeLessThan(high + 0.06);
    }
  });

  it('stays with the weights as shipped while too few changes are labelled', () => {
    const [first] = walk(own.slice(0, 500), 400);
    expect(first).toMatchObject({ own: null, use: 'shipped' });
    const clean = own.slice(0, 1_250).map((change) => ({ ...change, label: 0 as const }));
    expect(walk(clean).at(-1)).toMatchObject({ own: null, level: null, use: 'shipped' });
    expect(modelOfGeneration(walk(clean).at(-1) as Generation)).toBe(shipped);
  });
});

/** A generation as JSON, any member of which may be spoilt. */
type Spoilt = Partial<Record<keyof Generation, object>>;

describe('a kept generation', () => {
  const last = learnt.at(-1) as Generation;

  it('scores after JSON as before it', () => {
    const read = readGeneration(JSON.parse(JSON.stringify(last)));
    expect(read).toEqual(last);
    const [change] = own;
    const score = (generation: Generation) =>
      riskLogOdds(modelOfGeneration(generation), change?.features ?? shipped.typical);
    expect(score(read as Generation)).toBe(score(last));
  });

  it('is not used where any member is missing, of another kind or out of range', () => {
    const hostile: readonly ((made: Spoilt) => void)[] = [
      (made) => Object.assign(made, { use: 'mine' }),
      (made) => Object.assign(made, { own: null }),
      (made) => Object.assign(made, { at: { commit: '../../etc', landed: 3 } }),
      (made) => Object.assign(made.labels ?? {}, { harmful: 1e9 }),
      (made) => Object.assign(made.labels ?? {}, { source: 'guessed' }),
      (made) => Object.assign(made.own ?? {}, { trees: 7 }),
      (made) => Object.assign(made.own ?? {}, { trees: 'A'.repeat(2_000_001) }),
      (made) => Object.assign(made.own ?? {}, { cuts: Array.from({ length: 1_000 }, () => []) }),
      (made) => Object.assign(made.own ?? {}, { calibration: { slope: -1, offset: 0 } }),
      (made) => Object.assign(made.own ?? {}, { calibration: { slope: 1, offset: null } }),
      (made) => Object.assign(made.own ?? {}, { weight: 1e300 }),
      (made) => Object.assign(made.own ?? {}, { typical: {} }),
      (made) => Object.assign(made.trial ?? {}, { shipped: { brier: 'low' } }),
    ];
    for (const spoil of hostile) {
      const made = JSON.parse(JSON.stringify(last));
      spoil(made);
      expect(readGeneration(made), spoil.toString()).toBeNull();
    }
    for (const other of [null, 3, 'x', [], {}]) expect(readGeneration(other)).toBeNull();
  });

  it('refuses damaged trees when they are to score', () => {
    const damaged = (trees: string): Generation => ({
      ...last,
      own: last.own === null ? null : { ...last.own, trees },
    });
    expect(() => modelOfGeneration(damaged('AAAA'))).toThrow(RangeError);
    expect(() => modelOfGeneration(damaged(btoa('\u0001'.repeat(100_000))))).toThrow(RangeError);
  });
});
