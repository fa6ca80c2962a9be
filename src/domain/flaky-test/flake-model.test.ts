import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, instant } from '../../kernel/index.ts';
import { seededRandom } from '../../statistics/index.ts';
import { fitFlakes, flakeRate } from './flake-model.ts';
import { emptyHistory, HALF_LIFE_MS, recordRuns, settleContents } from './history.ts';
import { readHistory, writeHistory } from './history-text.ts';
import type { TestOutcome, TestRun } from './model.ts';

const NOW = instant(Date.UTC(2026, 5, 1));

type Word = 'pass' | 'fail' | 'flake' | 'stop';

const COUNTS: Readonly<Record<Word, Omit<TestOutcome, 'test'>>> = {
  pass: { passes: 1, failures: 0, interruptions: 0 },
  fail: { passes: 0, failures: 1, interruptions: 0 },
  flake: { passes: 1, failures: 1, interruptions: 0 },
  stop: { passes: 0, failures: 0, interruptions: 1 },
};

let runs = 0;
function run(outcomes: Readonly<Record<string, Word>>, given: Partial<TestRun> = {}): TestRun {
  runs += 1;
  return {
    id: `run ${runs}`,
    content: given.id ?? `content ${runs}`,
    at: NOW,
    load: null,
    place: 'trial',
    outcomes: Object.entries(outcomes).map(([test, word]) => ({ test, ...COUNTS[word] })),
    ...given,
  };
}

const many = (
  count: number,
  outcomes: Readonly<Record<string, Word>>,
  given: Partial<TestRun> = {},
): readonly TestRun[] => Array.from({ length: count }, () => run(outcomes, given));

const modelOf = (all: readonly TestRun[]) => fitFlakes(recordRuns(emptyHistory(), all), NOW);
const rateOf = (all: readonly TestRun[], test = 'a', load: number | null = null) =>
  flakeRate(modelOf(all), { test, load });

describe('the posterior of a test', () => {
  it('is that of any suite while nothing is known, and says so by its n', () => {
    const { value, low, high, n } = rateOf([], 'a');
    expect([n, low < value, value < high]).toEqual([0, true, true]);
    expect(value).toBeCloseTo(0.015, 3);
  });

  it('nears the share of proved flakes as attempts come in', () => {
    const flaky = [...many(9, { a: 'pass', b: 'pass' }), run({ a: 'flake', b: 'pass' })];
    const rates = [1, 5, 20].map((times) =>
      rateOf(
        Array.from({ length: times }, () => flaky)
          .flat()
          .map((each, at) => ({ ...each, id: `${at}`, content: `${at}` })),
      ),
    );
    // One flake in eleven attempts.
    expect(
      rates
        .map(({ value }) => Math.abs(value - 1 / 11))
        .every((miss, at, all) => at === 0 || miss <= (all[at - 1] ?? 0)),
    ).toBe(true);
    expect(rates.at(-1)?.value).toBeCloseTo(1 / 11, 2);
    expect((rates[2]?.high ?? 1) - (rates[2]?.low ?? 0)).toBeLessThan((rates[0]?.high ?? 1) - (rates[0]?.low ?? 0));
  });

  it('counts a pass on the same content as proof, another run of it too, and a failure elsewhere only in part', () => {
    const calm = many(50, { a: 'pass' });
    const proved = rateOf([...calm, run({ a: 'fail' }, { content: 'x' }), run({ a: 'pass' }, { content: 'x' })]).value;
    const unexplained = rateOf([
      ...calm,
      run({ a: 'fail' }, { content: 'x' }),
      run({ a: 'pass' }, { content: 'y' }),
    ]).value;
    expect(unexplained).toBeLessThan(proved / 2);
  });

  it('believes what became known of a content', () => {
    const history = recordRuns(emptyHistory(), [...many(50, { a: 'pass' }), run({ a: 'fail' }, { content: 'x' })]);
    const value = (standing: 'good' | 'bad' | null) =>
      flakeRate(fitFlakes(standing === null ? history : settleContents(history, [['x', standing]]), NOW), {
        test: 'a',
        load: null,
      }).value;
    expect(value('good')).toBeGreaterThan(value(null));
    expect(value('bad')).toBeLessThanOrEqual(value(null));
  });

  it('takes a lone failure on the branch for a flake sooner than failures that stay', () => {
    const onBranch = (words: readonly Word[]) =>
      rateOf(
        words.map((word, at) =>
          run({ a: word, b: 'pass' }, { place: 'branch', at: instant(NOW - (words.length - at) * 60_000) }),
        ),
      ).value;
    const lone = onBranch(['pass', 'pass', 'fail', 'pass', 'pass', 'pass', 'pass', 'pass', 'pass', 'pass']);
    const lasting = onBranch(['pass', 'pass', 'fail', 'fail', 'fail', 'fail', 'pass', 'pass', 'pass', 'pass']);
    // Four failures of one cause count for less than one failure that the next content contradicts would, each.
    expect(lasting / 4).toBeLessThan(lone);
  });

  it('fades: an old flake counts for less than a new one', () => {
    const at = (days: number) =>
      rateOf([...many(30, { a: 'pass' }), run({ a: 'flake' }, { at: instant(NOW - days * DAY_MS) })]).value;
    expect(at(0)).toBeGreaterThan(at(HALF_LIFE_MS / DAY_MS));
    expect(at(HALF_LIFE_MS / DAY_MS)).toBeGreaterThan(at((3 * HALF_LIFE_MS) / DAY_MS));
  });

  it('does not count interruptions', () => {
    const calm = many(20, { a: 'pass', b: 'pass' });
    const stopped = modelOf([...calm, ...many(20, { a: 'stop', b: 'pass' })]);
    expect(stopped.tests.get('a')).toMatchObject({ interruptions: 20, failures: 0, attempts: 20 });
  });

  it('learns the effect of load where there is one, and leaves it out where there is none', () => {
    const random = seededRandom(7);
    const at = (slope: number) =>
      Array.from({ length: 3_000 }, () => {
        const load = random();
        const odds = 0.05 * Math.exp(slope * (load - 0.5));
        return run({ a: random() < odds / (1 + odds) ? 'flake' : 'pass' }, { load });
      });
    const busy = modelOf(at(2));
    expect(busy.load.isUsed).toBe(true);
    expect(busy.load.low < 2 && 2 < busy.load.high).toBe(true);
    const rate = (load: number) => flakeRate(busy, { test: 'a', load }).value;
    expect(rate(0.9) / rate(0.1)).toBeGreaterThan(2);
    expect(modelOf(at(0)).load.isUsed).toBe(false);
  });
});

describe('the history of runs', () => {
  const anyRun = fc.record({
    id: fc.integer({ min: 0, max: 30 }).map(String),
    content: fc.constantFrom('x', 'y', 'z'),
    at: fc.integer({ min: 0, max: 60 }).map((days) => instant(NOW - days * DAY_MS)),
    load: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
    place: fc.constantFrom('branch' as const, 'trial' as const),
    outcomes: fc
      .dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom<Word>('pass', 'fail', 'flake', 'stop'), {
        minKeys: 1,
      })
      .map((words) => Object.entries(words).map(([test, word]): TestOutcome => ({ test, ...COUNTS[word] }))),
  });
  const anyRuns = fc.uniqueArray(anyRun, { selector: ({ id }) => id, maxLength: 15 });
  const figuresOf = (history: ReturnType<typeof emptyHistory>) => {
    const model = fitFlakes(history, NOW);
    return ['a', 'b', 'c', 'd', 'e'].map((test) => flakeRate(model, { test, load: 0.9 }).value);
  };

  it('gives the same figures in any order, told once or twice, in one call or many', () => {
    fc.assert(
      fc.property(anyRuns, fc.array(fc.nat()), (all, order) => {
        const once = figuresOf(recordRuns(emptyHistory(), all));
        const shuffled = all
          .map((each, at) => ({ each, by: order[at] ?? 0 }))
          .sort((a, b) => a.by - b.by)
          .map(({ each }) => each);
        const twice = [...shuffled, ...all].reduce((history, each) => recordRuns(history, [each]), emptyHistory());
        for (const [at, value] of figuresOf(twice).entries()) expect(value).toBeCloseTo(once[at] ?? Number.NaN, 6);
      }),
      { numRuns: 40 },
    );
  });

  it('always gives rates within 0..1 and within their intervals', () => {
    fc.assert(
      fc.property(
        anyRuns,
        fc.constantFrom('a', 'e', 'unknown'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, test, load) => {
          const { value, low, high, n } = rateOf(all, test, load);
          expect([low >= 0, low <= value + 1e-12, value <= high + 1e-12, high <= 1, n >= 0]).toEqual([
            true,
            true,
            true,
            true,
            true,
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('survives being written, and refuses what it did not write', () => {
    fc.assert(
      fc.property(anyRuns, (all) => {
        const history = settleContents(recordRuns(emptyHistory(), all), [['x', 'good']]);
        expect(readHistory(writeHistory(history))).toEqual(history);
      }),
      { numRuns: 40 },
    );
    const whole = JSON.parse(writeHistory(recordRuns(emptyHistory(), [run({ a: 'pass', b: 'fail' })])));
    for (const broken of [
      'null',
      '{}',
      '{"format":"firebreak.test-history/v1"}',
      JSON.stringify({ ...whole, format: 'firebreak.test-history/v2' }),
      JSON.stringify({ ...whole, names: ['a'] }),
      JSON.stringify({ ...whole, names: ['a', 'a'] }),
      JSON.stringify({ ...whole, runs: [{ ...whole.runs[0], passed: [3, 1] }] }),
      JSON.stringify({ ...whole, runs: [{ ...whole.runs[0], others: [[1, -1, 0, 0]] }] }),
      writeHistory(emptyHistory()).slice(0, -2),
    ]) {
      expect(readHistory(broken)).toBeNull();
    }
  });

  it('lets what is long ago go, names with it', () => {
    const old = run({ gone: 'pass', stays: 'pass' }, { at: instant(NOW - 200 * DAY_MS) });
    const history = recordRuns(emptyHistory(), [old, run({ stays: 'fail' })]);
    expect([history.runs.length, history.names]).toEqual([1, ['stays']]);
  });
});
