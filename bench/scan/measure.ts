import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** How often memory is looked at: a peak that is shorter is missed. */
const EVERY_MS = 25;

/** What one whole process with all it started took. */
export interface Run {
  readonly exit: number | null;
  readonly wallMs: number;
  /** User and system time of the process and of those it waited for. */
  readonly cpuMs: number;
  /** Until the first byte on stdout; `null` where there was none. */
  readonly firstMs: number | null;
  /** Largest resident memory of the process itself; `null` where there is no /proc. */
  readonly ownBytes: number | null;
  /** Largest sum of the private memory of the process and of all it started, without shared mappings of files. */
  readonly privateBytes: number | null;
}

/** Runs a program to its end and throws its output away. */
export async function measure(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<Run> {
  const started = performance.now();
  // The shell waits for it and tells the times of what it waited for (POSIX `times`).
  const child = spawn('/bin/sh', ['-c', '"$@"; code=$?; times >&3; exit $code', 'sh', ...argv], {
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  let firstMs: number | null = null;
  child.stdout?.on('data', () => {
    firstMs ??= performance.now() - started;
  });
  let times = '';
  child.stdio[3]?.on('data', (text) => {
    times += String(text);
  });
  const memory = watchMemory(child);
  const exit = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const { ownBytes, privateBytes } = memory();
  return { exit, wallMs: performance.now() - started, cpuMs: childTimes(times), firstMs, ownBytes, privateBytes };
}

/** Milliseconds until a program shows something on a terminal; it is ended then. `null` where no terminal can be had. */
export async function firstOnTerminal(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<number | null> {
  const started = performance.now();
  const quoted = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const child = spawn('script', ['-qfec', quoted, '/dev/null'], {
    env: { ...environment, TERM: 'xterm', CI: '' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', () => resolve(null));
    child.stdout.once('data', () => {
      resolve(performance.now() - started);
      child.kill('SIGTERM');
    });
  });
}

/** The second line of `times`: user and system time of children, each as `0m1.234s`. */
function childTimes(text: string): number {
  const parts = text.trim().split('\n').at(-1)?.split(' ') ?? [];
  return parts.reduce((sum, part) => {
    const [, minutes = '0', seconds = '0'] = /^(\d+)m([\d.]+)s$/.exec(part) ?? [];
    return sum + Number(minutes) * 60_000 + Number(seconds) * 1_000;
  }, 0);
}

function watchMemory(shell: ChildProcess): () => Pick<Run, 'ownBytes' | 'privateBytes'> {
  let ownBytes: number | null = null;
  let privateBytes: number | null = null;
  const look = (): void => {
    const [program, ...others] = descendants(shell.pid ?? 0);
    if (program === undefined) return;
    ownBytes = Math.max(ownBytes ?? 0, bytesOf(program, 'VmRSS'));
    const all = [program, ...others].reduce((sum, pid) => sum + bytesOf(pid, 'RssAnon'), 0);
    privateBytes = Math.max(privateBytes ?? 0, all);
  };
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    return { ownBytes, privateBytes };
  };
}

/** Ids of what a process started, and of what that started. */
function descendants(pid: number): readonly number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendants(child)]);
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

function bytesOf(pid: number, field: 'VmRSS' | 'RssAnon'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
