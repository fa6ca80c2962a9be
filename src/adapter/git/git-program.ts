import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { Fault } from '../../kernel/index.ts';
import { ByteReader } from './byte-reader.ts';

/** What is kept of what git says on stderr: its first lines name the trouble. */
const STDERR_LIMIT = 16_384;
/** What a short answer may hold; streams are read piece by piece instead. */
const ANSWER_LIMIT = 67_108_864;

export interface Ended {
  /** `null` when it was killed. */
  readonly code: number | null;
  readonly stderr: string;
}

/** One running git. Whoever starts it reads it to its end or calls `stop`. */
export interface GitProcess {
  readonly input: Writable;
  readonly output: ByteReader;
  /** Resolves once it is gone; never rejects except when git could not be started. */
  readonly ended: Promise<Ended>;
  stop(): void;
  /** While idle it does not keep this process alive. */
  hold(): void;
  release(): void;
}

export interface GitProgramOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Options before the subcommand. */
  readonly globals: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** Starts the `git` program with argument arrays only; an abort ends everything that runs. */
export class GitProgram {
  readonly #options: GitProgramOptions;
  readonly #running = new Set<Child>();

  constructor(options: GitProgramOptions) {
    this.#options = options;
    options.signal?.addEventListener('abort', () => this.stop(), { once: true });
  }

  stop(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }

  /** Throws the reason of the abort, if there was one. */
  check(): void {
    this.#options.signal?.throwIfAborted();
  }

  start(args: readonly string[]): GitProcess {
    this.check();
    const { cwd, environment, globals } = this.#options;
    const child = spawn('git', [...globals, ...args], {
      cwd,
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#running.add(child);
    return running(child, () => this.#running.delete(child));
  }

  /** Runs to the end; `stdout` is cut by a Fault beyond 64 MiB. Never throws for an exit code. */
  async run(args: readonly string[], input?: Uint8Array): Promise<Ended & { readonly stdout: Buffer }> {
    const process = this.start(args);
    process.input.end(input);
    const parts: Buffer[] = [];
    let length = 0;
    try {
      for (let part = await process.output.chunk(); part !== null; part = await process.output.chunk()) {
        parts.push(part);
        length += part.length;
        if (length > ANSWER_LIMIT) throw tooLong(args);
      }
    } catch (error) {
      process.stop();
      throw error;
    }
    const ended = await process.ended;
    this.check();
    return { ...ended, stdout: Buffer.concat(parts, length) };
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function running(child: Child, gone: () => void): GitProcess {
  let stderr = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    if (stderr.length < STDERR_LIMIT) stderr += text.slice(0, STDERR_LIMIT - stderr.length);
  });
  // A git that ends early closes its input: the exit code tells, not the broken pipe.
  child.stdin.on('error', () => {});
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', (cause) => {
      gone();
      reject(notStarted(cause));
    });
    child.on('close', (code) => {
      gone();
      resolve({ code, stderr });
    });
  });
  // Readers that stop early never look at it.
  ended.catch(() => {});
  return {
    input: child.stdin,
    output: new ByteReader(child.stdout),
    ended,
    stop: () => {
      child.kill('SIGKILL');
      child.stdout.destroy();
    },
    hold: () => references(child, 'ref'),
    release: () => references(child, 'unref'),
  };
}

function references(child: Child, act: 'ref' | 'unref'): void {
  child[act]();
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    const socket = stream as Partial<Record<'ref' | 'unref', () => void>>;
    socket[act]?.();
  }
}

function notStarted(cause: Error): Fault {
  return new Fault({
    kind: 'unreachable',
    code: 'git-not-started',
    message: 'the git program could not be started',
    fix: 'Install git 2.31 or newer and make sure that `git --version` works.',
    cause,
  });
}

function tooLong(args: readonly string[]): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'git-output-too-long',
    message: `git ${args[0] ?? ''} answered with more than ${ANSWER_LIMIT} bytes`,
  });
}
