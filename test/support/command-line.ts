import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Io, runCli } from '../../src/entrypoint/cli/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { makeFirebreak } from '../../src/service/index.ts';
import { makeWorld, SCHEMAS } from '../../src/world.ts';
import { TEST_ENVIRONMENT } from './git-repository.ts';

/** The moment at which tests decide, well after every commit they make. */
export const TEST_NOW = Date.UTC(2026, 0, 15);

/** What one run of the command line left behind. */
export interface Outcome {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** What a run may be given beside its arguments. */
export interface Setting {
  readonly cwd?: string;
  /** Variables of the environment that the command line and the evidence of agents see. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Answers of a person, in order; without it nobody is there. */
  readonly answers?: readonly string[];
  readonly terminal?: boolean;
  /** Hears what goes to stderr while the command runs. */
  readonly onErr?: (text: string) => void;
  /** The moment at which it runs; {@link TEST_NOW} where it does not matter. */
  readonly now?: number;
  /** Interrupts the command. */
  readonly signal?: AbortSignal;
  /** Width of the terminal; 100 where it does not matter. */
  readonly columns?: number;
}

/** Runs one command line in this process, with the real adapters and a terminal that only remembers. */
export async function run(argv: readonly string[], setting: Setting = {}): Promise<Outcome> {
  const written = { out: '', err: '' };
  const variables = setting.variables ?? {};
  const exit = await runCli({
    argv,
    io: ioOf(setting, written),
    firebreak: makeFirebreak({
      world: makeWorld({ variables, now: () => instant(setting.now ?? TEST_NOW) }),
      schemas: SCHEMAS,
    }),
    serve: () => Promise.reject(new Error('no server in this test')),
    demo: () => Promise.reject(new Error('no demo in this test')),
    version: '0.0.0-test',
    clock: () => 0,
  });
  return { exit, ...written };
}

function ioOf(setting: Setting, written: { out: string; err: string }): Io {
  const answers = [...(setting.answers ?? [])];
  return {
    cwd: setting.cwd ?? '/',
    env: setting.variables ?? {},
    stdoutIsTerminal: setting.terminal ?? false,
    stderrIsTerminal: false,
    columns: setting.columns ?? 100,
    writeOut: async (text) => {
      written.out += text;
    },
    writeErr: (text) => {
      written.err += text;
      setting.onErr?.(text);
    },
    writeFile: (path, content) => writeFile(path, content),
    ask: setting.answers === undefined ? null : async () => answers.shift() ?? '',
    openFile: async () => false,
    signal: setting.signal ?? new AbortController().signal,
  };
}

const root = fileURLToPath(new URL('../..', import.meta.url));
let built: string | null = null;

/** Path of the built program; built once, in a folder that goes away with the process. */
export function builtProgram(): string {
  if (built !== null) return built;
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-built-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  built = join(folder, 'firebreak.mjs');
  execFileSync(process.execPath, ['script/build.mjs', 'src/main.ts', built], { cwd: root });
  return built;
}

/** Starts the built program as a user would. */
export function start(
  argv: readonly string[],
  setting: { readonly cwd: string; readonly variables?: NodeJS.ProcessEnv },
): { readonly child: ChildProcess; readonly ended: Promise<Outcome> } {
  const child = spawn(process.execPath, [builtProgram(), ...argv], {
    cwd: setting.cwd,
    env: setting.variables ?? TEST_ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Outcome>((resolve) => child.on('close', (exit) => resolve({ exit, out, err })));
  return { child, ended };
}
