import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { detectCommitProvenance, type Provenance } from '../../src/domain/provenance/index.ts';
import { wilson } from '../../src/statistics/index.ts';
import { answer, mistakesIn, type ProvenanceCase } from './case.ts';
import builtInNegative from './fixture/negative.json' with { type: 'json' };
import builtInRecognition from './fixture/recognition.json' with { type: 'json' };
import { type GeneratedCommit, generateCommits } from './generate.ts';
import { readHistory } from './history.ts';

/**
 * Benchmark of provenance: `./script/bench provenance [--data DIR] [--repository PATH] [--limit N] [--seed N] [--json]`.
 * `--data` takes a folder with `recognition.json` and `negative.json` (arrays of cases, see README.md).
 */
const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    repository: { type: 'string' },
    limit: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const GENERATED = 10_000;
/** Runs of which the median is told. */
const ROUNDS = 5;

interface Figure {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  readonly n: number;
  readonly low?: number;
  readonly high?: number;
  readonly method: string;
}

function casesOf(name: string, builtIn: unknown): readonly ProvenanceCase[] {
  const found =
    options.data === undefined ? builtIn : (JSON.parse(readFileSync(join(options.data, name), 'utf8')) as unknown);
  return found as readonly ProvenanceCase[];
}

interface Judged {
  readonly set: 'recognition' | 'negative';
  readonly given: ProvenanceCase;
  readonly found: Provenance;
  readonly mistakes: readonly string[];
}

function judgeCases(set: Judged['set'], cases: readonly ProvenanceCase[]): Judged[] {
  return cases.map((given) => {
    const found = answer(given);
    return { set, given, found, mistakes: mistakesIn(given, found) };
  });
}

function share(name: string, count: { readonly hits: number; readonly n: number; readonly method: string }): Figure {
  const { hits, n, method } = count;
  const { low, high } = wilson(hits, n);
  if (low === null || high === null) return { name, value: null, unit: 'share', n, method };
  return { name, value: hits / n, unit: 'share', n, low, high, method: `${method}; 95 % Wilson interval` };
}

function accuracy(judged: readonly Judged[]): Figure[] {
  const called = judged.filter(({ found }) => found.assistance === 'ai');
  const negatives = judged.filter(({ set }) => set === 'negative');
  const positives = judged.filter(({ set }) => set === 'recognition');
  const count = (of: readonly Judged[], test: (one: Judged) => boolean) => of.filter(test).length;
  return [
    share('precision', {
      hits: count(called, ({ set }) => set === 'recognition'),
      n: called.length,
      method: 'cases called AI that are',
    }),
    share('false positives', {
      hits: count(negatives, ({ found }) => found.assistance === 'ai'),
      n: negatives.length,
      method: 'negative cases called AI',
    }),
    share('negatives right', {
      hits: count(negatives, ({ mistakes }) => mistakes.length === 0),
      n: negatives.length,
      method: 'verdict and findings as expected',
    }),
    share('forms recognised', {
      hits: count(positives, ({ mistakes }) => mistakes.length === 0),
      n: positives.length,
      method: 'verdict, class, tool and model as expected',
    }),
  ];
}

function rowsOf(judged: readonly Judged[]) {
  const rows = new Map<string, { recognised: number; n: number }>();
  for (const { set, given, mistakes } of judged) {
    if (set === 'negative') continue;
    const row = rows.get(given.row ?? '') ?? { recognised: 0, n: 0 };
    rows.set(given.row ?? '', { recognised: row.recognised + (mistakes.length === 0 ? 1 : 0), n: row.n + 1 });
  }
  return [...rows].map(([row, counts]) => ({ row, ...counts }));
}

function detect({ commit, note }: GeneratedCommit): Provenance {
  return detectCommitProvenance({ commit, note, traces: [] });
}

function throughput(seed: number): Figure[] {
  const commits = generateCommits(GENERATED, seed);
  const bytes = commits.reduce((sum, { commit }) => sum + Buffer.byteLength(commit.message), 0);
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (const generated of commits) detect(generated);
    return performance.now() - start;
  });
  const [first = 0] = times;
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[Math.floor(ROUNDS / 2)] ?? 0;
  const method = `generated commits, seed ${seed}, ${(bytes / 1e6).toFixed(1)} MB of messages`;
  return [
    { name: 'detection, first run', value: first / 1000, unit: 's', n: GENERATED, method },
    {
      name: 'detection, median run',
      value: median / 1000,
      unit: 's',
      n: GENERATED,
      low: (sorted[0] ?? 0) / 1000,
      high: (sorted.at(-1) ?? 0) / 1000,
      method: `${method}; range of ${ROUNDS} runs`,
    },
    {
      name: 'commits per second',
      value: Math.round(GENERATED / (median / 1000)),
      unit: '1/s',
      n: GENERATED,
      method: `${method}; median of ${ROUNDS} runs`,
    },
  ];
}

async function history(repository: string, limit: number | null) {
  const counts = new Map<string, number>();
  const count = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  const start = performance.now();
  let detection = 0;
  let n = 0;
  for await (const read of readHistory(repository, limit)) {
    const before = performance.now();
    const found = detect(read);
    detection += performance.now() - before;
    n += 1;
    count(`assistance ${found.assistance}`);
    count(`class ${found.class}`);
    for (const tool of new Set(found.tools.map((one) => one.name))) count(`tool ${tool}`);
    for (const code of new Set(found.findings.map((one) => one.code))) count(`finding ${code}`);
  }
  const method = 'git log of HEAD, streamed; no line counts';
  const figures: Figure[] = [
    { name: 'repository: detection', value: detection / 1000, unit: 's', n, method },
    { name: 'repository: git and detection', value: (performance.now() - start) / 1000, unit: 's', n, method },
    ...[...counts].sort().map(([name, hits]) => share(`repository: ${name}`, { hits, n, method })),
  ];
  return figures;
}

function show(figure: Figure): string {
  const value = figure.value === null ? '-' : figure.unit === '1/s' ? String(figure.value) : figure.value.toFixed(4);
  const range =
    figure.low === undefined || figure.high === undefined
      ? ''
      : ` [${figure.low.toFixed(4)}, ${figure.high.toFixed(4)}]`;
  return `${figure.name.padEnd(44)} ${value} ${figure.unit}${range}  n=${figure.n}  ${figure.method}`;
}

const seed = Number(options.seed);
const limit = options.limit === undefined ? null : Number(options.limit);
if (!Number.isInteger(seed) || (limit !== null && !(Number.isInteger(limit) && limit > 0))) {
  console.error('--seed takes a whole number, --limit a whole number above 0');
  process.exit(2);
}
const speed = throughput(seed);
const judged = [
  ...judgeCases('recognition', casesOf('recognition.json', builtInRecognition)),
  ...judgeCases('negative', casesOf('negative.json', builtInNegative)),
];
const figures = [
  ...accuracy(judged),
  ...speed,
  ...(options.repository === undefined ? [] : await history(options.repository, limit)),
];
const rows = rowsOf(judged);
if (options.json) {
  const cases = judged.map(({ set, given, found, mistakes }) => ({
    set,
    row: given.row ?? null,
    title: given.title,
    assistance: found.assistance,
    class: found.class,
    tools: found.tools,
    findings: found.findings.map(({ code }) => code),
    right: mistakes.length === 0,
    mistakes,
  }));
  console.log(JSON.stringify({ bench: 'provenance', seed, node: process.version, figures, rows, cases }, null, 2));
} else {
  for (const figure of figures) console.log(show(figure));
  for (const { row, recognised, n } of rows) console.log(`${`row ${row}`.padEnd(44)} ${recognised}/${n}`);
  for (const { given, mistakes } of judged)
    if (mistakes.length > 0) console.log(`WRONG ${given.row ?? 'negative'}: ${given.title}: ${mistakes.join('; ')}`);
}
if (judged.some(({ mistakes }) => mistakes.length > 0)) process.exitCode = 1;
