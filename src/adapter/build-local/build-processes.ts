import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { liveIds, readProcess, readProcessTable, type TableProcess } from './process-table.ts';

/** Marks every process of a build, also those that left its group. */
export const BUILD_VARIABLE = 'FIREBREAK_BUILD';

/** By what processes of a build are known. */
export interface BuildMarks {
  /** Leader of its process group and session; `null` = it never started. */
  readonly leader: number | null;
  /** Value of {@link BUILD_VARIABLE}. */
  readonly mark: string;
  /** Its folder: whatever works in it belongs to the build. */
  readonly place: string;
}

/** The processes of one build: those of its group, and those that left it, as far as they are seen. */
export class BuildProcesses {
  readonly #marks: BuildMarks;
  /** Everything seen, by pid, with its start: a number that another process has by now is none of ours. */
  readonly #seen = new Map<number, string>();

  constructor(marks: BuildMarks) {
    this.#marks = marks;
  }

  /** Those that live, by what `table` says of groups and parents. */
  alive(table: readonly TableProcess[]): readonly TableProcess[] {
    const { leader } = this.#marks;
    const isOurs = (each: TableProcess): boolean =>
      each.group === leader || each.session === leader || this.#seen.get(each.pid) === each.started;
    const ours = new Map(table.filter(isOurs).map((each) => [each.pid, each]));
    const children = new Map<number, TableProcess[]>();
    for (const each of table) children.set(each.parent, [...(children.get(each.parent) ?? []), each]);
    // Grows while it is gone through: a child of a child is ours too.
    for (const pid of ours.keys()) {
      for (const child of children.get(pid) ?? []) ours.set(child.pid, child);
    }
    for (const { pid, started } of ours.values()) this.#seen.set(pid, started);
    return [...ours.values()];
  }

  /** Kills all of them, until none is found; what hides in another session without our variable outside the folder is not. */
  async end(): Promise<void> {
    const { leader } = this.#marks;
    const foreign = new Set([1, process.pid]);
    const killed = new Set<number>();
    const until = performance.now() + END_MS;
    let found = this.alive(readProcessTable()).map(({ pid }) => pid);
    do {
      if (leader !== null) signal(-leader);
      found = [...found, ...this.#newlyFound(foreign)].filter((pid) => pid !== process.pid);
      // Stopped first: a process that starts others as fast as they are killed stands still.
      for (const pid of found) signal(pid, 'SIGSTOP');
      for (const pid of found) signal(pid);
      const isFresh = found.some((pid) => !killed.has(pid));
      for (const pid of found) killed.add(pid);
      // At once while there are new ones; the kernel needs moments to take the others away.
      if (!isFresh && found.length > 0) await sleep(ROUND_MS);
      found = found.filter((pid) => this.#isAlive(pid));
    } while ((found.length > 0 || this.#newlyFound(foreign).length > 0) && performance.now() < until);
  }

  /** Those of ours among processes that were not looked at yet: looks at each other one only once, and so is faster than they start. */
  #newlyFound(foreign: Set<number>): readonly number[] {
    return liveIds().filter((pid) => {
      if (foreign.has(pid)) return false;
      const isOurs = this.#isAlive(pid) || this.#isMarked(pid);
      if (!isOurs) foreign.add(pid);
      return isOurs;
    });
  }

  #isAlive(pid: number): boolean {
    const found = readProcess(pid);
    if (found === null) return false;
    const { leader } = this.#marks;
    return found.group === leader || found.session === leader || this.#seen.get(pid) === found.started;
  }

  #isMarked(pid: number): boolean {
    const { mark, place } = this.#marks;
    if (readProcess(pid) === null) return false;
    try {
      const folder = readlinkSync(`/proc/${pid}/cwd`);
      if (folder === place || folder.startsWith(`${place}/`)) return true;
      return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`.includes(`\0${BUILD_VARIABLE}=${mark}\0`);
    } catch {
      // Another user's, or gone.
      return false;
    }
  }
}

/** A build that is not run down by then leaves something behind: others must not wait for it. */
const END_MS = 10_000;
/** The kernel needs moments to take a process away. */
const ROUND_MS = 5;

/** When a process started, in the kernel's own count; `null` where it is gone or there is no /proc. */
export function startOf(pid: number): string | null {
  return readProcess(pid)?.started ?? null;
}

/** Sends a signal to a process, or to a group by its negative number; nothing where it is gone. */
export function signal(pid: number, name: 'SIGKILL' | 'SIGSTOP' = 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // Nobody is left.
  }
}
