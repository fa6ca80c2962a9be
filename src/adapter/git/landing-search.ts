import type { Change, CommitId } from '../../domain/change/index.ts';
import { pullRequestOf, SERIES_LIMIT } from '../../domain/change/index.ts';
import { firstParentLine, type LineCommit } from './commit-stream.ts';
import { withContent } from './landing-content.ts';
import { type ReadLanding, streamLandings } from './landing-stream.ts';
import type { Repository } from './repository.ts';

/**
 * The landed change that a commit belongs to, on the default branch's first-parent history or, where it is not on it,
 * the merge that brought it there. A commit that the default branch does not reach counts as landed on its own line.
 */
export async function findLanding(repository: Repository, commit: CommitId): Promise<Change> {
  const { start, holder } = await placeOf(repository, commit);
  const query = { tip: start, since: null, limit: null };
  for await (const read of streamLandings(repository.git, query, repository.located.shallow)) {
    if (!read.landing.commits.some((one) => one.id === holder)) continue;
    for await (const change of withContent(only(read), await contentOptions(repository))) return change;
  }
  return repository.vanished(commit);
}

async function* only(read: ReadLanding): AsyncGenerator<ReadLanding> {
  yield read;
}

async function contentOptions(repository: Repository) {
  const baseBranch = (await repository.defaultBranch())?.name ?? null;
  // What is judged is always read anew.
  return { repository, lines: true, baseBranch, cache: null };
}

/** `holder` is the commit's landing on the line, `start` the newest commit of a series that it may be part of. */
async function placeOf(
  repository: Repository,
  commit: CommitId,
): Promise<{ readonly start: CommitId; readonly holder: CommitId }> {
  const tip = (await repository.defaultBranch())?.ref.commit ?? commit;
  if (!(await repository.isAncestor(commit, tip))) return { start: commit, holder: commit };
  const line: CommitId[] = [];
  for await (const { id } of newestFirst(repository, tip)) {
    line.push(id);
    if (id === commit) break;
  }
  const at = line.at(-1) === commit ? line.length - 1 : await oldestReaching(repository, { line, commit });
  const holder = line[at] ?? commit;
  // Only a commit with a number can be part of a series, whose newest commit stands above it.
  const found = await repository.commit(holder);
  const alone = found.parents.length > 1 || pullRequestOf(found) === null;
  return { start: line[alone ? at : Math.max(0, at - SERIES_LIMIT)] ?? holder, holder };
}

function newestFirst(repository: Repository, tip: CommitId): AsyncGenerator<LineCommit> {
  return firstParentLine(repository.git, { tip, since: null });
}

/** Index of the oldest commit of the line that reaches the commit: all newer ones do, none older does. */
async function oldestReaching(
  repository: Repository,
  given: { readonly line: readonly CommitId[]; readonly commit: CommitId },
): Promise<number> {
  let reaches = 0;
  let lacks = given.line.length;
  while (lacks - reaches > 1) {
    const middle = Math.floor((reaches + lacks) / 2);
    const at = given.line[middle];
    if (at !== undefined && (await repository.isAncestor(given.commit, at))) reaches = middle;
    else lacks = middle;
  }
  return reaches;
}
