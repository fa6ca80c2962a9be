import { TextDecoder } from 'node:util';
import type { CommitId, NoteRecord } from '../../domain/change/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import { readRefs } from './branch.ts';
import type { GitProgram } from './git-program.ts';
import { firstLine, readObject } from './object-store.ts';

/** Notes of one ref that are read: ten times a busy repository's years. */
export const NOTE_COUNT_LIMIT = 500_000;
/** Bytes of one note: a record of a session is far smaller; a longer one is left out. */
export const NOTE_SIZE_LIMIT = 4_194_304;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * All notes of a ref, in the order of its tree. An entry is a note when its path without slashes is an object id
 * (git fans notes out into folders as they grow); everything else in the tree is left out, as is a note that is too long.
 */
export async function readNotes(
  git: GitProgram,
  { ref, condense }: { readonly ref: string; readonly condense: (text: string) => string },
): Promise<readonly NoteRecord[]> {
  const found = (await readRefs(git, [ref])).get(ref);
  if (found === undefined) return [];
  const listed = await listNotes(git, found.commit);
  if (listed.length === 0) return [];
  const process = git.start(['cat-file', '--batch', '--buffer']);
  const records: NoteRecord[] = [];
  try {
    process.input.end(`${listed.map((note) => note.blob).join('\n')}\n`);
    for (const { commit } of listed) {
      const object = await readObject(process, { limit: NOTE_SIZE_LIMIT, name: null, contents: true });
      if (object?.type === 'blob' && object.content !== null)
        records.push({ commit, text: condense(utf8.decode(object.content)) });
    }
  } finally {
    process.stop();
  }
  return records;
}

interface ListedNote {
  readonly commit: CommitId;
  readonly blob: string;
}

async function listNotes(git: GitProgram, tree: string): Promise<readonly ListedNote[]> {
  const process = git.start(['ls-tree', '-r', '-z', '--full-tree', tree]);
  const listed: ListedNote[] = [];
  try {
    for (let line = await process.output.until(0); line !== null; line = await process.output.until(0)) {
      const note = noteOf(line.toString('latin1'));
      if (note === null) continue;
      if (listed.length >= NOTE_COUNT_LIMIT) throw tooMany(tree);
      listed.push(note);
    }
    const { code, stderr } = await process.ended;
    if (code !== 0) throw unreadable(stderr);
  } finally {
    process.stop();
  }
  return listed;
}

function noteOf(line: string): ListedNote | null {
  const found = /^\d{6} blob ([0-9a-f]{40,64})\t((?:[0-9a-f]{2}\/)*[0-9a-f]+)$/.exec(line);
  const [, blob = '', path = ''] = found ?? [];
  const commit = path.replaceAll('/', '');
  return commit.length === 40 || commit.length === 64 ? { commit: commit as CommitId, blob } : null;
}

function tooMany(ref: string): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'too-many-notes',
    message: `${printable(ref)} has more than ${NOTE_COUNT_LIMIT} notes`,
    fix: 'Remove notes of commits that are gone: git notes prune',
  });
}

function unreadable(stderr: string): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'notes-unreadable',
    message: `git could not list the notes: ${firstLine(stderr)}`,
    fix: 'Fetch the notes ref again, or check the repository with: git fsck',
  });
}
