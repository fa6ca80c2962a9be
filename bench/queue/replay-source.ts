import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  earlierSharing,
  type SimulatedChange,
  sharedTargets,
  type Workload,
} from '../../src/domain/queue-simulation/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';

/** Changes of one replay. */
const CHANGES = 400;
/** A build of which less is recorded did not run. */
const SHORTEST_MS = 60_000;
/** Billed time of a build with many jobs overstates its wall time. */
const LONGEST_MS = 4 * 3_600_000;
/** Changes in a row from whose past the predictor learns its rate. */
const MEMORY = 30;
/** Weight of the base rate in the predictor, in changes. */
const PRIOR_WEIGHT = 10;
/** A queue is only asked for when it is busy: the recorded arrivals are pressed together to this load of the workers. */
const LOAD = 1;

interface Build {
  readonly startedAt: number;
  readonly isFailed: boolean;
  readonly durationMs: number;
  readonly size: number;
}

/** Replays of the CI histories, each as recorded and with its outcomes shuffled (no inherited red), and of cargo's landings. */
export function replays(data: string): readonly { readonly name: string; readonly make: (seed: number) => Workload }[] {
  const folder = join(data, 'ci-history');
  const histories = readdirSync(folder)
    .filter((file) => file.endsWith('.csv'))
    .sort()
    .map((file) => ({ name: file.replace('.csv', ''), builds: readHistory(join(folder, file)) }))
    .filter(({ builds }) => builds.length >= 2 * CHANGES);
  const files = readFileSets(join(data, 'landings', 'cargo.ndjson'));
  return [
    ...histories.flatMap(({ name, builds }) =>
      [4, 16].flatMap((workers) => [
        {
          name: `${name} W=${workers} as recorded`,
          make: (seed: number) => historyReplay({ name, builds, files, workers, seed, isShuffled: false }),
        },
        {
          name: `${name} W=${workers} shuffled`,
          make: (seed: number) => historyReplay({ name, builds, files, workers, seed, isShuffled: true }),
        },
      ]),
    ),
    ...[4, 16, 100].map((workers) => ({
      name: `cargo W=${workers}`,
      make: (seed: number) => cargoReplay({ files, workers, seed }),
    })),
  ];
}

interface HistoryReplay {
  readonly name: string;
  readonly builds: readonly Build[];
  readonly files: readonly (readonly string[])[];
  readonly workers: number;
  readonly seed: number;
  readonly isShuffled: boolean;
}

/** A stretch of a history, its place drawn by the seed; targets are those of as many landings of cargo in a row. */
function historyReplay({ name, builds, files, workers, seed, isShuffled }: HistoryReplay): Workload {
  const random = seededRandom(seed * 104729 + 3);
  const from = Math.floor(random() * (builds.length - CHANGES));
  const stretch = builds.slice(from, from + CHANGES);
  const outcomes = isShuffled ? shuffled(builds, random).slice(0, CHANGES) : stretch;
  const past = (isShuffled ? shuffled(builds, random) : builds).slice(
    Math.max(0, from - 10 * MEMORY),
    Math.max(from, 1),
  );
  const merged = stretch.map((build, at) => ({ ...build, isFailed: outcomes[at]?.isFailed ?? false }));
  const fileFrom = Math.floor(random() * (files.length - CHANGES));
  const targets = files.slice(fileFrom, fileFrom + CHANGES);
  return workloadOf({ name: `${name} ${from}`, builds: merged, past, targets, workers, random });
}

function cargoReplay(given: {
  readonly files: readonly (readonly string[])[];
  readonly workers: number;
  readonly seed: number;
}): Workload {
  const random = seededRandom(given.seed * 15485863 + 5);
  const from = Math.floor(random() * (given.files.length - CHANGES));
  const targets = given.files.slice(from, from + CHANGES);
  const builds = targets.map((files, at) => ({
    startedAt: at * 60_000 + random() * 60_000,
    isFailed: random() < 0.05,
    durationMs: (10 + random() * 20) * 60_000,
    size: files.length,
  }));
  return workloadOf({ name: `cargo ${from}`, builds, past: [], targets, workers: given.workers, random });
}

function workloadOf(given: {
  readonly name: string;
  readonly builds: readonly Build[];
  readonly past: readonly Build[];
  readonly targets: readonly (readonly string[])[];
  readonly workers: number;
  readonly random: () => number;
}): Workload {
  const { name, builds, past, targets, workers, random } = given;
  const arrivals = pressed(builds, workers);
  const seen = [...past];
  const shared = sharedTargets(targets.map((touches) => ({ touches })));
  const touching = new Map<number, number[]>();
  const changes: SimulatedChange[] = builds.map((build, index) => {
    const mayConflict = earlierSharing(touching, shared[index] ?? [], index);
    // What was started last has not ended when this arrives.
    const known = seen.slice(0, Math.max(past.length, seen.length - 2 * workers));
    const change = {
      arrivedAt: arrivals[index] ?? 0,
      durationMs: build.durationMs,
      isBroken: build.isFailed,
      mayConflict,
      conflicts: mayConflict.filter((other) => index - other < 20 && random() < 0.033),
      failure: rateOf(known),
      ...expectation(known, build),
      cohort: null,
      priority: 0,
    };
    seen.push(build);
    return change;
  });
  return { name, changes, targets: shared, workers, flake: 0.015, abortMs: 30_000 };
}

/** Recorded gaps, pressed together so that the workers are loaded; a night of nothing becomes as short as the rest. */
function pressed(builds: readonly Build[], workers: number): readonly number[] {
  const start = builds[0]?.startedAt ?? 0;
  const span = Math.max(1, (builds.at(-1)?.startedAt ?? 0) - start);
  const work = builds.reduce((sum, { durationMs }) => sum + durationMs, 0) / workers / LOAD;
  return builds.map(({ startedAt }) => Math.round(((startedAt - start) / span) * work));
}

/** What of the past failed, the last changes alone, drawn to the base rate. */
function rateOf(seen: readonly Build[]): number {
  const share = (some: readonly Build[]): number => some.filter(({ isFailed }) => isFailed).length;
  const base = (share(seen) + 1) / (seen.length + 10);
  const recent = seen.slice(-MEMORY);
  return Math.min(0.95, Math.max(0.005, (share(recent) + PRIOR_WEIGHT * base) / (recent.length + PRIOR_WEIGHT)));
}

/** Mean and spread of the last builds' times. */
function expectation(seen: readonly Build[], build: Build): { readonly expectedMs: number; readonly spreadMs: number } {
  const recent = seen.slice(-MEMORY).map(({ durationMs }) => durationMs);
  if (recent.length < 5) return { expectedMs: build.durationMs, spreadMs: build.durationMs * 0.3 };
  const mean = recent.reduce((sum, ms) => sum + ms, 0) / recent.length;
  const variance = recent.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / recent.length;
  return { expectedMs: mean, spreadMs: Math.max(1000, Math.sqrt(variance)) };
}

function readHistory(path: string): readonly Build[] {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const column = new Map(head.split(',').map((name, at) => [name, at]));
  const cell = (row: readonly string[], name: string): string => row[column.get(name) ?? -1] ?? '';
  return lines
    .map((line) => line.split(','))
    .filter((row) => cell(row, 'status') !== 'canceled')
    .map((row) => ({
      startedAt: Date.parse(`${cell(row, 'started_at').replace(' ', 'T')}Z`),
      isFailed: cell(row, 'status') !== 'passed',
      durationMs: Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Number(cell(row, 'duration_s')) * 1000)),
      size: Number(cell(row, 'src_files')),
    }))
    .filter(({ startedAt, durationMs }) => Number.isFinite(startedAt) && Number.isFinite(durationMs))
    .sort((a, b) => a.startedAt - b.startedAt);
}

/** Files of landed changes in order; the lock file, which nearly all touch, left out. */
function readFileSets(path: string): readonly (readonly string[])[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly files: readonly string[] })
    .map(({ files }) => files.filter((file) => file !== 'Cargo.lock'));
}

function shuffled<T>(list: readonly T[], random: () => number): readonly T[] {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy;
}
