import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildOutcome } from '../../domain/merge-queue/index.ts';
import { BUILD_VARIABLE, BuildProcesses, signal as send } from './build-processes.ts';
import { type LimitCode, watchBuild } from './build-watch.ts';
import type { LocalBuildLimits } from './limit.ts';
import { KEPT_OUTPUT } from './output.ts';
import { readProcessTable } from './process-table.ts';

/** What was written is read within moments of the end, unless somebody holds the output open. */
const DRAIN_MS = 500;
/** What a shell exits with when its child was killed by SIGKILL, as the kernel does where memory runs out. */
const SHELL_KILLED = 137;

/** Where memory runs out, the kernel ends builds before anything else: 0 to 1000 (proc(5), `oom_score_adj`). */
const FIRST_TO_GO = 500;

/** Threads that are taken for one process where the kernel counts threads, of all processes of a user (setrlimit(2), `RLIMIT_NPROC`). */
const THREADS = 8;
/** Never fewer: other builds of the same user start threads too, and what they take must not fail this one. */
const SPARE_THREADS = 2_048;

/** How a command ended. */
interface BuildEnd {
  readonly outcome: BuildOutcome;
  readonly code: string;
  /** What is wrong with what was built, in words; absent = the output tells. */
  readonly detail?: string;
}

/** Runs one command to its end, within limits; its processes are gone afterwards. */
export async function runCommand(given: {
  readonly command: string;
  readonly cwd: string;
  /** The build's own folder, in which a home and a temporary folder are made. */
  readonly place: string;
  readonly mark: string;
  readonly limits: LocalBuildLimits;
  readonly variables: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onStart: (pid: number) => Promise<void>;
}): Promise<BuildEnd & { readonly output: string }> {
  const { limits, signal } = given;
  const place = await realpath(given.place);
  const home = join(place, 'home');
  const temporary = join(place, 'tmp');
  await mkdir(home, { recursive: true });
  await mkdir(temporary, { recursive: true });
  const [program, ...args] = bounded(limits, given.command);
  const child = spawn(program, args, {
    cwd: given.cwd,
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: home,
      TMPDIR: temporary,
      LANG: 'C.UTF-8',
      CI: 'true',
      ...given.variables,
      [BUILD_VARIABLE]: given.mark,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  const { pid } = child;
  let ended: BuildEnd | null = null;
  const stop = (outcome: BuildOutcome, code: string, detail?: string): void => {
    ended ??= detail === undefined ? { outcome, code } : { outcome, code, detail };
    if (pid !== undefined) send(-pid);
  };
  const processes = new BuildProcesses({ leader: pid ?? null, mark: given.mark, place });
  // How many processes it starts is a build's own doing, however busy the machine is; how much memory and time they take is not.
  const onLimit = (code: LimitCode): void =>
    code === 'process-limit'
      ? stop('failed', code, `it ran more than ${limits.processes} processes at once`)
      : stop('infrastructure', code);
  const watch = watchBuild({ processes, place, limits, onLimit });
  const onAbort = (): void => stop('cancelled', 'cancelled');
  const timer = setTimeout(() => stop('infrastructure', 'timed-out'), limits.timeMs);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  const output = keeping(() => stop('infrastructure', 'output-limit'), limits.outputBytes);
  child.stdout.on('data', output.take);
  child.stderr.on('data', output.take);
  const exit = new Promise<{ readonly status: number | null }>((resolve) => {
    child.on('error', () => {
      ended ??= { outcome: 'infrastructure', code: 'not-started' };
      resolve({ status: null });
    });
    // Not `close`: a process that left the group may hold the output open for ever.
    child.on('exit', (status) => resolve({ status }));
  });
  const drained = new Promise<void>((resolve) => child.on('close', () => resolve()));
  try {
    if (pid !== undefined) await given.onStart(pid);
    const { status } = await exit;
    await processes.end();
    await Promise.race([drained, sleep(DRAIN_MS)]);
    return { ...(ended ?? told(status)), output: output.text() };
  } finally {
    clearTimeout(timer);
    watch.stop();
    signal.removeEventListener('abort', onAbort);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function told(status: number | null): BuildEnd {
  if (status === null || status === SHELL_KILLED) return { outcome: 'infrastructure', code: 'killed' };
  return { outcome: status === 0 ? 'passed' : 'failed', code: `exit-${status}` };
}

/** The command line that runs a command behind everything else, and that a bomb of processes cannot take the machine from. */
function bounded({ nice, processes }: LocalBuildLimits, command: string): readonly [string, ...string[]] {
  const chosen = `echo ${FIRST_TO_GO} 2>/dev/null >/proc/self/oom_score_adj; exec "$@"`;
  const has = (name: string): boolean => ['/usr/bin', '/bin'].some((folder) => existsSync(join(folder, name)));
  const threads = readProcessTable().reduce((sum, each) => sum + each.threads, 0);
  const most = processes === null ? null : threads + Math.max(SPARE_THREADS, processes * THREADS);
  return [
    'sh',
    '-c',
    chosen,
    'sh',
    ...(most !== null && has('prlimit') ? ['prlimit', `--nproc=${most}`, '--'] : []),
    ...(nice > 0 && has('nice') ? ['nice', '-n', `${nice}`] : []),
    'sh',
    '-c',
    command,
  ];
}

/** Keeps the end of what is written, and tells when it is too much. */
function keeping(onLimit: () => void, limit: number) {
  const parts: Buffer[] = [];
  let kept = 0;
  let total = 0;
  return {
    take: (part: Buffer): void => {
      total += part.length;
      parts.push(part);
      kept += part.length;
      while (kept - (parts[0]?.length ?? 0) >= KEPT_OUTPUT) kept -= parts.shift()?.length ?? 0;
      if (total > limit) onLimit();
    },
    text: (): string => Buffer.concat(parts).subarray(-KEPT_OUTPUT).toString('utf8'),
  };
}
