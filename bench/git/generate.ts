import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** How the made-up history looks: near the medians of public repositories of a few thousand files. */
const FILES = 3_000;
const LINES = 150;
const MERGE_SHARE = 0.15;
const RENAME_SHARE = 0.01;
const START = 1_700_000_000;
const WORDS =
  'queue worker lock retry timer budget session cart order token render fold parse stream batch stage'.split(' ');

type Random = () => number;

interface State {
  readonly random: Random;
  readonly files: Map<string, string[]>;
  readonly paths: string[];
  mark: number;
}

/**
 * Makes a bare repository with that many commits on or merged into `main`, the same for the same seed: squashes with a
 * number, merges of one to three commits, direct commits, and a rename in every hundredth.
 */
export async function generateRepository(folder: string, options: { commits: number; seed: number }): Promise<void> {
  await git(folder, ['init', '--quiet', '--bare', '--initial-branch=main', '.']);
  const importing = spawn('git', ['fast-import', '--quiet', '--force'], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const closed = once(importing, 'close');
  const state: State = { random: mulberry32(options.seed), files: new Map(), paths: [], mark: 0 };
  await write(importing.stdin, firstCommit(state));
  while (state.mark < options.commits) await write(importing.stdin, nextLanding(state, options.commits - state.mark));
  importing.stdin.end(`reset refs/heads/main\nfrom :${state.mark}\n`);
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error('git fast-import failed');
  await git(folder, ['repack', '-a', '-d', '-q', '--depth=50', '--window=10']);
}

function firstCommit(state: State): string {
  for (let index = 0; index < FILES; index += 1) {
    const path = `area${index % 12}/part${index % 90}/file${index}.ts`;
    state.paths.push(path);
    state.files.set(
      path,
      Array.from({ length: LINES }, () => line(state.random)),
    );
  }
  return commit(state, { parents: [], message: 'Start', changes: state.paths.map((path) => fileCommand(state, path)) });
}

/** One landing: a merge with its commits, or one commit. */
function nextLanding(state: State, left: number): string {
  const before = state.mark;
  if (left < 3 || state.random() > MERGE_SHARE) {
    const number = state.random() < 0.7 ? ` (#${before + 1})` : '';
    return commit(state, { parents: [before], message: `${title(state.random)}${number}`, changes: edits(state) });
  }
  const inner = Math.min(left - 1, 1 + Math.floor(state.random() * 3));
  let text = '';
  const changes: string[] = [];
  for (let index = 0; index < inner; index += 1) {
    const own = edits(state);
    changes.push(...own);
    text += commit(state, { parents: [state.mark], message: title(state.random), changes: own });
  }
  const message = `Merge pull request #${before + 1} from team/topic-${before}\n\n${title(state.random)}`;
  return text + commit(state, { parents: [before, state.mark], message, changes });
}

function commit(
  state: State,
  given: { readonly parents: readonly number[]; readonly message: string; readonly changes: readonly string[] },
): string {
  state.mark += 1;
  const who = `Person ${state.mark % 60} <person${state.mark % 60}@example.org> ${START + state.mark * 60} +0000`;
  const [first, ...others] = given.parents;
  return [
    `commit refs/import/tip\nmark :${state.mark}\nauthor ${who}\ncommitter ${who}\n`,
    `data ${Buffer.byteLength(given.message)}\n${given.message}\n`,
    first === undefined ? '' : `from :${first}\n`,
    ...others.map((parent) => `merge :${parent}\n`),
    ...given.changes,
    '\n',
  ].join('');
}

/** One to eight files, mostly few, with a few lines changed in each. */
function edits(state: State): string[] {
  const { random, files, paths } = state;
  const count = 1 + Math.floor(random() ** 2 * 8);
  const changes: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = Math.floor(random() * paths.length);
    const path = paths[at] ?? '';
    const lines = files.get(path) ?? [];
    const where = Math.floor(random() * lines.length);
    lines.splice(
      where,
      Math.floor(random() * 4),
      ...Array.from({ length: Math.floor(random() * 8) }, () => line(random)),
    );
    if (random() < RENAME_SHARE) changes.push(renamed(state, { at, path }));
    changes.push(fileCommand(state, paths[at] ?? ''));
  }
  return [...new Set(changes)];
}

function renamed(state: State, from: { readonly at: number; readonly path: string }): string {
  const to = from.path.replace(/[^/]+$/, `moved${state.mark}-${from.at}.ts`);
  state.files.set(to, state.files.get(from.path) ?? []);
  state.files.delete(from.path);
  state.paths[from.at] = to;
  return `D ${from.path}\n`;
}

function fileCommand(state: State, path: string): string {
  const content = `${(state.files.get(path) ?? []).join('\n')}\n`;
  return `M 100644 inline ${path}\ndata ${Buffer.byteLength(content)}\n${content}\n`;
}

function title(random: Random): string {
  return Array.from({ length: 6 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ');
}

function line(random: Random): string {
  return `const ${title(random).replaceAll(' ', '_')} = ${Math.floor(random() * 1e6)};`;
}

async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

async function git(cwd: string, args: readonly string[]): Promise<void> {
  const [code] = (await once(spawn('git', [...args], { cwd, stdio: 'inherit' }), 'close')) as [number | null];
  if (code !== 0) throw new Error(`git ${args[0]} failed`);
}

/** Small seeded generator (public domain, by Tommy Ettinger): the same numbers on every machine. */
function mulberry32(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
