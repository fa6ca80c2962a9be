import type { Commit, FileChange } from '../../domain/change/index.ts';
import { contentOf } from './content.ts';
import { BULK_LINE_LIMIT, DiffProcess } from './diff-process.ts';
import type { Repository } from './repository.ts';

/** What each commit changes against its first parent, in order; `null` where objects are missing or git took too long. */
export async function* filesOfCommits({
  repository,
  commits,
  lines,
}: {
  readonly repository: Repository;
  readonly commits: readonly Commit[];
  readonly lines: boolean;
}): AsyncGenerator<readonly FileChange[] | null> {
  const { git, objects, sizes } = repository;
  const process = new DiffProcess(git, { lines, lineLimit: BULK_LINE_LIMIT });
  try {
    const pairs = commits.map(({ id, parents }) => ({ base: parents[0] ?? null, head: id }));
    for await (const answer of process.answers(pairs)) {
      if ('kind' in answer) yield null;
      else yield (await contentOf(answer, { objects, sizes, lineLimit: BULK_LINE_LIMIT })).files;
    }
  } finally {
    process.stop();
  }
}
