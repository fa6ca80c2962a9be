import { parseArgs } from 'node:util';
import { openRepository } from '../../src/adapter/git/index.ts';
import type { Change } from '../../src/domain/change/index.ts';
import { reviewLinesOf } from '../../src/domain/gate/index.ts';
import { FeatureHistory } from '../../src/domain/risk/index.ts';
import { type Coefficient, leastSquares } from './least-squares.ts';

/** What git can tell of review effort: `./script/bench review --repository PATH ... [--json]`. See README.md. */
const { values: options } = parseArgs({
  options: {
    repository: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
});

/** Changes that only warm the history up: before, every author is new. */
const WARM_UP = 500;
/** Newest landings read. */
const LANDINGS = 20_000;
/** A merge of more commits brings a branch, not a change. */
const COMMITS = 50;
/** What is written within an hour of the first commit was written before anybody answered. */
const ANSWER_MS = 3_600_000;
/** Below, a repository's merges are too few to tell. */
const MERGES = 300;

const COLUMNS = ['review lines', 'files', 'experience', 'developers', 'changes before', 'age'] as const;

interface Row {
  readonly followUps: number;
  readonly columns: readonly number[];
}

const repositories: Awaited<ReturnType<typeof measure>>[] = [];
for (const path of options.repository) repositories.push(await measure(path));
process.stdout.write(options.json ? document() : table());

async function measure(path: string) {
  const rows = await readRows(path);
  const logged = (columns: number) => rows.map((row) => row.columns.slice(0, columns).map(Math.log1p));
  const outcomes = rows.map(({ followUps }) => Math.log1p(followUps));
  const whole = rows.length < MERGES ? null : leastSquares(logged(COLUMNS.length), outcomes);
  const sum = rows.reduce((total, { followUps }) => total + followUps, 0);
  return {
    repository: path,
    merges: rows.length,
    meanFollowUps: rows.length === 0 ? null : sum / rows.length,
    explainedBySize: rows.length < MERGES ? null : (leastSquares(logged(2), outcomes)?.explained ?? null),
    explained: whole?.explained ?? null,
    coefficients: new Map(COLUMNS.map((name, at) => [name, whole?.coefficients[at] ?? null])),
  };
}

async function readRows(path: string): Promise<readonly Row[]> {
  const history = await openRepository({ path });
  const landings: Change[] = [];
  const range = { tip: null, since: null, limit: LANDINGS };
  for await (const change of history.landedChanges(range, { lines: true })) landings.push(change);
  const past = new FeatureHistory();
  return landings.reverse().flatMap((change, index) => {
    const features = past.featuresOf(change);
    past.add(change);
    const own = change.commits.filter(({ parents }) => parents.length < 2);
    const [first] = own;
    const lines = reviewLinesOf(change);
    const fits = index >= WARM_UP && change.landing === 'merge' && own.length <= COMMITS;
    if (!fits || first === undefined || lines === null) return [];
    const files = change.files.length;
    const { exp, ndev, nuc, age } = features;
    return [
      {
        followUps: own.filter(({ authoredAt }) => authoredAt - first.authoredAt > ANSWER_MS).length,
        columns: [lines, files, Math.max(0, exp - files), ndev, Math.max(0, nuc - files), age],
      },
    ];
  });
}

function document(): string {
  const told = repositories.map(({ coefficients, ...rest }) => ({
    ...rest,
    coefficients: Object.fromEntries(coefficients),
  }));
  return `${JSON.stringify({ benchmark: 'review', repositories: told }, null, 2)}\n`;
}

function table(): string {
  const cell = (one: Coefficient | null) =>
    one === null ? '' : `${one.value.toFixed(3)} ± ${(1.96 * one.error).toFixed(3)}`;
  return [
    `| repository | merges | follow-ups, mean | explained by size | explained by all | ${COLUMNS.join(' | ')} |`,
    `| ${'--- | '.repeat(5 + COLUMNS.length).trim()}`,
    ...repositories.map(
      ({ repository, merges, meanFollowUps, explainedBySize, explained, coefficients }) =>
        `| ${repository} | ${merges} | ${meanFollowUps?.toFixed(2) ?? ''} | ${share(explainedBySize)} | ${share(explained)} | ${COLUMNS.map((name) => cell(coefficients.get(name) ?? null)).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

function share(value: number | null): string {
  return value === null ? '' : value.toFixed(3);
}
