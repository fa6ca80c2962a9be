import { spawn, spawnSync } from 'node:child_process';
import type { Commit, CommitId } from '../../src/domain/change/index.ts';
import { instant } from '../../src/kernel/index.ts';
import type { GeneratedCommit } from './generate.ts';

/** Fields of one commit, each ended by a NUL, which no field can hold. */
const FIELDS = ['%H', '%P', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B', '%N'];

/** Streams commits with their git-ai notes from `git log`, newest first. Throws where git fails. */
export async function* readHistory(repository: string, limit: number | null): AsyncIterable<GeneratedCommit> {
  const cut = limit === null ? [] : [`--max-count=${limit}`];
  const format = `--format=tformat:${FIELDS.join('%x00')}`;
  const args = [
    '-C',
    repository,
    'log',
    '-z',
    '--no-color',
    '--no-show-signature',
    '--encoding=UTF-8',
    '--no-standard-notes',
    ...(hasNotes(repository) ? ['--notes=ai'] : []),
    format,
    ...cut,
  ];
  const git = spawn('git', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => git.on('close', resolve));
  git.stdout.setEncoding('utf8');
  let pending: string[] = [];
  let open = '';
  for await (const chunk of git.stdout as AsyncIterable<string>) {
    const parts = (open + chunk).split('\0');
    open = parts.pop() ?? '';
    pending.push(...parts);
    let at = 0;
    for (; at + FIELDS.length <= pending.length; at += FIELDS.length)
      yield commitOf(pending.slice(at, at + FIELDS.length));
    pending = pending.slice(at);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`git log in ${repository} ended with ${code}`);
}

/** git warns about a notes ref that does not exist. */
function hasNotes(repository: string): boolean {
  return spawnSync('git', ['-C', repository, 'rev-parse', '--verify', '--quiet', 'refs/notes/ai']).status === 0;
}

function commitOf(fields: readonly string[]): GeneratedCommit {
  const [id = '', parents = '', an = '', ae = '', at = '0', cn = '', ce = '', ct = '0', message = '', note = ''] =
    fields;
  const commit: Commit = {
    id: id as CommitId,
    parents: parents.split(' ').filter((parent) => parent !== '') as CommitId[],
    author: { name: an, mail: ae },
    authoredAt: instant(Number(at) * 1000),
    committer: { name: cn, mail: ce },
    committedAt: instant(Number(ct) * 1000),
    message,
  };
  return { commit, note: note === '' ? null : note };
}
