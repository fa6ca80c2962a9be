import { runCli } from '../../src/entrypoint/cli/index.ts';
import type { Firebreak } from '../../src/service/index.ts';
import { SCHEMAS } from '../../src/world.ts';

const REACHED = 'the command line understood it: ';

/**
 * Whether the command line's own parser takes these words: `null` where a use case was reached (or help was shown), else
 * what it said. A word that is no command counts as a path only where it looks like one.
 */
export async function misread(argv: readonly string[]): Promise<string | null> {
  let said = '';
  // Names of schemas are real, so that an invented one is refused; every other use case ends where it is reached.
  const real: Partial<Firebreak> = {
    schemaNames: Object.keys(SCHEMAS),
    schema: (name) => (Object.hasOwn(SCHEMAS, name) ? {} : null),
  };
  const firebreak = new Proxy(real as Firebreak, {
    get: (target, name) => Reflect.get(target, name) ?? useCase(String(name)),
  });
  const exit = await runCli({
    argv,
    io: {
      cwd: '/',
      env: { FIREBREAK_SERVER: 'https://firebreak.example.com', XDG_CONFIG_HOME: '/nowhere' },
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      columns: 80,
      writeOut: async () => {},
      writeErr: (text) => {
        said += text;
      },
      writeFile: async () => {},
      ask: async () => '',
      openFile: async () => false,
      signal: new AbortController().signal,
    },
    firebreak,
    serve: () => Promise.reject(new Error(`${REACHED}serve`)),
    demo: () => Promise.reject(new Error(`${REACHED}demo`)),
    version: '0.0.0',
    clock: () => 0,
  });
  // What asks a server as somebody ends where nobody is logged in: the words were understood.
  if (exit === 0 || said.includes('nobody is logged in')) return null;
  if (!said.includes(REACHED)) return said;
  // Without a command the words are those of `scan`, whose one argument is a path.
  const stray = said.includes(`${REACHED}scan`) && !argv.includes('scan') ? argv.find(isStray) : undefined;
  return stray === undefined ? null : `${stray} is no command`;
}

/** A use case that ends where it is reached, or a desk of such. */
function useCase(name: string): unknown {
  const reached = () => {
    throw new Error(`${REACHED}${name}`);
  };
  return new Proxy(reached, { get: (_, member) => useCase(`${name}.${String(member)}`) });
}

function isStray(word: string, at: number, argv: readonly string[]): boolean {
  const afterOption = at > 0 && (argv[at - 1] ?? '').startsWith('-') && argv[at - 1] !== '--json';
  return !word.startsWith('-') && !afterOption && !/^[~./]|^[A-Z]+$/.test(word);
}
