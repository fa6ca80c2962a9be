import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, instant } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import { waitAssumption } from '../review/index.ts';
import type { ReplayRow, ReplayVerdict } from './model.ts';
import { summarizeReplay } from './report.ts';

const START = Date.UTC(2030, 0, 1);
const PASSES: ReplayVerdict = {
  decision: 'allow',
  matched: [],
  holding: [],
  unevaluable: [],
  reviewMinutes: 10,
  seniorMinutes: 0,
};

function heldBy(rule: string, seniorMinutes: number): Partial<ReplayVerdict> {
  const hold = { rule, effect: 'hold', seniorMinutes, waits: seniorMinutes > 0, asks: ['1 sign-off'] } as const;
  return { decision: 'hold', matched: [rule], holding: [hold], seniorMinutes };
}

interface Given {
  readonly label?: ReplayRow['label']['kind'];
  readonly assistance?: ReplayRow['assistance'];
  readonly size?: number | null;
  readonly risk?: number;
  readonly day?: number | null;
  readonly verdict?: Partial<ReplayVerdict>;
}

function rowsOf(given: readonly Given[]): ReplayRow[] {
  return given.map((one, at) => ({
    commit: at.toString(16).padStart(40, '0') as CommitId,
    title: `Change ${at}`,
    pullRequest: null,
    landedAt: one.day === null ? null : instant(START + (one.day ?? at) * DAY_MS),
    risk: one.risk === undefined ? null : { score: one.risk / 100, percentile: one.risk },
    sizePercentile: one.size === undefined ? 50 : one.size,
    areas: 1,
    files: 1,
    lines: 10,
    assistance: one.assistance ?? 'unknown',
    evidence: one.assistance === 'ai' ? 'declared' : 'none',
    tier: null,
    label: { kind: one.label ?? 'none', evidence: null, by: [] },
    verdict: { ...PASSES, ...one.verdict },
  }));
}

function rule(id: string, expired = false) {
  return { id, mode: 'enforce' as const, because: 'a reason', expired };
}

function summary(given: readonly Given[], rules = [rule('a')]) {
  return summarizeReplay({
    rows: rowsOf(given),
    rules,
    seniorMinutesPerWeek: null,
    labels: 'stated',
    wait: waitAssumption(10),
  });
}

function strategy(given: readonly Given[], id: string) {
  return summary(given).strategies.find((one) => one.id === id);
}

describe('summarizeReplay', () => {
  it('counts harm among harmful, harmless among harmless, and the young among neither', () => {
    const { totals } = summary([
      { label: 'reverted', verdict: heldBy('a', 5) },
      { label: 'fixed' },
      { label: 'none', verdict: heldBy('a', 5) },
      { label: 'none' },
      { label: 'none' },
      { label: 'censored', verdict: heldBy('a', 5) },
    ]);
    expect(totals.held).toMatchObject({ count: 3, n: 6 });
    expect(totals.passed).toMatchObject({ count: 3, n: 6 });
    expect(totals.harmHeld).toMatchObject({ count: 1, n: 2 });
    expect(totals.revertedHeld).toMatchObject({ count: 1, n: 1 });
    expect(totals.harmlessHeld).toMatchObject({ count: 1, n: 3 });
    expect(totals).toMatchObject({ reverted: 1, fixed: 1, censored: 1, seniorMinutes: 15 });
  });

  it('holds what could not be evaluated, and reports it apart', () => {
    const { totals, rules } = summary([{ verdict: { decision: 'unknown', unevaluable: ['a'] } }, {}]);
    expect(totals).toMatchObject({ unevaluable: 1, held: { count: 1 }, blocked: { count: 0 } });
    expect(rules[0]).toMatchObject({ unevaluable: 1, matched: { count: 0 }, held: { count: 1 }, note: null });
  });

  it('has no share of nothing', () => {
    const { totals, window, strategies } = summary([]);
    expect(totals.harmHeld).toEqual({ count: 0, n: 0, share: null, low: null, high: null });
    expect(window).toMatchObject({ changes: 0, first: null, last: null, weeks: 1 });
    expect(strategies.map(({ id }) => id)).toEqual(['policy', 'every-ai']);
  });

  it('divides by the weeks of the window, and by no less than one', () => {
    expect(summary([{ day: 0, verdict: heldBy('a', 30) }, { day: 21 }]).totals.seniorMinutesPerWeek).toBe(10);
    expect(summary([{ day: 0, verdict: heldBy('a', 30) }, { day: 1 }]).totals.seniorMinutesPerWeek).toBe(30);
  });

  it('is not fooled about the window by one wrong clock', () => {
    const days = [0, 7, 40_000, 14, 21];
    expect(summary(days.map((day) => ({ day }))).window.weeks).toBe(3);
  });

  it('notes rules that never match, always match, can never be evaluated, or have expired', () => {
    const unevaluable = ['blind'];
    const rules = ['never', 'always', 'blind', 'old', 'some'].map((id) => rule(id, id === 'old'));
    const found = summary(
      [
        { verdict: { decision: 'hold', matched: ['always', 'some'], unevaluable } },
        { verdict: { decision: 'hold', matched: ['always'], unevaluable } },
      ],
      rules,
    );
    expect(found.rules.map(({ note }) => note)).toEqual([
      'never-matches',
      'always-matches',
      'never-evaluable',
      'expired',
      null,
    ]);
  });

  it('does not call a rule dead that could not be evaluated on some changes', () => {
    expect(summary([{ verdict: { decision: 'unknown', unevaluable: ['a'] } }, {}]).rules[0]?.note).toBeNull();
  });
});

describe('strategies', () => {
  it('spend no more senior minutes than the policy, on the largest first', () => {
    const given: Given[] = [
      { size: 99, label: 'reverted' },
      { size: 98 },
      { size: 97 },
      { size: 10, label: 'reverted', verdict: heldBy('a', 25) },
    ];
    expect(strategy(given, 'largest')).toMatchObject({ held: { count: 2 }, harmHeld: { count: 1, n: 2 } });
  });

  it('read the riskiest first at the same minutes, and are silent where no risk is known', () => {
    const given: Given[] = [
      { size: 10, risk: 99, label: 'reverted' },
      { size: 98, risk: 20 },
      { size: 20, risk: 98 },
      { size: 99, risk: 10, verdict: heldBy('a', 25) },
    ];
    expect(strategy(given, 'riskiest')).toMatchObject({ held: { count: 2 }, harmHeld: { count: 1, n: 1 } });
    expect(strategy(given, 'largest')).toMatchObject({ harmHeld: { count: 0 } });
    expect(strategy([{ verdict: heldBy('a', 25) }], 'riskiest')).toBeUndefined();
  });

  it('compare at the cost of the policy’s senior sign-offs, not of holds that others clear', () => {
    const given: Given[] = [
      { size: 90, label: 'reverted', verdict: heldBy('a', 0) },
      { size: 80, verdict: heldBy('b', 10) },
      { size: 70 },
    ];
    expect(strategy(given, 'policy')).toMatchObject({ held: { count: 2 }, harmHeld: { count: 1 } });
    expect(strategy(given, 'policy-senior')).toMatchObject({ held: { count: 1 }, harmHeld: { count: 0 } });
    expect(strategy(given, 'largest')).toMatchObject({ held: { count: 1 } });
    expect(strategy(given, 'largest-count')).toMatchObject({ held: { count: 2 } });
  });

  it('expect of chance the share that is paid for', () => {
    const given = Array.from(
      { length: 10 },
      (_, at): Given => ({
        label: at < 4 ? 'fixed' : 'none',
        verdict: at === 9 ? heldBy('a', 25) : {},
      }),
    );
    const random = strategy(given, 'random');
    expect(random?.harmHeld).toMatchObject({ count: 1, n: 4, share: 0.25 });
    expect(random?.held.share).toBe(0.25);
  });

  it('hold only what has evidence of AI where every AI-assisted change needs a senior', () => {
    const given: Given[] = [{ assistance: 'ai' }, { assistance: 'human' }, { assistance: 'unknown' }];
    expect(strategy(given, 'every-ai')).toMatchObject({ held: { count: 1, n: 3 } });
  });

  it('never exceed the senior minutes of the policy and never hold more than there is', () => {
    const one = fc.record({
      label: fc.constantFrom('reverted', 'fixed', 'none', 'censored') as fc.Arbitrary<ReplayRow['label']['kind']>,
      size: fc.option(fc.nat({ max: 100 }), { nil: null }),
      risk: fc.nat({ max: 100 }),
      verdict: fc.oneof(
        fc.constant({}),
        fc.nat({ max: 60 }).map((minutes) => heldBy('a', minutes)),
      ),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (given) => {
        const { strategies, totals } = summary(given);
        for (const found of strategies) {
          expect(found.harmHeld.count + found.harmlessHeld.count).toBeLessThanOrEqual(given.length);
          if (found.id === 'riskiest' || found.id === 'largest' || found.id === 'random') {
            expect(found.seniorMinutesPerWeek).toBeLessThanOrEqual(totals.seniorMinutesPerWeek + 1e-9);
          }
        }
      }),
    );
  });
});
