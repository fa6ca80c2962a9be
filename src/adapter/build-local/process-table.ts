import { readdirSync, readFileSync } from 'node:fs';

/** A process as the kernel counts it. */
export interface TableProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** In the kernel's own count: with the pid it names one process for ever. */
  readonly started: string;
  /** Bytes that are in memory; those shared with other processes too. */
  readonly memoryBytes: number;
  readonly threads: number;
  /** Seconds of processor, with those of children that it waited for. */
  readonly processorS: number;
}

/** Pages and clock ticks of Linux on the machines that builds run on; both are only used to hold limits of whole megabytes and seconds. */
const PAGE_BYTES = 4_096;
const TICKS_PER_S = 100;

/** Every live process; empty where there is no `/proc`. Read at once, so that a process that starts others is seen with them. */
export function readProcessTable(): readonly TableProcess[] {
  return liveIds().flatMap((pid) => readProcess(pid) ?? []);
}

/** Ids of processes, those whose exit waits to be read too. */
export function liveIds(): readonly number[] {
  return listed('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

/** One process; `null` = it is gone, or only its exit waits to be read. */
export function readProcess(pid: number): TableProcess | null {
  const text = textOf(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything; fields are counted from the one after it (proc(5), field 3).
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  const [state = '', parent, group, session] = fields;
  if (state === '' || 'ZXx'.includes(state)) return null;
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    threads: Number(fields[17]),
    started: fields[19] ?? '',
    memoryBytes: Number(fields[21]) * PAGE_BYTES,
    processorS: ticks / TICKS_PER_S,
  };
}

/** Bytes in memory with its share of what it shares (proc(5), `Pss`); all of them where the kernel does not tell. */
export function ownMemory({ pid, memoryBytes }: TableProcess): number {
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  return kilobytes === undefined ? memoryBytes : Number(kilobytes) * 1024;
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
