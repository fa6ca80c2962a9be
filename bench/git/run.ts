import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openRepository } from '../../src/adapter/git/index.ts';
import type { ChangeSelector, HistoryReader } from '../../src/domain/change/index.ts';
import { generateRepository } from './generate.ts';
import { watchMemory } from './memory.ts';

/**
 * Benchmark of reading history: `./script/bench git [--repository PATH] [--limit N] [--rounds N] [--seed N] [--json]`.
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
  readonly value: number;
  readonly unit: 's' | 'MB';
  /** Items read. */
  readonly n: number;
  readonly low: number;
  readonly high: number;
  readonly method: string;
}

interface Measured {
  readonly n: number;
  readonly firstMs: number;
  readonly allMs: number;
  readonly ownBytes: number;
  readonly gitBytes: number | null;
}

async function measure(read: () => AsyncIterable<unknown>): Promise<Measured> {
  const watch = watchMemory();
  const start = performance.now();
  let n = 0;
  let firstMs = 0;
  for await (const _ of read()) {
    if (n === 0) firstMs = performance.now() - start;
    n += 1;
  }
  const allMs = performance.now() - start;
  const { own, started } = watch.stop();
  return { n, firstMs, allMs, ownBytes: own, gitBytes: started };
}

async function* once<T>(read: () => Promise<T>): AsyncIterable<T> {
  yield await read();
}

async function figuresOf(
  name: string,
  given: { readonly rounds: number; readonly read: () => AsyncIterable<unknown> },
): Promise<Figure[]> {
  const measured: Measured[] = [];
  for (let round = 0; round < given.rounds; round += 1) measured.push(await measure(given.read));
  const n = measured[0]?.n ?? 0;
  const method = `median and range of ${given.rounds} runs`;
  const figure = (label: string, unit: Figure['unit'], values: readonly number[]): Figure => {
    const sorted = [...values].sort((a, b) => a - b);
    const value = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return { name: `${name}${label}`, value, unit, n, low: sorted[0] ?? 0, high: sorted.at(-1) ?? 0, method };
  };
  return [
    figure(
      '',
      's',
      measured.map((one) => one.allMs / 1_000),
    ),
    ...(n > 1
      ? [
          figure(
            ', first item',
            's',
            measured.map((one) => one.firstMs / 1_000),
          ),
        ]
      : []),
    figure(
      ', memory of this process',
      'MB',
      measured.map((one) => one.ownBytes / 1e6),
    ),
    ...(measured.some((one) => one.gitBytes === null)
      ? []
      : [
          figure(
            ', memory of git',
            'MB',
            measured.map((one) => (one.gitBytes ?? 0) / 1e6),
          ),
        ]),
  ];
}

async function run(path: string, asked: { readonly limit: number; readonly rounds: number }): Promise<Figure[]> {
  const { limit, rounds } = asked;
  const range = { tip: null, since: null, limit };
  const reader = await openRepository({ path });
  const changes = (selector: ChangeSelector) => (): AsyncIterable<unknown> => once(() => reader.readChange(selector));
  const head = (await reader.describe()).tip ?? 'HEAD';
  const back = await ancestor(reader, head);
  return [
    ...(await figuresOf('open and describe', {
      rounds,
      read: () => once(async () => (await openRepository({ path })).describe()),
    })),
    ...(await figuresOf('change of a range', { rounds, read: changes({ kind: 'range', from: back, to: head }) })),
    ...(await figuresOf('landed change', { rounds, read: changes({ kind: 'landed', commit: back }) })),
    ...(await figuresOf('commits', { rounds, read: () => reader.commits(range) })),
    ...(await figuresOf('landed changes', { rounds, read: () => reader.landedChanges(range, { lines: false }) })),
    ...(await figuresOf('landed changes with lines', {
      rounds,
      read: () => reader.landedChanges(range, { lines: true }),
    })),
  ];
}

/** The commit ten steps back, or as far as there is one. */
async function ancestor(reader: HistoryReader, head: string): Promise<string> {
  for (let steps = 10; steps > 0; steps -= 1) {
    const found = await reader.resolve(`${head}~${steps}`);
    if (found !== null) return found;
  }
  return head;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`--${name} takes a whole number above 0`);
  process.exit(2);
}

const limit = wholeNumber('limit', options.limit);
const rounds = wholeNumber('rounds', options.rounds);
const seed = wholeNumber('seed', options.seed);
if (options.generate !== undefined) {
  await generateRepository(options.generate, { commits: limit, seed });
  process.exit(0);
}
const folder = options.repository === undefined ? mkdtempSync(join(tmpdir(), 'firebreak-bench-git-')) : null;
try {
  if (folder !== null) {
    const script = fileURLToPath(import.meta.url);
    const args = [script, '--generate', folder, '--limit', `${limit}`, '--seed', `${seed}`];
    execFileSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  }
  const figures = await run(options.repository ?? folder ?? '.', { limit, rounds });
  const source = folder === null ? 'repository' : `generated, seed ${seed}`;
  if (options.json)
    console.log(JSON.stringify({ schema: 'firebreak.bench/v1', name: 'git', source, limit, figures }, null, 2));
  else {
    console.log(`git: ${source}, at most ${limit} items`);
    for (const { name, value, unit, low, high, n } of figures) {
      console.log(
        `${name.padEnd(48)} ${value.toFixed(3).padStart(9)} ${unit.padEnd(2)} [${low.toFixed(3)}, ${high.toFixed(3)}] n=${n}`,
      );
    }
  }
} finally {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
}
