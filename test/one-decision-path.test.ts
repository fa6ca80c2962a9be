import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionDocument, ReplayReport } from '../src/contract/index.ts';
import { type Assessment, judgeRepository } from '../src/control/index.ts';
import { instant } from '../src/kernel/index.ts';
import { makeWorld } from '../src/world.ts';
import { run, TEST_NOW } from './support/command-line.ts';
import { makeRepository, removeFolders, type TestRepository } from './support/git-repository.ts';
import { type MadeLanding, madeHistory } from './support/landed-history.ts';

const SEED = 20_260_115;
const LANDINGS = 150;
/** Changes that are judged at the same time: each waits for git most of its time. */
const AT_ONCE = 4;
/** Of this many changes in a row one is asked by `check`; 1 asks for every one. */
const EVERY = Number(process.env['FIREBREAK_EVERY'] ?? 1);

const RULES = `
    - { id: tier-zero, when: catalog.tier == 0, require: { signoffs: [{ count: 1, level: senior }] }, because: Money. }
    - { id: large, when: change.size_percentile >= 80, require: { two_person: true }, because: Large. }
    - { id: risky, when: risk.percentile >= 90, hold: true, because: Risky. }
    - { id: newcomer, when: author.changes_before < 3, require: { signoffs: [{ count: 1 }] }, because: New. }
    - { id: ai, when: provenance.assistance == "ai" && !change.test_changed, require: { evidence: [test-change] }, because: Untested. }
    - { id: human-known, when: author.level == "junior", block: true, because: Juniors wait. }
    - { id: branch, when: has(change.head_branch) && change.head_branch.startsWith("topic-1"), hold: true, because: Topics wait. }
    - { id: plan, when: '"migration" in change.classes', require: { evidence: [rollback-plan, ticket] }, because: Data. }
`;
const CONFIGURATION = `version: 1
services:
  checkout: { tier: 0, paths: [src/checkout, src/payment] }
  rest: { tier: 2, paths: ["**"] }
people: { senior: ["ann@example.org @ann"], junior: [bob@example.org] }
policy:
  use: [starter]
  mode: enforce
  rules:${RULES}`;

let repository: TestRepository;
let landings: readonly MadeLanding[];
let ids: Record<string, string>;
let policy: string;
let replay: ReplayReport;
const assessed = new Map<string, Assessment>();

beforeAll(async () => {
  const made = madeHistory({
    seed: SEED,
    count: LANDINGS,
    root: { 'firebreak.yaml': CONFIGURATION, 'src/a.ts': 'a\n' },
  });
  landings = made.landings;
  repository = makeRepository();
  ids = repository.import(made.rows);
  // The history edits CODEOWNERS and would edit the policy: one file for all, so that only the way to it differs.
  policy = join(repository.path, 'policy.yaml');
  writeFileSync(policy, CONFIGURATION);
  await judgeRepository({
    world: makeWorld({ variables: {}, now: () => instant(TEST_NOW) }),
    repository: repository.path,
    tip: null,
    start: null,
    limit: null,
    against: null,
    risk: 'always',
    labels: 'stated',
    policy: { file: policy },
    visit: (assessment) => assessed.set(assessment.change.head ?? '', assessment),
  });
  const { out } = await run(['replay', '--all', '--format', 'json', '--policy', policy, '-C', repository.path]);
  replay = JSON.parse(out);
}, 120_000);

afterAll(removeFolders);

/** The changes that `check` is asked for: one of so many in a row, each decision of each form, and each outcome of each rule. */
function asked(): string[] {
  const forms = new Map(landings.map(({ id, form }) => [ids[id] ?? '', form]));
  const seen = new Set<string>();
  return replay.changes
    .map(({ commit }) => commit)
    .filter((commit, at) => {
      const decision = assessed.get(commit)?.decision;
      const shows = [
        `${forms.get(commit)} ${decision?.decision}`,
        ...(decision?.outcomes ?? []).map(({ rule, kind }) => `${rule.id} ${kind}`),
      ];
      const isNew = shows.some((each) => !seen.has(each));
      for (const each of shows) seen.add(each);
      return at % EVERY === 0 || isNew;
    });
}

/** What `check --change` says of a landed commit. */
async function check(commit: string): Promise<DecisionDocument> {
  const { out, err } = await run(['check', '--change', commit, '--json', '--policy', policy, '-C', repository.path]);
  const document = JSON.parse(out) as DecisionDocument;
  expect(document.schema, `${commit} ${err}`).toBe('firebreak.decision/v1');
  return document;
}

/** Where the two ways to a decision differ; empty where they agree. */
function differences(
  document: DecisionDocument,
  { decision, change, provenance, place }: Assessment,
): readonly string[] {
  const ruled = (outcomes: readonly { readonly rule: string; readonly outcome: string }[]) =>
    JSON.stringify(outcomes.map(({ rule, outcome }) => `${rule} ${outcome}`));
  const pairs: Readonly<Record<string, readonly [unknown, unknown]>> = {
    decision: [document.decision, decision.decision],
    would_decide: [document.would_decide, decision.wouldDecide],
    rules: [
      ruled(document.rules),
      ruled(decision.outcomes.map(({ rule, kind }) => ({ rule: rule.id, outcome: kind }))),
    ],
    blockers: [document.blockers.map(({ code }) => code).join(), decision.blockers.map(({ code }) => code).join()],
    facts_digest: [document.facts_digest, decision.factsDigest],
    policy_digest: [document.policy.digest, decision.policyDigest],
    minutes: [document.review.minutes, decision.review.minutes],
    senior_minutes: [document.review.senior_minutes, decision.seniorMinutes],
    change: [document.change.id, change.id],
    assistance: [document.provenance.assistance, provenance.assistance],
    tier: [document.tier, place?.tier ?? null],
  };
  return Object.entries(pairs).flatMap(([name, [one, other]]) => (one === other ? [] : [`${name}: ${one} | ${other}`]));
}

describe(`one decision path over ${LANDINGS} landed changes (seed ${SEED})`, () => {
  it('has every form of landing, and every decision, in its made-up history', () => {
    expect(replay.changes).toHaveLength(LANDINGS + 1);
    expect(new Set(landings.map(({ form }) => form)).size).toBe(5);
    const decisions = new Set([...assessed.values()].map(({ decision }) => decision.decision));
    expect([...decisions].sort()).toEqual(['allow', 'block', 'hold']);
    const kinds = new Set([...assessed.values()].flatMap(({ decision }) => decision.outcomes.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['not-matched', 'satisfied', 'unevaluable', 'unsatisfied']);
  });

  it(`gives the same decision, rules and facts by check and by replay, for one of ${EVERY} changes and each kind of them`, async () => {
    const commits = asked();
    expect(commits.length).toBeGreaterThanOrEqual(replay.changes.length / EVERY);
    const different: string[] = [];
    const worker = async (): Promise<void> => {
      for (let commit = commits.pop(); commit !== undefined; commit = commits.pop()) {
        const assessment = assessed.get(commit);
        const found = assessment === undefined ? ['not replayed'] : differences(await check(commit), assessment);
        different.push(...found.map((each) => `${commit}: ${each}`));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(different).toEqual([]);
  }, 300_000);

  it('prints in the replay what it decided', () => {
    for (const row of replay.changes) {
      const decision = assessed.get(row.commit)?.decision;
      expect(row).toMatchObject({ decision: decision?.wouldDecide, review_minutes: decision?.review.minutes });
    }
  });

  it('finds the change of any of its commits', async () => {
    for (const form of ['merge', 'octopus', 'rebase-series'] as const) {
      const landing = landings.findLast((each) => each.form === form);
      const landed = ids[landing?.id ?? ''] ?? '';
      const inner = repository.git('rev-parse', `${landed}^${form === 'rebase-series' ? 1 : 2}`).trim();
      expect((await check(inner)).change.head).toBe(landed);
    }
  });

  it('would notice a decision that was reached otherwise', async () => {
    const [row] = replay.changes.slice(-1);
    const assessment = assessed.get(row?.commit ?? '') as Assessment;
    const document = await check(row?.commit ?? '');
    expect(differences(document, assessment)).toEqual([]);
    const milder = { ...assessment, decision: { ...assessment.decision, factsDigest: 'sha256:0', outcomes: [] } };
    expect(differences(document, milder as never)).toHaveLength(2);
    const other = assessed.get(replay.changes[0]?.commit ?? '') as Assessment;
    expect(differences(document, other).length).toBeGreaterThan(1);
  });
});
