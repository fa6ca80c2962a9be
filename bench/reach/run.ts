import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openCodeGraphs, type ReachCase, reachCases, readRepairPairs } from '../../src/control/index.ts';
import {
  fitReach,
  importDistance,
  type LabelledReach,
  reachCandidates,
  reachModelOf,
  shippedReachModel,
} from '../../src/domain/blast-radius/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { makeWorld } from '../../src/world.ts';
import { RANKINGS, type RankedCase, rankedCase, recallTable } from './recall.ts';
import { reachWeightsSource } from './weights-source.ts';

/**
 * Benchmark of the ranked reach: `./script/bench reach --repository PATH [--repository PATH ...] [--limit N] [--seed N]
 * [--json]`. Against the files that later repairs touched beside those of the change itself, with graph and history as of
 * the change. `--train` fits the shipped weights on the given repositories instead, and measures each by the others alone.
 */
const { values: options } = parseArgs({
  options: {
    repository: { type: 'string', multiple: true, default: [] },
    limit: { type: 'string', default: '4000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    train: { type: 'boolean', default: false },
  },
});

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const seed = Number(options.seed);

interface Repository {
  readonly path: string;
  readonly landed: number;
  readonly cases: readonly Prepared[];
}

interface Prepared extends LabelledReach {
  readonly ranked: RankedCase;
}

if (options.repository.length === 0) {
  say('Give at least one repository with history: ./script/bench reach --repository PATH');
  process.exit(2);
}
const repositories: Repository[] = [];
for (const path of options.repository) repositories.push(await read(path));
const trained = options.train ? fitReach(repositories.map(({ cases }) => cases)) : null;
const tables = repositories.map((repository, index) => {
  const others = repositories.filter((_, other) => other !== index).map(({ cases }) => cases);
  const model = trained === null || others.length === 0 ? shippedReachModel() : reachModelOf(fitReach(others));
  const table = recallTable(
    repository.cases.map(({ ranked }) => ranked.with(model)),
    seed,
  );
  return { repository: repository.path, landed: repository.landed, ...table };
});
if (trained !== null) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  writeFileSync(join(root, 'src/domain/blast-radius/reach/weights.ts'), reachWeightsSource(trained));
}
if (options.json)
  process.stdout.write(`${JSON.stringify({ benchmark: 'reach', seed, repositories: tables }, null, 2)}\n`);
else for (const table of tables) process.stdout.write(textOf(table));

async function read(path: string): Promise<Repository> {
  const world = makeWorld({ variables: process.env, now: () => instant(Date.now()) });
  const history = await readRepairPairs({
    history: await world.openRepository({ path }),
    tracer: await world.openTracer({ path }),
    limit: Number(options.limit),
    watchReading: (done) => (done % 1_000 === 0 ? say(`${path}: ${done} landed changes read`) : undefined),
    watchTracing: (done, total) => (done % 100 === 0 ? say(`${path}: ${done} of ${total} fixes traced`) : undefined),
  });
  const graphs = await openCodeGraphs({ world, repository: path });
  const cases: Prepared[] = [];
  const importsAt = async (commit: string, changed: Parameters<typeof importDistance>[1]) =>
    importDistance(await graphs.at(commit), changed);
  for await (const each of reachCases(history, importsAt)) {
    cases.push(prepared(each));
    if (cases.length % 20 === 0) say(`${path}: ${cases.length} repairs with their graphs`);
  }
  await graphs.save();
  return { path, landed: history.changes.length, cases };
}

/** Keeps the numbers of a case and lets its graph go. */
function prepared(each: ReachCase): Prepared {
  const candidates = reachCandidates(each.input);
  const touched = candidates.map(({ path }) => each.truth.has(path));
  return {
    candidates: candidates.map(({ inputs }) => ({ inputs })),
    touched,
    ranked: rankedCase(each, candidates, seed),
  };
}

function textOf(table: (typeof tables)[number]): string {
  const lines = [
    `${table.repository}: ${table.repairs} repairs, ${table.files} files they touched beside the change, ${table.landed} landed changes`,
    `  ${'recall at'.padEnd(22)}${table.at.map((k) => `${k}`.padEnd(22)).join('')}`,
    ...RANKINGS.map((name) => {
      const cells = (table.recall[name] ?? []).map(({ value, low, high }) => {
        const figure = (each: number | null) => (each === null ? '-' : each.toFixed(3));
        return `${figure(value)} [${figure(low)}, ${figure(high)}]`.padEnd(22);
      });
      return `  ${name.padEnd(22)}${cells.join('')}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}
