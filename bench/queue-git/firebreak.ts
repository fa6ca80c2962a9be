import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { QueueEvent } from '../../src/domain/merge-queue/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { makeFirebreak } from '../../src/service/index.ts';
import { makeWorld, SCHEMAS } from '../../src/world.ts';
import { BUILD, BUILD_VARIABLES, readNotes } from './build.ts';
import type { Outcome } from './outcome.ts';
import type { Workload } from './workload.ts';

/** The built program beside this benchmark. */
const program = join(dirname(fileURLToPath(import.meta.url)), 'firebreak.js');

/** Bytes of an exported log. */
const MAX_LOG = 268_435_456;

/** Queues every change as `queue add` does, in this process; milliseconds of each. Throws where one is refused. */
export async function queueAll(workload: Workload): Promise<readonly number[]> {
  const { queue } = makeFirebreak({
    world: makeWorld({ variables: process.env, now: () => instant(Date.now()) }),
    schemas: SCHEMAS,
  });
  const nothing = { branch: null, data: null, lane: 'normal', revert: null, targets: null, context: null } as const;
  const took: number[] = [];
  for (const { name } of workload.changes) {
    const start = performance.now();
    const { refused } = await queue.add({ ...nothing, repository: workload.folder, change: name });
    if (refused !== null) throw new Error(`${name} was refused: ${refused.reasons.join(', ')}`);
    took.push(performance.now() - start);
  }
  return took;
}

/** Runs the queue as somebody would, until nothing more can be done. */
export async function runFirebreak(given: {
  readonly workload: Workload;
  /** A copy of the workload's repository in which everything is queued. */
  readonly folder: string;
  readonly workers: number;
  readonly notes: string;
  readonly name: string;
}): Promise<Outcome> {
  const { folder, workers, notes, name } = given;
  const startedAt = Date.now();
  const run = [process.execPath, program, '-C', folder, 'queue', 'run', '--json', '--workers', `${workers}`];
  const words = [...run, '--env', BUILD_VARIABLES.notes, '--build', BUILD];
  // The shell counts the processor time of what it waited for, and of what that waited for.
  const child = spawn('sh', ['-c', '"$@"; code=$?; times >&2; exit $code', 'sh', ...words], {
    env: { ...process.env, [BUILD_VARIABLES.notes]: notes },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (part) => {
    said += part;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code === null || ![0, 1, 3].includes(code))
    throw new Error(`queue run exited with ${code}: ${said.slice(-2000)}`);
  const endedAt = Date.now();
  return {
    strategy: name,
    workers,
    folder,
    startedAt,
    endedAt,
    notes,
    cpuS: processorSeconds(said),
    ...told(folder, notes),
  };
}

/** What the queue's own log says. */
function told(folder: string, notes: string): Pick<Outcome, 'landed' | 'ejected' | 'noticedMs'> {
  const names = new Map<number, string>();
  const landed = new Map<string, number>();
  const ejected = new Map<string, { at: number; code: string }>();
  const commits = new Map<number, string>();
  const asked = new Map<number, readonly number[]>();
  const noticedMs: number[] = [];
  const built = new Map(readNotes(notes).map(({ commit, to }) => [commit, to]));
  for (const event of readEvents(folder)) {
    switch (event.kind) {
      case 'EntryQueued':
        names.set(event.number, event.content.change);
        break;
      case 'TrialStarted':
        commits.set(event.trial, event.commit);
        break;
      case 'TrialEnded': {
        const to = built.get(commits.get(event.trial) ?? '') ?? null;
        if (to !== null) noticedMs.push(event.at - to);
        break;
      }
      case 'LandRequested':
        asked.set(event.landing, event.entries);
        break;
      case 'Landed':
        for (const entry of asked.get(event.landing) ?? []) landed.set(names.get(entry) ?? '', event.at);
        break;
      case 'Ejected':
        ejected.set(names.get(event.number) ?? '', { at: event.at, code: event.reason.code });
        break;
      default:
        break;
    }
  }
  return { landed, ejected, noticedMs };
}

function readEvents(folder: string): readonly QueueEvent[] {
  const data = join(folder, 'firebreak');
  const ran = spawnSync(process.execPath, [program, 'log', 'export', '--data', data], {
    encoding: 'utf8',
    maxBuffer: MAX_LOG,
  });
  if (ran.status !== 0) throw new Error(`log export exited with ${ran.status}: ${ran.stderr}`);
  return ran.stdout.split('\n').flatMap((line) => {
    const event: { readonly type: string; readonly payload: object } | undefined =
      line === '' ? undefined : JSON.parse(line).event;
    // Written by the program under test: its streams of queues hold these events and no others.
    return event === undefined ? [] : [{ kind: event.type, ...event.payload } as QueueEvent];
  });
}

/** Of the second line that `times` says, which counts the children: `0m1.23s 0m0.45s`. */
function processorSeconds(said: string): number | null {
  const last = said.trimEnd().split('\n').at(-1) ?? '';
  const parts = [...last.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  );
  return parts.length === 2 ? parts.reduce((one, other) => one + other) : null;
}
