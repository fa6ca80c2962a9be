import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { MARK } from './branch.ts';
import { git, lines } from './git.ts';
import type { Yard } from './rival.ts';
import { openCi } from './submitqueue-ci.ts';
import type { BenchChange, Workload } from './workload.ts';

/** Where programs of uber/submitqueue lie, and how a database for them is made. See README.md. */
export interface SubmitqueuePlace {
  readonly gateway: string;
  readonly orchestrator: string;
  readonly runway: string;
  readonly client: string;
  /** With `NAME` where the name of the database belongs. */
  readonly dsn: string;
  /** Command that makes an empty database with the schema; its name is the last argument. */
  readonly schema: readonly string[];
}

const QUEUE = 'bench-queue';
const LOOK_MS = 250;
const STATUS_MS = 3_000;
const PORTS = { gateway: 38_081, orchestrator: 38_082, runway: 38_083 };
/** It has come to a stand when nothing landed and no build was asked for so long. */
const STILL_MS = 120_000;

/** Reads where uber/submitqueue lies. */
export function readPlace(file: string): SubmitqueuePlace {
  return JSON.parse(readFileSync(file, 'utf8')) as SubmitqueuePlace;
}

/** Runs the services as they are, with an analyser of conflicts (`all`, or `directory`: paths that share one), until all requests ended. */
export function submitqueue(given: {
  readonly place: SubmitqueuePlace;
  readonly workload: Workload;
  readonly folder: string;
  readonly work: string;
  readonly workers: number;
  readonly analyzer: 'all' | 'directory';
}): (yard: Yard) => Promise<void> {
  const { place, workload, folder, work, workers, analyzer } = given;
  return async (yard) => {
    mkdirSync(work, { recursive: true });
    const uris = new Map(workload.changes.map((change) => [uriOf(change), change.name]));
    const ci = await openCi(yard, (uri) => uris.get(uri) ?? '');
    const database = `bench_${analyzer}_${workers}_${Date.now()}`;
    const [program = '', ...args] = place.schema;
    execFileSync(program, [...args, database], { stdio: 'ignore' });
    writeConfiguration({ folder, work, workers, analyzer, ci: ci.url });
    const services = startServices(place, { work, dsn: place.dsn.replace('NAME', database) });
    try {
      await sleep(STATUS_MS);
      yard.startedAt = Date.now();
      const requests = await landAll(place, workload.changes);
      await follow(place, { yard, workload, folder, requests, builds: ci.count });
    } finally {
      for (const service of services) service.kill('SIGTERM');
      await sleep(1_000);
      for (const service of services) service.kill('SIGKILL');
      ci.close();
    }
  };
}

function uriOf({ name, head }: BenchChange): string {
  return `git://git.example.com/bench/${encodeURIComponent(`refs/heads/${name}`)}/${head}`;
}

function writeConfiguration(given: {
  readonly folder: string;
  readonly work: string;
  readonly workers: number;
  readonly analyzer: 'all' | 'directory';
  readonly ci: string;
}): void {
  const { folder, work, workers, analyzer, ci } = given;
  const chosen = analyzer === 'all' ? '{type: all}' : '{type: pathoverlap, by: directory}';
  writeFileSync(join(work, 'queues.yaml'), `queues:\n  - name: ${QUEUE}\n`);
  writeFileSync(
    join(work, 'profiles.yaml'),
    `defaults:
  changeProvider: {type: fake}
  buildRunner: {type: fake}
  analyzer: {type: all}
queues:
  - name: ${QUEUE}
    changeProvider:
      type: git
      git: {remoteUrl: "file://${folder}", target: main, repoPath: "${join(work, 'changes')}"}
    buildRunner: {type: buildkite, tokenEnv: BENCH_TOKEN, baseUrl: "${ci}"}
    analyzer: ${chosen}
    speculator: {buildBudget: ${workers}}
`,
  );
  writeFileSync(
    join(work, 'merge.yaml'),
    `defaults:
  merger: {type: noop}
queues:
  - name: ${QUEUE}
    merger:
      type: git
      remoteUrl: "file://${folder}"
      remote: origin
      target: main
      checkoutPath: "${join(work, 'checkout')}"
      defaultStrategy: MERGE
`,
  );
}

function startServices(
  place: SubmitqueuePlace,
  { work, dsn }: { readonly work: string; readonly dsn: string },
): readonly ChildProcess[] {
  return (['gateway', 'orchestrator', 'runway'] as const).map((name) => {
    const log = openSync(join(work, `${name}.log`), 'a');
    mkdirSync(join(work, 'gate'), { recursive: true });
    return spawn(place[name], [], {
      cwd: work,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: work,
        PORT: `:${PORTS[name]}`,
        MYSQL_DSN: dsn,
        QUEUE_MYSQL_DSN: dsn,
        QUEUE_CONFIG_PATH: join(work, 'queues.yaml'),
        PROFILES_CONFIG_PATH: join(work, 'profiles.yaml'),
        MERGE_CONFIG_PATH: join(work, 'merge.yaml'),
        CONSUMER_GATE_DIR: join(work, 'gate'),
        HOSTNAME: `${name}-bench`,
        BENCH_TOKEN: 'none',
      },
      stdio: ['ignore', log, log],
    });
  });
}

/** Submits every change in order, a stack as one request at the place of its first; changes by request. */
async function landAll(
  place: SubmitqueuePlace,
  changes: readonly BenchChange[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const requests = new Map<string, readonly string[]>();
  for (const change of changes) {
    if (change.parent !== null) continue;
    const stack = [change, ...changes.filter(({ parent }) => parent === change.name)];
    const uris = stack.flatMap((each) => ['-uri', uriOf(each)]);
    const said = await client(place, ['land', '-queue', QUEUE, '-strategy', 'MERGE', ...uris]);
    const id = /sqid: (\S+)/.exec(said)?.[1];
    if (id === undefined) throw new Error(`submitqueue did not take ${change.name}: ${said}`);
    requests.set(
      id,
      stack.map(({ name }) => name),
    );
  }
  return requests;
}

/** Never waits in one piece: the services ask the build server of this process meanwhile. */
async function client(place: SubmitqueuePlace, args: readonly string[]): Promise<string> {
  const all = ['-addr', `127.0.0.1:${PORTS.gateway}`, '-timeout', '2m', ...args];
  return (await promisify(execFile)(place.client, all, { encoding: 'utf8' })).stdout;
}

/** Watches the branch for what lands, and asks what became of the rest. */
async function follow(
  place: SubmitqueuePlace,
  given: {
    readonly yard: Yard;
    readonly workload: Workload;
    readonly folder: string;
    readonly requests: ReadonlyMap<string, readonly string[]>;
    readonly builds: () => number;
  },
): Promise<void> {
  const { yard, workload, folder, requests, builds } = given;
  let tip = workload.base;
  let progress = { at: Date.now(), builds: 0 };
  let asked = 0;
  const open = new Set(requests.keys());
  while (open.size > 0 && Date.now() - progress.at < STILL_MS) {
    await sleep(LOOK_MS);
    const now = git(folder, ['rev-parse', 'refs/heads/main']);
    for (const name of marks(folder, `${tip}..${now}`)) yard.landed.set(name, Date.now());
    if (now !== tip || builds() !== progress.builds) progress = { at: Date.now(), builds: builds() };
    tip = now;
    if (Date.now() - asked < STATUS_MS) continue;
    asked = Date.now();
    for (const id of open) {
      const names = requests.get(id) ?? [];
      if (names.every((name) => yard.landed.has(name))) open.delete(id);
    }
    if (builds() === progress.builds) await settle(place, { yard, requests, open });
  }
}

/** Takes requests that ended without landing. */
async function settle(
  place: SubmitqueuePlace,
  given: {
    readonly yard: Yard;
    readonly requests: ReadonlyMap<string, readonly string[]>;
    readonly open: Set<string>;
  },
): Promise<void> {
  const { yard, requests, open } = given;
  // Those at the front are decided first: a few are asked for, so that asking costs nothing that counts.
  for (const id of [...open].slice(0, 12)) {
    const said = await client(place, ['status', '-queue', QUEUE, '-sqid', id]);
    const status = /status: (\S+)/.exec(said)?.[1] ?? '';
    if (!/^(error|failed|cancelled|rejected)/i.test(status)) continue;
    open.delete(id);
    for (const name of requests.get(id) ?? []) {
      if (!yard.landed.has(name)) yard.ejected.set(name, { at: Date.now(), code: `submitqueue-${status}` });
    }
  }
}

function marks(folder: string, range: string): readonly string[] {
  return lines(folder, ['log', '--format=%B', range])
    .filter((line) => line.startsWith(MARK))
    .map((line) => line.slice(MARK.length).trim());
}
