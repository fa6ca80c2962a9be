import type { Change, CommitId, HistoryReader } from '../domain/change/index.ts';
import { type ChangeFindings, placeFindings, type ScannerRun } from '../domain/finding/index.ts';
import type { World } from './port.ts';

/** What the given scanners' reports say of a change; `null` = no report was given. */
export async function readChangeFindings(options: {
  readonly world: World;
  readonly history: HistoryReader;
  /** SARIF files of the caller. */
  readonly files: readonly string[];
  /** Absolute path of the repository: what absolute places lie below. */
  readonly root: string;
  readonly change: Change;
}): Promise<ChangeFindings | null> {
  const { world, history, files, root, change } = options;
  if (files.length === 0) return null;
  const runs: ScannerRun[] = [];
  // One after the other: a report may be large.
  for (const file of files) runs.push(...(await world.readScannerReport(file, { root })));
  const written = await history.writtenLines(change);
  const listed = change.head ?? change.base;
  const doubted = runs.some(({ findings }) =>
    findings.some(({ place }) => place.kind === 'file' && !written.has(place.path)),
  );
  return placeFindings({
    runs,
    written,
    added: new Set(change.files.filter(({ status }) => status === 'added').map(({ path }) => path)),
    files: doubted && listed !== null ? await newFiles(history, listed, change) : null,
    head: change.head,
  });
}

/** The files of the new content: those of its commit, or of the commit that staged content will follow, without what it deletes. */
async function newFiles(history: HistoryReader, commit: CommitId, change: Change): Promise<ReadonlySet<string>> {
  const files = new Set<string>(await history.listFiles(commit, null));
  for (const { path, previousPath, status } of change.files) {
    if (status === 'deleted') files.delete(path);
    if (status === 'renamed' && previousPath !== null) files.delete(previousPath);
  }
  return files;
}
