import { indexPeople, LEVELS, type PeopleIndex } from '../../src/domain/catalog/index.ts';
import type { DecideInput } from '../../src/domain/gate/index.ts';
import type { CompiledPolicy, Facts, FactValues, PolicyProblem, Rule } from '../../src/domain/policy/index.ts';
import type { Signoff } from '../../src/domain/review/index.ts';
import { type Digest, digestOf, instant, type Result } from '../../src/kernel/index.ts';

/** Whole numbers below a bound, the same for the same seed (mulberry32). */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const CONTENT: Digest = digestOf('benchmark');

/** A company of fifty, a few at each level. */
export function company(): PeopleIndex {
  const people = Array.from({ length: 50 }, (_, at) => ({
    id: `person-${at}`,
    level: LEVELS[at % LEVELS.length] ?? 'mid',
    mails: [`person-${at}@example.com`],
    handles: [`person-${at}`],
    teams: [`team-${at % 7}`],
  }));
  return indexPeople({ people });
}

/** Facts of an invented change of the given number of paths. */
export function inventFacts(random: (below: number) => number, paths: number): Facts {
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
  const folders = [
    'src/order',
    'src/payment',
    'lib/auth',
    'db/migrations',
    'docs',
    'infra',
    '.github/workflows',
    'test',
  ];
  const values: FactValues = {
    change: {
      kind: 'branch',
      title: 'Invented change',
      base_branch: 'main',
      head_branch: 'invented',
      paths: Array.from({ length: paths }, (_, at) => `${pick(folders)}/part-${random(40)}/file-${at}.ts`).sort(),
      deleted_paths: [],
      classes: [pick(['code', 'migration', 'ci', 'policy', 'documentation']), 'test'],
      sensitive: random(3) === 0 ? [pick(['money', 'authentication'])] : [],
      files: paths,
      commits: 1 + random(5),
      added_lines: random(900),
      deleted_lines: random(300),
      review_lines: random(1200),
      size_percentile: random(100),
      areas: 1 + random(6),
      is_revert: false,
      test_changed: random(2) === 0,
    },
    author: { id: `person-${random(50)}`, level: pick(LEVELS), is_bot: false, changes_before: random(100) },
    provenance: {
      assistance: pick(['ai', 'human', 'unknown']),
      evidence: 'declared',
      tools: [],
      models: [],
      findings: [],
    },
    catalog:
      random(2) === 0
        ? {}
        : { tier: random(4), services: ['order'], flows: [], owners: ['@team-1'], unowned_paths: [] },
    evidence: { tickets: [], rollout_plan: false, rollback_plan: false },
    risk: { score: 0.2, percentile: 60 },
    scanner: {},
    operation: {},
    blast: {},
    pattern: {},
    companions: {},
    flag: {},
    repository: { has_tests: true },
  };
  const unknown = values.catalog.tier === undefined ? { 'catalog.tier': 'no catalog' } : {};
  return { values, unknown };
}

/** What a decision over these facts is asked with: a few sign-offs, some of which count. */
export function inputOf(options: {
  readonly facts: Facts;
  readonly policy: Result<CompiledPolicy, readonly PolicyProblem[]>;
  readonly people: PeopleIndex;
}): DecideInput {
  const signoffs = [1, 2, 3, 4].map(
    (at): Signoff => ({
      by: { personId: null, mail: `person-${at}@example.com`, handle: null },
      contentDigest: CONTENT,
      at: instant(1),
      source: 'forge-review',
      edited: at === 4,
    }),
  );
  const review = {
    contentDigest: CONTENT,
    participants: [{ role: 'author' as const, personId: null, mail: 'person-1@example.com', handle: null }],
    people: options.people,
    owners: ['@team-1'],
    automated: [],
  };
  return { facts: options.facts, policy: options.policy, signoffs, review, now: instant(Date.UTC(2026, 11, 15)) };
}

/** The rules again and again under new ids, until there are so many. */
export function multiplyRules(rules: readonly Rule[], count: number): readonly Rule[] {
  return Array.from({ length: count }, (_, at) => {
    const rule = rules[at % rules.length];
    if (rule === undefined) throw new RangeError('no rules to multiply');
    return { ...rule, id: `${rule.id}-${at}`, profile: null };
  });
}
