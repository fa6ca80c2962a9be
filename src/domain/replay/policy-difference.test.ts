import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import { waitAssumption } from '../review/index.ts';
import type { HoldingRule, ReplayRow, ReplayVerdict } from './model.ts';
import { comparePolicies } from './policy-difference.ts';
import { summarizeReplay } from './report.ts';

const PASSES: ReplayVerdict = {
  decision: 'allow',
  matched: [],
  holding: [],
  unevaluable: [],
  reviewMinutes: 10,
  seniorMinutes: 0,
};

function held(rule: string, more: Partial<HoldingRule> = {}): ReplayVerdict {
  const hold: HoldingRule = {
    rule,
    effect: 'hold',
    seniorMinutes: 0,
    waits: false,
    asks: [`what ${rule} asks`],
    ...more,
  };
  return {
    ...PASSES,
    decision: hold.effect,
    matched: [rule],
    holding: [hold],
    seniorMinutes: hold.seniorMinutes,
  };
}

const BLIND: ReplayVerdict = { ...PASSES, decision: 'hold', unevaluable: ['needs-tier'] };

interface Given {
  readonly own: ReplayVerdict;
  readonly other: ReplayVerdict;
  readonly label?: ReplayRow['label']['kind'];
}

function rowOf({ own, label }: Given, at: number): ReplayRow {
  return {
    commit: at.toString(16).padStart(40, '0') as CommitId,
    title: `Change ${at}`,
    pullRequest: null,
    landedAt: instant(at * 1_000),
    risk: null,
    sizePercentile: null,
    areas: 1,
    files: 1,
    lines: 1,
    assistance: 'unknown',
    evidence: 'none',
    tier: null,
    label: { kind: label ?? 'none', evidence: null, by: [] },
    verdict: own,
  };
}

const rule = (id: string, mode: 'advise' | 'enforce' = 'advise') => ({ id, mode, because: '', expired: false });
const RULES = { policy: [rule('new'), rule('both', 'enforce')], against: [rule('old'), rule('both')] };

function compare(given: readonly Given[], wait = waitAssumption(null)) {
  const changes = given.map((one, at) => ({ row: rowOf(one, at), other: one.other }));
  return comparePolicies({ changes, rules: RULES, weeks: 2, wait });
}

describe('comparePolicies', () => {
  it('names each kind of flip with the rules of the side that makes it', () => {
    const { flips } = compare([
      { own: held('new'), other: PASSES },
      { own: PASSES, other: held('old') },
      { own: held('new', { effect: 'block' }), other: held('old') },
      { own: held('new'), other: held('old', { effect: 'block' }) },
      { own: held('both', { asks: ['2 sign-offs'] }), other: held('both', { asks: ['1 sign-off'] }) },
    ]);
    expect(flips.map(({ kind, rules }) => [kind, rules.map((each) => `${each.rule} ${each.side}`).join()])).toEqual([
      ['asks-otherwise', 'both policy,both against'],
      ['no-longer-refused', 'old against'],
      ['newly-refused', 'new policy'],
      ['newly-freed', 'old against'],
      ['newly-held', 'new policy'],
    ]);
  });

  it('sees no flip where another rule asks for the same', () => {
    const same = { asks: ['1 sign-off'] };
    expect(compare([{ own: held('new', same), other: held('old', same) }]).flips).toEqual([]);
  });

  it('counts apart what rests only on a rule that could not be evaluated', () => {
    const {
      kinds,
      unevaluable,
      held: counts,
      rules,
    } = compare([
      { own: BLIND, other: PASSES },
      { own: { ...held('new'), unevaluable: ['needs-tier'] }, other: PASSES },
      { own: { ...PASSES, decision: 'unknown' }, other: PASSES },
    ]);
    expect(kinds['newly-held']).toBe(1);
    expect(unevaluable).toBe(2);
    expect(counts).toEqual({ policy: 3, against: 0, more: 3, less: 0 });
    expect(rules.find((each) => each.rule === 'new')).toMatchObject({ flips: { 'newly-held': 1 }, unevaluable: 0 });
  });

  it('puts harmful changes first and gives their gain and loss with what can be told of it', () => {
    const given: Given[] = Array.from({ length: 60 }, (_, at) => ({
      own: at % 3 === 0 ? held('new') : PASSES,
      other: at === 1 ? held('old') : PASSES,
      label: at % 2 === 0 || at === 1 ? 'fixed' : 'none',
    }));
    const { harm, flips } = compare(given);
    expect(harm).toMatchObject({ n: 31, gained: { count: 10, n: 31 }, lost: { count: 1, n: 31 }, net: { value: 9 } });
    expect(harm.net.low).toBeLessThan(9);
    expect(harm.net.high).toBeGreaterThan(9);
    expect(flips.map(({ label }) => label)).toEqual([...Array(11).fill('fixed'), ...Array(10).fill('none')]);
    // Nothing flips: a resample would give a width of nothing, which would claim certainty.
    expect(compare(given.map((one) => ({ ...one, other: one.own }))).harm.net).toEqual({
      value: 0,
      low: null,
      high: null,
    });
  });

  it('adds hours only for changes that wait for somebody else, and none for a refusal', () => {
    const waiting = held('new', { waits: true, seniorMinutes: 10 });
    const { delay, seniorMinutes } = compare([
      { own: waiting, other: PASSES },
      { own: held('new', { waits: true, effect: 'block' }), other: PASSES },
      { own: held('both'), other: waiting },
      { own: waiting, other: PASSES },
    ]);
    expect(delay).toMatchObject({ policy: { changes: 2 }, against: { changes: 1 }, hours: 17.5, low: 4, high: 24 });
    expect(seniorMinutes).toMatchObject({ policy: 20, against: 10, perWeek: { value: 5 } });
  });

  it('names rules that one policy lacks, and a mode that differs, though nothing flips', () => {
    expect(compare([]).rules.map(({ rule: id, mode }) => [id, mode.policy, mode.against])).toEqual([
      ['both', 'enforce', 'advise'],
      ['new', 'advise', null],
      ['old', null, 'advise'],
    ]);
  });

  it('is the difference of what each policy says alone, and turns round with the policies', () => {
    const verdicts = fc.constantFrom(PASSES, BLIND, held('new', { seniorMinutes: 9, waits: true }), held('old'));
    const label = fc.constantFrom('none' as const, 'fixed' as const, 'reverted' as const, 'censored' as const);
    fc.assert(
      fc.property(fc.array(fc.record({ own: verdicts, other: verdicts, label }), { maxLength: 60 }), (given) => {
        const turned = given.map((one) => ({ ...one, own: one.other, other: one.own }));
        const alone = (changes: readonly Given[]) =>
          summarizeReplay({
            rows: changes.map(rowOf),
            rules: [],
            seniorMinutesPerWeek: null,
            labels: 'stated',
            wait: waitAssumption(null),
          }).totals;
        const difference = compare(given);
        const [own, other] = [alone(given), alone(turned)];
        expect(difference.held).toMatchObject({ policy: own.held.count, against: other.held.count });
        expect(difference.harm.net.value).toBeCloseTo(own.harmHeld.count - other.harmHeld.count, 9);
        expect(difference.delay.policy.changes - difference.delay.against.changes).toBe(
          own.delay.changes - other.delay.changes,
        );
        const back = compare(turned);
        expect(back.held).toMatchObject({ more: difference.held.less, less: difference.held.more });
        expect(back.kinds['newly-freed']).toBe(difference.kinds['newly-held']);
        expect(back.kinds['asks-otherwise']).toBe(difference.kinds['asks-otherwise']);
      }),
      { numRuns: 60 },
    );
  });
});
