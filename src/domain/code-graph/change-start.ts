import type { FilePath } from '../change/index.ts';
import { governedBy } from './configuration.ts';
import type { CodeGraph } from './graph.ts';
import { isLockFile, lockDifference } from './lock-file/index.ts';
import type { LanguageSupport } from './model.ts';
import type { ReachStart } from './reach.ts';

/** One path of a change as reach sees it. */
export interface ChangedPath {
  readonly path: FilePath;
  /** The texts of a lock file before and after; `null` where there was none, is none or it is too large. Else both `null`. */
  readonly lock: { readonly before: string | null; readonly after: string | null } | null;
}

/** Where a change starts to reach, and the lock files and configurations of which that is not known. */
export interface ChangeStarts {
  readonly starts: readonly ReachStart[];
  /** Lock files that could not be understood: what they reach is unknown. */
  readonly unknown: readonly FilePath[];
}

/**
 * Turns changed paths into starts: a lock file into the packages that it locks otherwise now and those that need them, a
 * configuration into the files that it is for, anything else into itself.
 */
export function startsOf(
  graph: CodeGraph,
  changed: readonly ChangedPath[],
  supports: readonly LanguageSupport[],
): ChangeStarts {
  const starts: ReachStart[] = [];
  const unknown: FilePath[] = [];
  const governed = governedBy(graph, supports);
  for (const { path, lock } of changed) {
    starts.push({ kind: 'file', path });
    if (isLockFile(path)) {
      const difference = lock === null ? null : lockDifference(path, lock);
      if (difference === null) unknown.push(path);
      else {
        const { language } = difference;
        for (const name of [...difference.changed, ...difference.dependents]) {
          starts.push({ kind: 'package', language, name, lockFile: path });
        }
      }
      continue;
    }
    const governs = governed(path);
    if (governs !== null) starts.push({ kind: 'configuration', path, governs });
  }
  return { starts, unknown };
}
