import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Language } from '../../src/domain/code-graph/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { familySample } from './family-sample.ts';
import { type PatternFigures, patternTables } from './markdown.ts';
import { recallOf } from './recall.ts';
import { installRival, runRival } from './rival.ts';
import { askAll, build } from './task.ts';
import { type SourceFile, unpack } from './tree.ts';

/** Benchmark of look-alike fragments: see README.md beside this file. */
const { values: options } = parseArgs({
  options: {
    repository: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '7' },
    rounds: { type: 'string', default: '3' },
    queries: { type: 'string', default: '1000' },
    sample: { type: 'string', default: '50' },
    'sample-to': { type: 'string' },
    write: { type: 'string' },
    'no-rival': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    /** A list of files to build from: how this program measures itself in a process of its own. */
    task: { type: 'string' },
  },
});

const QUESTIONS = 5_000;

if (options.task !== undefined) measureBuild(options.task);
else await main();

/** Builds and asks in a process of its own, so that memory and warmth are of nobody else. */
function measureBuild(list: string): void {
  const files = JSON.parse(readFileSync(list, 'utf8')) as SourceFile[];
  const built = build(files);
  const took = askAll(built, QUESTIONS);
  process.send?.({
    milliseconds: built.milliseconds,
    processor: built.processor,
    bytes: built.bytes,
    fragments: built.fragments.length,
    notRead: built.notRead,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    p50: quantile([...took], 0.5),
    p95: quantile([...took], 0.95),
    most: took.at(-1),
  });
}

interface BuildFigures {
  readonly milliseconds: number;
  readonly processor: number;
  readonly bytes: number;
  readonly fragments: number;
  readonly notRead: number;
  readonly peakBytes: number;
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
}

function inProcess(list: string): Promise<BuildFigures> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--task', list]);
    child.once('message', (figures) => resolve(figures as BuildFigures));
    child.once('exit', (code) => (code === 0 ? undefined : reject(new Error(`the build ended with ${code}`))));
  });
}

async function main(): Promise<void> {
  if (options.repository.length === 0) throw new Error('name repositories: --repository PATH, repeatable');
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-pattern-'));
  try {
    const figures = await measure(folder);
    if (options.write !== undefined) writeTables(options.write, patternTables(figures));
    process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : patternTables(figures));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<PatternFigures> {
  const seed = Number(options.seed);
  const trees = join(folder, 'tree');
  const files = options.repository.flatMap((each) => unpack(each, trees));
  const languages = [...new Set(files.map(({ language }) => language))].sort();
  const list = join(folder, 'files.json');
  writeFileSync(list, JSON.stringify(files));
  const program = options['no-rival'] ? null : installRival(folder);
  const own: BuildFigures[] = [];
  const rival: { readonly clock: number; readonly processor: number }[] = [];
  // One after the other in each round, so that what else the machine does falls on both.
  for (let round = 0; round < Number(options.rounds); round += 1) {
    own.push(await inProcess(list));
    if (program === null) continue;
    rival.push(runRival({ program, folder: trees, languages }));
  }
  const built = build(files);
  const recall = languages.flatMap((language: Language) =>
    recallOf({ files, built, language, queries: Number(options.queries), seed }),
  );
  const drawn = familySample({ files, folder: trees, count: Number(options.sample), seed });
  if (options['sample-to'] !== undefined) writeFileSync(options['sample-to'], drawn.text);
  const middle = (values: readonly number[]): number => quantile([...values], 0.5) ?? Number.NaN;
  const of = (read: (figures: BuildFigures) => number): number => middle(own.map(read));
  const milliseconds = of((each) => each.milliseconds);
  return {
    repositories: [...new Set(files.map(({ repository }) => repository))],
    languages,
    files: files.length,
    lines: files.reduce((sum, { path }) => sum + readFileSync(path).filter((byte) => byte === 0x0a).length, 0),
    rounds: own.length,
    load: loadavg()[0] ?? 0,
    fragments: built.fragments.length,
    notRead: built.notRead,
    build: {
      milliseconds,
      processor: of((each) => each.processor),
      peakBytes: of((each) => each.peakBytes),
      bytes: built.bytes,
    },
    ask: {
      n: QUESTIONS,
      p50: of((each) => each.p50),
      p95: of((each) => each.p95),
      most: Math.max(...own.map((each) => each.most)),
    },
    rival:
      rival.length === 0
        ? null
        : {
            milliseconds: middle(rival.map(({ clock }) => clock)),
            processor: middle(rival.map(({ processor }) => processor)),
          },
    recall,
    seed,
    families: {
      families: drawn.families,
      copies: drawn.copies,
      drawn: Math.min(Number(options.sample), drawn.families),
    },
  };
}

/** Puts the tables between the marks of a page. */
function writeTables(file: string, tables: string): void {
  const page = readFileSync(file, 'utf8');
  const marks = ['<!-- figures: start -->\n', '<!-- figures: end -->'] as const;
  const [start, end] = marks.map((mark) => page.indexOf(mark)) as [number, number];
  if (start < 0 || end < start) throw new Error(`${file} has no marks for figures`);
  writeFileSync(file, `${page.slice(0, start + marks[0].length)}${tables}${page.slice(end)}`);
}
