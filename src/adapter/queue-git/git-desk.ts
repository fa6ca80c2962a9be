import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnswerEnd, type GitSession, openGitSession, type StartGit } from './git-session.ts';

/** What is asked of one repository again and again, each by one long-lived git. `null` = ask git anew. */
export interface GitDesk {
  /** Id and kind of what a revision names; `missing` where it names nothing. */
  look(revision: string): Promise<{ readonly id: string; readonly type: string } | 'missing' | null>;
  /** A commit as it is stored, in bytes (latin1). */
  read(commit: string): Promise<string | null>;
  /** Stores a commit; gives its id. */
  store(commit: string): Promise<string | null>;
  /** Does all of these changes of refs (git-update-ref(1)) or none. `null` also where they were refused. */
  change(lines: readonly string[]): Promise<true | null>;
}

const BARE = ['-c', 'core.bare=true'];
const OBJECT = /^([0-9a-f]{40,64}) (\w+) (\d+)$/;

/** Opens the desk of a git directory; nothing is started yet. */
export function openGitDesk(folder: string, start: StartGit): GitDesk {
  const session = (...args: readonly string[]): GitSession =>
    openGitSession(() => start({ folder, args: [...BARE, ...args] }));
  const objects = session('cat-file', '--batch-command=%(objectname) %(objecttype) %(objectsize)');
  const commits = session('hash-object', '-t', 'commit', '-w', '--no-filters', '--stdin-paths');
  const refs = session('update-ref', '--stdin');
  return {
    async look(revision) {
      if (/[\n\0]/.test(revision)) return 'missing';
      const said = await objects.ask(`info ${bytesOf(revision)}\n`, firstLine);
      if (said === null) return null;
      const [, id, type] = OBJECT.exec(said.trimEnd()) ?? [];
      return id === undefined || type === undefined ? 'missing' : { id, type };
    },
    async read(commit) {
      const said = await objects.ask(`contents ${commit}\n`, wholeObject);
      const [head = '', ...rest] = said?.split('\n') ?? [];
      return OBJECT.exec(head)?.[2] === 'commit' ? rest.join('\n') : null;
    },
    async store(commit) {
      const place = await mkdtemp(join(tmpdir(), 'firebreak-commit-'));
      try {
        const path = join(place, 'commit');
        await writeFile(path, commit);
        const said = await commits.ask(`${bytesOf(path)}\n`, firstLine);
        return said === null ? null : said.trim();
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
    async change(lines) {
      const question = ['start', ...lines, 'prepare', 'commit', ''].join('\n');
      const said = await refs.ask(bytesOf(question), (text) => endAfter(text, 'commit: ok\n'));
      return said === null ? null : true;
    },
  };
}

const firstLine: AnswerEnd = (said) => endAfter(said, '\n');

function endAfter(said: string, mark: string): number | null {
  const at = said.indexOf(mark);
  return at < 0 ? null : at + mark.length;
}

/** The line that names an object, its bytes, and a line's end. */
const wholeObject: AnswerEnd = (said) => {
  const line = said.indexOf('\n');
  if (line < 0) return null;
  const size = Number(OBJECT.exec(said.slice(0, line))?.[3] ?? Number.NaN);
  if (Number.isNaN(size)) return line + 1;
  const end = line + 1 + size + 1;
  return said.length >= end ? end : null;
};

function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
