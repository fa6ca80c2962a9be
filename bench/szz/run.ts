import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { openFixTracer } from '../../src/adapter/git/index.ts';
import { type CommitId, type FixRule, fixStatement } from '../../src/domain/change/index.ts';
import { type Origin, originOf } from '../../src/domain/label/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { findRepository, type OracleCase, type Part, partOf, readOracle } from './oracle.ts';
import { latestOf, plainCandidates } from './plain.ts';
import { hotfixAnswers } from './recent.ts';
import { PUBLISHED, table } from './report.ts';
import { type Answered, f1Difference, type Score, score } from './score.ts';

/**
 * Benchmark of labels by R-SZZ: `./script/bench szz --data DIR --repositories DIR [--part tuned|held-out] [--seed N] [--json]`.
 * See README.md.
 */
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: process.env['FIREBREAK_BENCH_DATA'] ?? '../shared/data' },
    repositories: { type: 'string' },
    repository: { type: 'string' },
    part: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

/** The methods compared, in the order of the table. */
const METHODS = ['b-szz', 'r-szz', 'changed-lines', 'with-neighbours', 'hotfix'] as const;
type Method = (typeof METHODS)[number];

const PARTS = ['all', 'tuned', 'held-out'] as const;

/** Days between cause and fix by which answers are told apart. */
const AGES = [1, 7, 30, 90, 365];

interface CaseAnswer {
  readonly id: number;
  readonly repository: string;
  readonly part: Part;
  readonly fix: string;
  readonly truth: readonly string[];
  readonly answers: Readonly<Record<Method, readonly string[]>>;
  readonly origin: Origin;
  readonly gaps: readonly string[];
  readonly rule: FixRule | null;
  readonly ms: number;
}

const seed = Number(options.seed);
const folder = options.repositories ?? options.repository;
if (folder === undefined) {
  process.stderr.write('give the folder of the repositories: --repositories DIR (OWNER+NAME/repo or OWNER/NAME)\n');
  process.exit(2);
}

const cases = readOracle(options.data).filter(
  (one) => options.part === undefined || partOf(one.repository, seed) === options.part,
);
const missing = { repository: 0, commit: 0 };
const answered: CaseAnswer[] = [];
for (const [index, one] of cases.entries()) {
  if (process.stderr.isTTY) process.stderr.write(`\r${index + 1}/${cases.length} `);
  const gitDir = findRepository(folder, one.repository);
  if (gitDir === null) missing.repository += 1;
  else if (!hasCommit(gitDir, one.fix_commit)) missing.commit += 1;
  else answered.push(await answer(one, gitDir));
}

const report = {
  benchmark: 'szz',
  seed,
  cases: {
    given: cases.length,
    answered: answered.length,
    withoutRepository: missing.repository,
    withoutCommit: missing.commit,
  },
  parts: Object.fromEntries(PARTS.map((part) => [part, scores(inPart(part))])),
  f1OverPlainRszz: Object.fromEntries(PARTS.map((part) => [part, lead(inPart(part))])),
  published: PUBLISHED,
  timing: timing(answered.map(({ ms }) => ms)),
  byAge: byAge(answered),
  fixRules: counted(answered.map(({ rule }) => rule ?? 'none')),
  noAnswer: counted(answered.flatMap(({ origin }) => (origin.kind === 'no-answer' ? [origin.reason] : []))),
  answers: answered,
};
process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : table(report));

function inPart(part: (typeof PARTS)[number]): readonly CaseAnswer[] {
  return answered.filter((one) => part === 'all' || one.part === part);
}

async function answer(one: OracleCase, gitDir: string): Promise<CaseAnswer> {
  const tracer = await openFixTracer({ path: gitDir });
  const start = performance.now();
  const evidence = await tracer.trace(one.fix_commit as CommitId);
  const origin = originOf(evidence);
  const ms = performance.now() - start;
  const changed = originOf({ ...evidence, lines: evidence.lines.filter(({ role }) => role === 'changed') });
  const plain = plainCandidates(gitDir, one.fix_commit);
  return {
    id: one.id,
    repository: one.repository,
    part: partOf(one.repository, seed),
    fix: one.fix_commit,
    truth: one.bug_commits,
    answers: {
      'b-szz': plain.map(({ commit }) => commit),
      'r-szz': latestOf(plain).map(({ commit }) => commit),
      'changed-lines': commitsOf(changed),
      'with-neighbours': commitsOf(origin),
      hotfix: hotfixAnswers(gitDir, { commit: one.fix_commit, at: evidence.fixedAt }),
    },
    origin,
    gaps: evidence.gaps.map(({ code }) => code),
    rule: fixStatement(messageOf(gitDir, one.fix_commit))?.rule ?? null,
    ms,
  };
}

function commitsOf(origin: Origin): readonly string[] {
  return origin.kind === 'found' ? [origin.commit] : [];
}

function scores(part: readonly CaseAnswer[]): Readonly<Record<string, Score>> {
  const kinds = (by: string) => part.filter(({ origin }) => origin.kind === 'found' && origin.by === by);
  return {
    ...Object.fromEntries(METHODS.map((method) => [method, score(answeredBy(method, part), seed)])),
    'answers by a changed line': score(answeredBy('with-neighbours', kinds('changed')), seed),
    'answers by a neighbour': score(answeredBy('with-neighbours', kinds('neighbour')), seed),
  };
}

function answeredBy(method: Method, part: readonly CaseAnswer[]): readonly Answered[] {
  return part.map(({ repository, truth, answers }) => ({ repository, truth, answers: answers[method] }));
}

function lead(part: readonly CaseAnswer[]) {
  return f1Difference({ of: answeredBy('with-neighbours', part), less: answeredBy('r-szz', part), seed });
}

function byAge(
  all: readonly CaseAnswer[],
): readonly { readonly days: number; readonly right: number; readonly n: number }[] {
  return AGES.map((days, at) => {
    const within = all.filter(
      ({ origin }) =>
        origin.kind === 'found' &&
        origin.ageMs <= days * 86_400_000 &&
        origin.ageMs > (AGES[at - 1] ?? -1) * 86_400_000,
    );
    const right = within.filter(({ origin, truth }) => origin.kind === 'found' && truth.includes(origin.commit)).length;
    return { days, right, n: within.length };
  });
}

function timing(ms: readonly number[]): {
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  readonly n: number;
} {
  return { medianMs: quantile(ms, 0.5), p95Ms: quantile(ms, 0.95), n: ms.length };
}

function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}

function hasCommit(gitDir: string, id: string): boolean {
  return run(gitDir, ['cat-file', '-e', `${id}^{commit}`]).status === 0;
}

function messageOf(gitDir: string, id: string): string {
  return run(gitDir, ['show', '-s', '--format=%B', id]).stdout;
}

function run(gitDir: string, args: readonly string[]) {
  return spawnSync('git', args, { env: { PATH: process.env['PATH'], GIT_DIR: gitDir }, encoding: 'utf8' });
}
