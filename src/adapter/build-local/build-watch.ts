import { spawn } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import type { BuildProcesses } from './build-processes.ts';
import type { LocalBuildLimits } from './limit.ts';
import { ownMemory, readProcessTable, type TableProcess } from './process-table.ts';

/** Kebab-case, as a build's end names them. */
export type LimitCode = 'memory-limit' | 'process-limit' | 'processor-limit' | 'disk-limit';

/** Between two looks: what a build takes beyond its limits in that time is what the limits are good for. */
const LOOK_MS = 500;
/** A folder is measured at most once in so many looks: a large one takes a second. */
const DISK_LOOKS = 4;

/**
 * Looks at what a build uses until it is stopped, and tells once which limit it passed. Where there is no `/proc` only the disk is seen.
 */
export function watchBuild(given: {
  readonly processes: BuildProcesses;
  /** What `diskBytes` counts. */
  readonly place: string;
  readonly limits: LocalBuildLimits;
  readonly onLimit: (code: LimitCode) => void;
}): { readonly stop: () => void } {
  const { processes, place, limits, onLimit } = given;
  let looks = 0;
  let isMeasuring = false;
  const tell = (code: LimitCode): void => {
    clearInterval(timer);
    onLimit(code);
  };
  const timer = setInterval(() => {
    const passed = passedLimit(processes, limits);
    if (passed !== null) return tell(passed);
    looks += 1;
    if (limits.diskBytes === null || isMeasuring || looks % DISK_LOOKS !== 0) return;
    isMeasuring = true;
    void isFull(place, limits.diskBytes).then((isOver) => {
      isMeasuring = false;
      if (isOver) tell('disk-limit');
    });
  }, LOOK_MS);
  return { stop: () => clearInterval(timer) };
}

function passedLimit(
  processes: BuildProcesses,
  { memoryBytes, processes: most, processorS }: LocalBuildLimits,
): LimitCode | null {
  const alive = processes.alive(recentTable());
  const sum = (of: (each: TableProcess) => number): number => alive.reduce((all, each) => all + of(each), 0);
  if (most !== null && alive.length > most) return 'process-limit';
  // What processes share counts for each of them at first: the exact sum is read only where that is too much.
  if (memoryBytes !== null && sum((each) => each.memoryBytes) > memoryBytes && sum(ownMemory) > memoryBytes) {
    return 'memory-limit';
  }
  return processorS !== null && sum((each) => each.processorS) > processorS ? 'processor-limit' : null;
}

let table: { readonly at: number; readonly processes: readonly TableProcess[] } | null = null;

/** One reading for all builds that look at about the same time. */
function recentTable(): readonly TableProcess[] {
  const at = performance.now();
  if (table === null || at - table.at > LOOK_MS / 2) table = { at, processes: readProcessTable() };
  return table.processes;
}

/** Whether a folder holds more; not known where nothing can measure it, and taken for no then. */
async function isFull(place: string, diskBytes: number): Promise<boolean> {
  const disk = await statfs(place).catch(() => null);
  // A folder never holds more than its whole disk does.
  if (disk !== null && (disk.blocks - disk.bfree) * disk.bsize <= diskBytes) return false;
  return (await bytesOf(place)) > diskBytes;
}

function bytesOf(place: string): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn('du', ['-sk', place], { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.on('data', (part) => {
      said += part;
    });
    child.on('error', () => resolve(0));
    child.on('close', () => resolve(Number.parseInt(said, 10) * 1024 || 0));
  });
}
