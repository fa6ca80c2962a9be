import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { quantile } from '../../src/statistics/index.ts';
import { audit } from './audit.ts';
import { queueAll, runFirebreak } from './firebreak.ts';
import type { Outcome } from './outcome.ts';
import { isSound, type Row, rowOf, tableOf } from './report.ts';
import { runRival, type Yard } from './rival.ts';
import { bors, prefix, single } from './rival-strategy.ts';
import { readPlace, submitqueue } from './submitqueue.ts';
import { makeWorkload, type Workload } from './workload.ts';

/** The merge queue on real git: `./script/bench queue-git --repository PATH [--changes 200] [--json]`. See README.md. */
const { values: options } = parseArgs({
  options: {
    repository: { type: 'string' },
    changes: { type: 'string', default: '200' },
    workers: { type: 'string', default: '4,8,16' },
    strategies: { type: 'string', default: 'firebreak,prefix,bors,single' },
    seed: { type: 'string', default: '1' },
    /** Keeps what was made; a later run there takes the same changes. */
    keep: { type: 'string' },
    /** A file that says where uber/submitqueue lies, for `submitqueue-all` and `submitqueue-directory`. */
    submitqueue: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const CONFIGURATION = 'version: 1\nqueue:\n  workers: 4\n  timeout_minutes: 2\n';

async function main(): Promise<number> {
  const { repository } = options;
  if (repository === undefined)
    return refuse('--repository PATH is missing: a git repository with some hundred landed changes');
  const workers = options.workers.split(',').map(Number);
  const count = Number(options.changes);
  const strategies = options.strategies.split(',');
  if (workers.some((each) => !Number.isInteger(each) || each < 1))
    return refuse('--workers takes whole numbers by comma');
  if (!Number.isInteger(count) || count < 20) return refuse('--changes takes a whole number from 20');
  const place = options.keep ?? mkdtempSync(join(tmpdir(), 'queue-git-'));
  mkdirSync(place, { recursive: true });
  try {
    const bench = new Bench(place, { repository, count });
    const rows = await bench.run(strategies, workers);
    const load = { processors: cpus().length, load: loadavg().map((each) => Math.round(each * 10) / 10) };
    const found = { ...bench.told(), ...load, rows };
    process.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : `${tableOf(rows)}`);
    return rows.every(isSound) ? 0 : 1;
  } finally {
    if (options.keep === undefined) rmSync(place, { recursive: true, force: true });
  }
}

/** The same for all: a queue is known by the name of its repository. */
const REPOSITORY = 'bench.git';

class Bench {
  readonly #place: string;
  readonly #workload: Workload;
  #addMs: readonly number[];

  constructor(place: string, { repository, count }: { readonly repository: string; readonly count: number }) {
    this.#place = place;
    const seed = Number(options.seed);
    const folder = join(place, 'start', REPOSITORY);
    const file = join(place, 'workload.json');
    this.#workload = existsSync(file)
      ? { ...(JSON.parse(readFileSync(file, 'utf8')) as Workload), folder }
      : makeWorkload({ source: repository, folder, count, seed, configuration: CONFIGURATION });
    writeFileSync(file, JSON.stringify(this.#workload));
    say(`${this.#workload.changes.length} changes on ${this.#workload.base.slice(0, 12)}`);
    const added = join(place, 'added.json');
    this.#addMs = existsSync(added) ? (JSON.parse(readFileSync(added, 'utf8')) as readonly number[]) : [];
  }

  told() {
    const kinds = new Map<string, number>();
    for (const { kind } of this.#workload.changes) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    return {
      kinds: Object.fromEntries(kinds),
      addP50Ms: quantile(this.#addMs, 0.5),
      addP95Ms: quantile(this.#addMs, 0.95),
    };
  }

  async run(strategies: readonly string[], workers: readonly number[]): Promise<readonly Row[]> {
    const rows: Row[] = [];
    const told = (outcome: Outcome): void => {
      const row = rowOf(outcome, audit(this.#workload, outcome));
      rows.push(row);
      say(JSON.stringify({ ...row, audit: { ...row.audit } }));
    };
    for (const strategy of strategies) {
      const isSerial = strategy === 'single' || strategy === 'bors';
      for (const each of isSerial ? [1] : workers) told(await this.#one(strategy, each));
    }
    return rows;
  }

  async #one(strategy: string, workers: number): Promise<Outcome> {
    const name = `${strategy}-${workers}`;
    say(`${name} ...`);
    const notes = join(this.#place, `${name}.notes`);
    if (strategy === 'firebreak') {
      const folder = this.#copy(await this.#queued(), name);
      return runFirebreak({ workload: this.#workload, folder, workers, notes, name: strategy });
    }
    const folder = this.#copy(this.#workload.folder, name);
    const drive = this.#driverOf(strategy, { folder, workers, work: join(this.#place, `${name}.work`) });
    const builds = join(this.#place, `${name}.builds`);
    return runRival({ workload: this.#workload, folder, notes, builds, strategy, workers, drive });
  }

  #driverOf(
    strategy: string,
    given: { readonly folder: string; readonly workers: number; readonly work: string },
  ): (yard: Yard) => Promise<void> {
    const analyzer = { 'submitqueue-all': 'all', 'submitqueue-directory': 'directory' }[strategy];
    if (analyzer === 'all' || analyzer === 'directory') {
      if (options.submitqueue === undefined) throw new Error('--submitqueue FILE is missing: see README.md');
      rmSync(given.work, { recursive: true, force: true });
      return submitqueue({ ...given, place: readPlace(options.submitqueue), workload: this.#workload, analyzer });
    }
    const drive = { single, bors, prefix: prefix(given.workers) }[strategy];
    if (drive === undefined) throw new Error(`no strategy ${strategy}`);
    return drive;
  }

  /** The repository in which everything is queued, made once. */
  async #queued(): Promise<string> {
    const folder = join(this.#place, 'queued', REPOSITORY);
    if (this.#addMs.length === 0) {
      cpSync(this.#workload.folder, folder, { recursive: true });
      this.#addMs = await queueAll({ ...this.#workload, folder });
      writeFileSync(join(this.#place, 'added.json'), JSON.stringify(this.#addMs));
    }
    return folder;
  }

  #copy(from: string, name: string): string {
    const folder = join(this.#place, name, REPOSITORY);
    rmSync(join(this.#place, name), { recursive: true, force: true });
    rmSync(join(this.#place, `${name}.notes`), { force: true });
    // What an earlier run built is not known to this one.
    rmSync(join(this.#place, `${name}.builds`), { recursive: true, force: true });
    cpSync(from, folder, { recursive: true });
    return folder;
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function refuse(why: string): number {
  say(why);
  return 2;
}

process.exitCode = await main();
