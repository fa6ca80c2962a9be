import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildOrder, BuildOutcome, BuildReports, BuildStatus, Executor } from '../../domain/merge-queue/index.ts';
import { assert, digestOf, Fault } from '../../kernel/index.ts';
import { BuildProcesses, startOf } from './build-processes.ts';
import { checkOut, removeFolder } from './checkout.ts';
import type { LocalBuildLimits } from './limit.ts';
import { writeOutput } from './output.ts';
import { readRecord, recordedIds, writeRecord } from './record.ts';
import { findReports, parseReports, type ReportPlaces, readReports, writeReports } from './report.ts';
import { runCommand } from './run-command.ts';

interface Running {
  readonly ended: Promise<void>;
  readonly stop: AbortController;
}

const ID = /^[\w.-]{1,120}$/;
/** Ended builds that are remembered on the disk, the newest: with what they printed, some hundred megabytes. */
const MAX_KEPT = 1_000;
/** Ends between two looks for builds that are too many. */
const SWEEP_EVERY = 100;

/**
 * Runs a command for each build in a folder of its own. One process at a time works in `folder`; what an earlier one left running is
 * killed. Fault: another process works in it.
 */
export async function openLocalExecutor(options: {
  readonly folder: string;
  /** Run by `sh -c` in the folder that holds the tree. */
  readonly command: string;
  readonly limits: LocalBuildLimits;
  /** Variables that builds see beside those of their own. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where builds leave reports of their tests; absent or `null` = they leave none. */
  readonly reports?: ReportPlaces | null;
}): Promise<Executor> {
  const { folder } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await takeOver(folder);
  for (const id of await recordedIds(folder)) await endLeftBehind(folder, id);
  await sweep(folder);
  return new LocalExecutor(options);
}

class LocalExecutor implements Executor {
  readonly name = 'local';
  readonly #options: Parameters<typeof openLocalExecutor>[0];
  readonly #running = new Map<string, Running>();
  #isClosed = false;
  #ends = 0;

  constructor(options: Parameters<typeof openLocalExecutor>[0]) {
    this.#options = options;
  }

  async start(order: BuildOrder): Promise<void> {
    const { id } = order;
    assert(ID.test(id), 'the id of a build is a plain name');
    if (this.#running.has(id)) return;
    if ((await readRecord(this.#options.folder, id)) !== null || this.#running.has(id)) return;
    assert(!this.#isClosed, 'no build is started after the end');
    const stop = new AbortController();
    const running = { stop, ended: this.#run(order, stop.signal) };
    this.#running.set(id, running);
    void running.ended.finally(() => this.#running.delete(id));
  }

  async poll(id: string): Promise<BuildStatus> {
    if (this.#running.has(id)) return { kind: 'running' };
    const record = await readRecord(this.#options.folder, id);
    if (record === null) return { kind: 'unknown' };
    // A record of a build that this process does not run: it died with the one before.
    if (record.state === 'running') return { kind: 'unknown' };
    const { state: _, ...end } = record;
    return { kind: 'ended', ...end };
  }

  async cancel(id: string): Promise<void> {
    const running = this.#running.get(id);
    running?.stop.abort();
    await running?.ended;
  }

  /** Its reports were taken, and are large; what it printed stays, of the newest builds. */
  async forget(id: string): Promise<void> {
    if (!ID.test(id)) return;
    await rm(reportsOf(this.#options.folder, id), { force: true });
    this.#ends += 1;
    if (this.#ends % SWEEP_EVERY === 0) await sweep(this.#options.folder);
  }

  async reports(id: string): Promise<BuildReports | null> {
    if (!ID.test(id)) return null;
    const text = await readFile(reportsOf(this.#options.folder, id), 'utf8').catch(() => null);
    return text === null ? null : parseReports(text);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const running = [...this.#running.values()];
    for (const { stop } of running) stop.abort();
    await Promise.all(running.map(({ ended }) => ended));
    await rm(join(this.#options.folder, LOCK), { force: true });
  }

  async #run(order: BuildOrder, signal: AbortSignal): Promise<void> {
    const { id, folder: repository, commit, tree } = order;
    const { folder, command, limits, variables, reports = null } = this.#options;
    const place = join(folder, id);
    const mark = digestOf(`${place} ${Date.now()}`).slice('sha256:'.length, 'sha256:'.length + 32);
    const end = async (outcome: BuildOutcome, code: string, detail?: string): Promise<void> => {
      await removeFolder(place);
      // A cancelled build is forgotten: the same tree may be asked for again.
      if (outcome === 'cancelled') await rm(join(folder, `${id}.json`), { force: true });
      else {
        const ended = { state: 'ended', outcome, code, build: `local:${id}` } as const;
        await writeRecord(folder, id, detail === undefined ? ended : { ...ended, detail });
      }
    };
    try {
      await writeRecord(folder, id, { state: 'running', pid: null, started: null, mark });
      const into = join(place, 'tree');
      const came = await checkOut({ repository, commit, into, index: join(place, 'index'), signal });
      if (signal.aborted) return await end('cancelled', 'cancelled');
      if (came.kind !== 'out') {
        await writeOutput(folder, { id, output: came.said, variables });
        return await (came.kind === 'lost'
          ? end('infrastructure', 'no-checkout')
          : end('failed', 'no-checkout', came.fault));
      }
      // What the tree brings along is no report of this build.
      const before = reports === null ? null : (await findReports(into, reports)).found;
      const ran = await runCommand({
        command,
        cwd: into,
        place,
        mark,
        limits,
        variables: { ...variables, FIREBREAK_COMMIT: commit, FIREBREAK_TREE: tree },
        signal,
        onStart: async (pid) => writeRecord(folder, id, { state: 'running', pid, started: startOf(pid), mark }),
      });
      await writeOutput(folder, { id, output: ran.output, variables });
      // What was ended by us reported a part at most.
      if (reports !== null && before !== null && ran.code.startsWith('exit-')) {
        const found = await readReports(into, { places: reports, before, into: join(place, 'reports') });
        if (found !== null) await writeReports(reportsOf(folder, id), found);
      }
      await end(ran.outcome, ran.code, ran.detail);
    } catch (error) {
      // No room, no rights: nothing that the change did. Its folder goes first, so that there is room to write that down.
      const { code = null, message } = error as NodeJS.ErrnoException;
      await removeFolder(place);
      await writeOutput(folder, { id, output: message, variables }).catch(() => {});
      await end('infrastructure', code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'no-folder').catch(() => {});
    }
  }
}

const LOCK = 'runner';

/** Two runners of one folder would each take the other's builds for left behind. */
async function takeOver(folder: string): Promise<void> {
  const path = join(folder, LOCK);
  const [pid = '', started = ''] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  const holder = Number(pid);
  if (holder > 1 && holder !== process.pid && started !== '' && startOf(holder) === started) {
    throw new Fault({
      kind: 'unreachable',
      code: 'runner-in-use',
      message: `another process (${holder}) runs builds in ${folder}`,
      fix: 'Wait until it ends, or stop it.',
    });
  }
  await writeFile(path, `${process.pid} ${startOf(process.pid) ?? ''}`, { mode: 0o600 });
}

/** What died with an earlier process is no longer known, and its processes end. */
async function endLeftBehind(folder: string, id: string): Promise<void> {
  const record = await readRecord(folder, id);
  if (record?.state === 'ended') return;
  if (record === null) return forget(folder, id);
  const { pid, started, mark } = record;
  const isAlive = pid !== null && started !== null && startOf(pid) === started;
  await new BuildProcesses({ leader: isAlive ? pid : null, mark, place: join(folder, id) }).end();
  await removeFolder(join(folder, id));
  await forget(folder, id);
}

/** Takes away the oldest ended builds beyond those that are kept. */
async function sweep(folder: string): Promise<void> {
  const ids = await recordedIds(folder);
  if (ids.length <= MAX_KEPT) return;
  const ages = await Promise.all(
    ids.map(async (id) => ({ id, at: (await stat(join(folder, `${id}.json`)).catch(() => null))?.mtimeMs ?? 0 })),
  );
  ages.sort((one, other) => other.at - one.at);
  for (const { id } of ages.slice(MAX_KEPT)) {
    if ((await readRecord(folder, id))?.state !== 'running') await forget(folder, id);
  }
}

async function forget(folder: string, id: string): Promise<void> {
  await rm(join(folder, `${id}.json`), { force: true });
  await rm(join(folder, `${id}.log`), { force: true });
  await rm(reportsOf(folder, id), { force: true });
}

function reportsOf(folder: string, id: string): string {
  return join(folder, `${id}.reports`);
}
