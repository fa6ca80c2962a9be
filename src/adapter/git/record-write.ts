import { type CommitId, isTrailer, withTrailers } from '../../domain/change/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import { locate } from './discover.ts';
import { writingEnvironment } from './environment.ts';
import { GitProgram } from './git-program.ts';
import { firstLine } from './object-store.ts';
import { Repository } from './repository.ts';

/** A change to a repository's own records: shown first, done only by `apply`, which is to be called once. */
export interface PlannedWrite {
  /** The command that is run, as a person could run it. */
  readonly argv: readonly string[];
  /** The message or note as it would read. */
  readonly text: string;
  apply(): Promise<void>;
}

/** What {@link planTrailers} does only when asked: both rewrite history that others may hold. */
export type Rewriting = 'merge' | 'published';

/**
 * Plans the note of a commit; a note that is there already is replaced. The text is stored byte for byte. Throws a Fault
 * where the ref is no notes ref or the commit is not there.
 */
export async function planNote(options: {
  readonly repository: string;
  readonly ref: string;
  readonly commit: CommitId;
  readonly text: string;
}): Promise<PlannedWrite> {
  const { ref, text } = options;
  if (!/^refs\/notes\/[A-Za-z0-9][\w./-]{0,199}$/.test(ref)) throw notANotesRef(ref);
  const { repository, writer } = await open(options.repository);
  const commit = await repository.required(options.commit);
  const blob = await idOf(writer, { text, write: false });
  // Only a stored object is taken as it is: given as text, git would drop lines of a record.
  const args = ['notes', '--ref', ref, 'add', '--force', '-C', blob, commit];
  return {
    argv: ['git', ...args],
    text,
    apply: async () => {
      await idOf(writer, { text, write: true });
      await done(writer, args);
    },
  };
}

/**
 * Plans trailers on the message of HEAD, by amending it without what is staged. Refuses a merge and a commit that a
 * remote-tracking branch already has, unless named in `even`. Hooks and signing of the user apply, as in any commit.
 */
export async function planTrailers(options: {
  readonly repository: string;
  readonly trailers: readonly string[];
  readonly even?: readonly Rewriting[];
}): Promise<PlannedWrite> {
  const wrong = options.trailers.find((line) => !isTrailer(line));
  if (wrong !== undefined) throw notATrailer(wrong);
  const { repository, writer } = await open(options.repository);
  if (repository.located.bare)
    throw refused('no-work-tree', 'a bare repository has no commit to amend', 'Run it in a work tree.');
  const head = await repository.required('HEAD');
  const commit = await repository.commit(head);
  await requireAmendable(repository, { head, merge: commit.parents.length > 1, even: options.even ?? [] });
  const text = withTrailers(commit.message, options.trailers);
  const args = ['commit', '--amend', '--only', '--allow-empty', '--quiet', '--cleanup=verbatim', '-m', text.trimEnd()];
  return {
    argv: ['git', ...args],
    text,
    apply: async () => {
      if ((await repository.resolve('HEAD')) !== head) {
        throw refused('head-moved', 'HEAD has moved since this was planned', 'Run the command again.');
      }
      if (text !== commit.message) await done(writer, args);
    },
  };
}

async function open(path: string): Promise<{ readonly repository: Repository; readonly writer: GitProgram }> {
  const located = await locate({ path, signal: undefined });
  const environment = writingEnvironment(process.env);
  const writer = new GitProgram({ environment, cwd: located.path, globals: ['--no-pager'], signal: undefined });
  return { repository: new Repository(located, undefined), writer };
}

async function requireAmendable(
  repository: Repository,
  asked: { readonly head: CommitId; readonly merge: boolean; readonly even: readonly Rewriting[] },
): Promise<void> {
  if (asked.merge && !asked.even.includes('merge')) {
    throw refused(
      'head-is-merge',
      'HEAD is a merge: its message belongs to what it merged',
      'Record it on the commit itself, or as a note.',
    );
  }
  if (asked.even.includes('published')) return;
  const { stdout } = await repository.git.run([
    'for-each-ref',
    '--count=1',
    `--contains=${asked.head}`,
    '--',
    'refs/remotes',
  ]);
  if (stdout.length === 0) return;
  throw refused(
    'head-is-published',
    'HEAD is already on a remote branch: amending it would rewrite what others have',
    'Record it as a note instead, which rewrites nothing.',
  );
}

async function idOf(writer: GitProgram, blob: { readonly text: string; readonly write: boolean }): Promise<string> {
  const args = ['hash-object', '-t', 'blob', ...(blob.write ? ['-w'] : []), '--stdin'];
  const { code, stdout, stderr } = await writer.run(args, Buffer.from(blob.text, 'utf8'));
  if (code !== 0) throw notWritten(stderr);
  return stdout.toString('latin1').trim();
}

async function done(writer: GitProgram, args: readonly string[]): Promise<void> {
  const { code, stderr } = await writer.run(args);
  if (code !== 0) throw notWritten(stderr);
}

function notWritten(stderr: string): Fault {
  const anonymous = /tell me who you are|empty ident|unable to auto-detect/i.test(stderr);
  return new Fault({
    kind: anonymous ? 'usage' : 'malformed',
    code: anonymous ? 'no-identity' : 'not-written',
    message: anonymous ? 'git does not know who writes' : `git did not write it: ${printable(firstLine(stderr))}`,
    fix: anonymous
      ? 'git config --global user.name "Your Name" && git config --global user.email you@example.org'
      : 'Nothing was recorded. Run the shown command by hand to see all it says.',
  });
}

function refused(code: string, message: string, fix: string): Fault {
  return new Fault({ kind: 'usage', code, message, fix });
}

function notANotesRef(ref: string): Fault {
  return refused(
    'not-a-notes-ref',
    `${printable(ref)} is not a ref of notes`,
    'Name one below refs/notes/, for example refs/notes/ai.',
  );
}

function notATrailer(line: string): Fault {
  return refused('not-a-trailer', `${printable(line)} is not a trailer`, 'Write it on one line as: Token: value');
}
