import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildOutcome } from '../../domain/merge-queue/index.ts';
import type { LocalBuildLimits } from './limit.ts';
import { BUILD_VARIABLE, killGroup, killMarked } from './process-group.ts';

/** Bytes of the end of a build's output that are kept. */
const KEPT_OUTPUT = 262_144;
/** What was written is read within moments of the end, unless somebody holds the output open. */
const DRAIN_MS = 500;
/** What a shell exits with when its child was killed by SIGKILL, as the kernel does where memory runs out. */
const SHELL_KILLED = 137;

/** Runs one command to its end, within limits; its whole process group is gone afterwards. */
export async function runCommand(given: {
  readonly command: string;
  readonly cwd: string;
  /** A folder in which a home and a temporary folder are made. */
  readonly home: string;
  readonly mark: string;
  readonly limits: LocalBuildLimits;
  readonly variables: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onStart: (pid: number) => Promise<void>;
}): Promise<{ readonly outcome: BuildOutcome; readonly code: string; readonly output: string }> {
  const { limits, signal } = given;
  const home = join(given.home, 'home');
  const temporary = join(given.home, 'tmp');
  await mkdir(home, { recursive: true });
  await mkdir(temporary, { recursive: true });
  const [program = 'sh', ...args] = [...limiting(limits), 'sh', '-c', given.command];
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
  let ended: { readonly outcome: BuildOutcome; readonly code: string } | null = null;
  const stop = (outcome: BuildOutcome, code: string): void => {
    ended ??= { outcome, code };
    if (pid !== undefined) killGroup(pid);
  };
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
    if (pid !== undefined) killGroup(pid);
    await killMarked(given.mark);
    await Promise.race([drained, sleep(DRAIN_MS)]);
    return { ...(ended ?? told(status)), output: output.text() };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function told(status: number | null): { readonly outcome: BuildOutcome; readonly code: string } {
  if (status === null || status === SHELL_KILLED) return { outcome: 'infrastructure', code: 'killed' };
  return { outcome: status === 0 ? 'passed' : 'failed', code: `exit-${status}` };
}

/** Programs that hold a command within limits, where they are there. */
function limiting({ memoryBytes, processorS, nice }: LocalBuildLimits): readonly string[] {
  const has = (name: string): boolean => ['/usr/bin', '/bin'].some((folder) => existsSync(join(folder, name)));
  const bounds = [
    ...(memoryBytes === null ? [] : [`--data=${memoryBytes}`]),
    ...(processorS === null ? [] : [`--cpu=${processorS}`]),
  ];
  return [
    ...(bounds.length > 0 && has('prlimit') ? ['prlimit', ...bounds, '--'] : []),
    ...(nice > 0 && has('nice') ? ['nice', '-n', String(nice)] : []),
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
