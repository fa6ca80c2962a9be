import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { quantile } from '../../src/statistics/index.ts';
import { generateRepository } from '../git/generate.ts';
import { firstOnTerminal, measure, type Run } from './measure.ts';

/**
 * Benchmark of whole commands: `./script/bench scan [--repository PATH] [--limit N] [--rounds N] [--seed N] [--json]`.
 * Without a repository one of `--limit` commits (10,000) is generated.
 */
const { values: options } = parseArgs({
  options: {
    repository: { type: 'string' },
    limit: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    /** Only generates into that folder: in a process of its own, so that its memory is not counted. */
    generate: { type: 'string' },
  },
});

interface Figure {
  readonly name: string;
  readonly unit: 's' | 'MB';
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Runs. */
  readonly n: number;
  readonly method: string;
}

interface Command {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cache: 'cold' | 'warm' | 'none';
}

const limit = wholeNumber('limit', options.limit);
const rounds = wholeNumber('rounds', options.rounds);
const seed = wholeNumber('seed', options.seed);
/** How far back the branch that is checked left: a few landed changes. */
const CHECKED = 3;

/** The built program beside this benchmark. */
const program = join(dirname(fileURLToPath(import.meta.url)), 'firebreak.js');

function commandsFor(repository: string): readonly Command[] {
  const firebreak = (...words: string[]) => [process.execPath, program, ...words, '-C', repository];
  const scan = firebreak('scan', '--limit', `${limit}`, '--json');
  const replay = firebreak('replay', '--limit', `${limit}`, '--json');
  const check = firebreak('check', '--base', `HEAD~${CHECKED}`, '--head', 'HEAD', '--json', '--no-exit-code');
  const provenance = firebreak('provenance', 'show', '--limit', `${limit}`, '--format', 'ndjson');
  const numstat = ['git', `--git-dir=${gitDirOf(repository)}`, 'log', '--first-parent', '--diff-merges=first-parent'];
  return [
    { name: 'git log --numstat', argv: [...numstat, '--numstat', '-n', `${limit}`, 'HEAD'], cache: 'none' },
    { name: 'scan', argv: scan, cache: 'cold' },
    { name: 'scan again', argv: scan, cache: 'warm' },
    { name: 'replay', argv: replay, cache: 'cold' },
    { name: 'replay again', argv: replay, cache: 'warm' },
    { name: 'check of a branch', argv: check, cache: 'cold' },
    { name: 'check again', argv: check, cache: 'warm' },
    { name: 'provenance show', argv: provenance, cache: 'none' },
  ];
}

async function run(repository: string, folder: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const command of commandsFor(repository)) figures.push(...(await figuresOf(command, folder)));
  const shown: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const argv = [process.execPath, program, 'scan', '--limit', `${limit}`, '-C', repository];
    const ms = await firstOnTerminal(argv, withCache('off'));
    if (ms !== null) shown.push(ms / 1_000);
  }
  if (shown.length > 0) figures.push(figure('scan, first output on a terminal', 's', shown));
  return figures;
}

async function figuresOf(command: Command, folder: string): Promise<Figure[]> {
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const cache = join(folder, `${command.argv.includes('check') ? 'check' : 'history'}`);
    if (command.cache === 'cold') rmSync(cache, { recursive: true, force: true });
    const measured = await measure(command.argv, withCache(command.cache === 'none' ? 'off' : cache));
    if (measured.exit !== 0) throw new Error(`${command.name} ended with ${measured.exit}`);
    runs.push(measured);
  }
  const of = (part: string, unit: Figure['unit'], value: (one: Run) => number | null): Figure[] => {
    const values = runs.map(value).filter((each) => each !== null);
    return values.length === 0 ? [] : [figure(`${command.name}${part}`, unit, values)];
  };
  return [
    ...of('', 's', (one) => one.wallMs / 1_000),
    ...of(', processor', 's', (one) => one.cpuMs / 1_000),
    ...of(', first byte', 's', (one) => (one.firstMs === null ? null : one.firstMs / 1_000)),
    ...of(', memory of this process', 'MB', (one) => (one.ownBytes === null ? null : one.ownBytes / 1e6)),
    ...of(', private memory with git', 'MB', (one) => (one.privateBytes === null ? null : one.privateBytes / 1e6)),
  ];
}

function figure(name: string, unit: Figure['unit'], values: readonly number[]): Figure {
  const at = (share: number): number => quantile(values, share) ?? Number.NaN;
  const method = `median and range of ${values.length} runs of the whole process`;
  return { name, unit, value: at(0.5), low: at(0), high: at(1), n: values.length, method };
}

function withCache(cache: string): NodeJS.ProcessEnv {
  return { ...process.env, FIREBREAK_CACHE: cache };
}

function gitDirOf(repository: string): string {
  return execFileSync('git', ['rev-parse', '--absolute-git-dir'], { cwd: repository, encoding: 'utf8' }).trim();
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`--${name} takes a whole number above 0`);
  process.exit(2);
}

if (options.generate !== undefined) {
  await generateRepository(options.generate, { commits: limit, seed });
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'firebreak-bench-scan-'));
try {
  const repository = options.repository ?? mkdtempSync(join(folder, 'generated-'));
  if (options.repository === undefined) {
    const args = ['--generate', repository, '--limit', `${limit}`, '--seed', `${seed}`];
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
  const [before] = loadavg();
  const figures = await run(repository, folder);
  const source = options.repository === undefined ? `generated, seed ${seed}` : 'repository';
  // Other work on the machine stretches wall time, not processor time.
  const machine = { cores: cpus().length, node: process.version, load: [before, loadavg()[0]] };
  if (options.json) {
    const document = { schema: 'firebreak.bench/v1', name: 'scan', source, limit, machine, figures };
    console.log(JSON.stringify(document, null, 2));
  } else {
    console.log(`scan: ${source}, at most ${limit} items; ${machine.cores} cores, load ${machine.load.join(' to ')}`);
    for (const { name, value, unit, low, high, n } of figures) {
      console.log(
        `${name.padEnd(44)} ${value.toFixed(2).padStart(8)} ${unit.padEnd(2)} [${low.toFixed(2)}, ${high.toFixed(2)}] n=${n}`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
