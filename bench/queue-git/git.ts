import { spawnSync } from 'node:child_process';

/** Bytes that one git command may say. */
const MAX_OUTPUT = 268_435_456;
const MOMENT = '1700000000 +0000';

/** What git said; `code` as it exited. */
export interface Said {
  readonly code: number;
  readonly text: string;
}

/** Runs git in a folder with an environment of its own, whatever it exits with. */
export function ask(
  folder: string,
  args: readonly string[],
  given: { readonly input?: string; readonly variables?: Readonly<Record<string, string>> } = {},
): Said {
  const { status, stdout, error } = spawnSync('git', ['-c', 'core.hooksPath=/dev/null', ...args], {
    cwd: folder,
    env: { ...environment(), ...given.variables },
    input: given.input ?? '',
    maxBuffer: MAX_OUTPUT,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (error !== undefined) throw error;
  return { code: status ?? -1, text: stdout };
}

/** The same, without the line feed at the end. Throws where git fails. */
export function git(
  folder: string,
  args: readonly string[],
  given: { readonly input?: string; readonly variables?: Readonly<Record<string, string>> } = {},
): string {
  const { code, text } = ask(folder, args, given);
  if (code !== 0) throw new Error(`git ${args.join(' ').slice(0, 200)} exited with ${code}`);
  return text.replace(/\n$/, '');
}

/** Lines of what git says; none where it says nothing. */
export function lines(folder: string, args: readonly string[]): readonly string[] {
  return git(folder, args)
    .split('\n')
    .filter((line) => line !== '');
}

function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const who = { NAME: 'Bench', EMAIL: 'bench@example.org', DATE: MOMENT };
  const people = ['AUTHOR', 'COMMITTER'].flatMap((role) =>
    Object.entries(who).map(([part, value]) => [`GIT_${role}_${part}`, value]),
  );
  return {
    ...Object.fromEntries(own),
    ...Object.fromEntries(people),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    LC_ALL: 'C',
  };
}
