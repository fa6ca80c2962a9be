import { describe, expect, it } from 'vitest';
import { DAY_MS, instant } from '../../kernel/index.ts';
import { indexPeople, type Level } from '../catalog/index.ts';
import type { SignoffRequirement } from '../review/index.ts';
import { lintPolicy } from './lint.ts';
import type { Rule, RuleEffect } from './model.ts';
import { sunsetReport } from './sunset.ts';

const now = instant(100 * DAY_MS);

function rule(other: Partial<Rule>): Rule {
  return {
    id: 'r',
    when: 'change.files > 2',
    effect: { kind: 'hold' },
    because: 'example',
    mode: 'enforce',
    expires: null,
    origin: { file: 'firebreak.yaml', line: 4 },
    profile: null,
    ...other,
  };
}

function requires(...signoffs: readonly Partial<SignoffRequirement>[]): RuleEffect {
  const full = signoffs.map((each) => ({ count: 1, level: null, from: 'anyone', ...each }));
  return { kind: 'require', signoffs: full, twoPerson: false, evidence: [] };
}

function team(...levels: readonly Level[]) {
  return indexPeople({
    people: levels.map((level, at) => ({
      id: `p${at}`,
      level,
      mails: [],
      handles: [`p${at}`],
      teams: at === 0 ? ['pay'] : [],
    })),
  });
}

function codesOf(other: Partial<Rule>, people = team()): readonly string[] {
  const policy = { rules: [rule(other)], profiles: [], seniorMinutesPerWeek: null };
  return lintPolicy(policy, { people, now }).map((problem) => problem.code);
}

describe('lint', () => {
  it('has nothing to say of a good rule', () => {
    expect(codesOf({})).toEqual([]);
  });

  it('reports every error and warning at once, in order of place', () => {
    const rules = [
      rule({ id: 'b', when: 'catalog.teir < 1', origin: { file: 'firebreak.yaml', line: 9 } }),
      rule({ id: 'a', because: ' ', origin: { file: 'firebreak.yaml', line: 3 } }),
    ];
    const problems = lintPolicy({ rules, profiles: [], seniorMinutesPerWeek: null }, { people: team(), now });
    expect(problems.map(({ line, severity, code }) => [line, severity, code])).toEqual([
      [3, 'warning', 'missing-because'],
      [9, 'error', 'unknown-fact'],
    ]);
  });

  it.each([
    ['true', 'always-matches'],
    ['1 > 2', 'never-matches'],
    ['catalog.tier <= 3', 'always-matches'],
    ['catalog.tier > 3', 'never-matches'],
    ['100 < change.size_percentile', 'never-matches'],
    ['size(change.paths) >= 0', 'always-matches'],
    ['change.files > 2 && provenance.ai_share > 1.0', 'never-matches'],
    ['change.files > 2 || change.added_lines >= 0', 'always-matches'],
  ])('finds that %s %s', (when, code) => {
    expect(codesOf({ when })).toEqual([code]);
  });

  it('leaves conditions that depend on facts alone', () => {
    for (const when of [
      'catalog.tier <= 2',
      'change.files >= 1',
      'provenance.ai_share >= 1.0',
      'size(change.paths) > 0',
    ]) {
      expect(codesOf({ when })).toEqual([]);
    }
  });

  it('warns where unknown would let a change pass an enforcing rule', () => {
    const when = 'has(catalog.tier) && catalog.tier <= 1';
    expect(codesOf({ when })).toEqual(['unknown-is-no-match']);
    expect(codesOf({ when, mode: 'advise' })).toEqual([]);
    expect(codesOf({ when: '!has(catalog.tier) || catalog.tier <= 1' })).toEqual([]);
    expect(codesOf({ when: `(${when}) || (!has(catalog.tier) && change.files > 9)` })).toEqual([]);
  });

  it('warns of a rule that has ended', () => {
    expect(codesOf({ expires: now })).toEqual(['expired']);
    expect(codesOf({ expires: instant(now + 1) })).toEqual([]);
  });

  it('warns of requirements that nobody in the catalog can meet', () => {
    expect(codesOf({ effect: requires({ level: 'senior', count: 2 }) }, team('senior', 'mid'))).toEqual([
      'unsatisfiable',
    ]);
    expect(codesOf({ effect: requires({ level: 'senior', count: 2 }) }, team('senior', 'principal'))).toEqual([]);
    expect(codesOf({ effect: requires({ from: '@pay', count: 2 }) }, team('mid', 'mid'))).toEqual(['unsatisfiable']);
    expect(codesOf({ effect: requires({ from: '@pay' }) }, team('mid', 'mid'))).toEqual([]);
    expect(codesOf({ effect: requires({ from: 'owners', level: 'principal' }) }, team('mid'))).toEqual([
      'unsatisfiable',
    ]);
  });

  it('does not guess where the catalog knows nobody', () => {
    expect(codesOf({ effect: requires({ level: 'senior', count: 2 }) })).toEqual([]);
    expect(codesOf({ effect: requires({ from: '@elsewhere', count: 9 }) }, team('mid'))).toEqual([]);
  });

  it('warns of a requirement that asks for nothing', () => {
    expect(codesOf({ effect: requires() })).toEqual(['empty-requirement']);
  });

  it('warns of a condition on a level that nobody has', () => {
    expect(codesOf({ when: 'author.level == "principal"' }, team('senior'))).toEqual(['unreachable-level']);
    expect(codesOf({ when: 'author.level == "senior"' }, team('senior'))).toEqual([]);
  });
});

describe('the sunset report', () => {
  it('lists what ends by itself, soonest first, and keeps what has ended', () => {
    const profiles = [
      { id: 'reset', because: 'x', starts: instant(now - DAY_MS), ends: instant(now + 30 * DAY_MS), rules: ['b', 'a'] },
      { id: 'later', because: 'x', starts: instant(now + DAY_MS), ends: instant(now + 60 * DAY_MS), rules: [] },
    ];
    const rules = [rule({ id: 'old', expires: instant(now - 2 * DAY_MS) }), rule({ id: 'standing' })];
    const report = sunsetReport({ rules, profiles, seniorMinutesPerWeek: null }, now);
    expect(report.map(({ kind, id, state, daysLeft, rules: ending }) => [kind, id, state, daysLeft, ending])).toEqual([
      ['rule', 'old', 'ended', -2, ['old']],
      ['profile', 'reset', 'active', 30, ['a', 'b']],
      ['profile', 'later', 'not-started', 60, []],
    ]);
  });
});
