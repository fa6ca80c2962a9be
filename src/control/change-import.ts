import { DEPENDENT_DEPTH, type ImportDistance, importDistance } from '../domain/blast-radius/index.ts';
import { type Change, classifyFile, type FilePath } from '../domain/change/index.ts';
import { type CodeGraph, isLockFile } from '../domain/code-graph/index.ts';
import { printable } from '../kernel/index.ts';
import type { CodeGraphs } from './code-graph.ts';

/** The imports of a change's head, and what its lock files and configurations reach. */
export async function readImports(options: { readonly graphs: CodeGraphs; readonly change: Change }): Promise<{
  readonly graph: CodeGraph | null;
  readonly imports: ImportDistance | null;
  readonly limits: readonly string[];
  /** Whether `imports` tells all: not so where a changed lock file could not be compared. */
  readonly whole: boolean;
}> {
  const { base, head, files } = options.change;
  const revision = head ?? base;
  if (revision === null)
    return { graph: null, imports: null, limits: ['there is no commit to read imports from'], whole: false };
  const { graphs } = options;
  const changed = files.flatMap(({ path, previousPath }) => (previousPath === null ? [path] : [path, previousPath]));
  if (base === null || head === null) {
    const graph = await graphs.at(revision);
    const limits = head === null ? ['imports are those of HEAD: staged content has no commit yet'] : [];
    return { graph, imports: importDistance(graph, changed), limits, whole: true };
  }
  const reach = await graphs.reach({ base, head, depth: DEPENDENT_DEPTH, types: true });
  const distance = importDistance(reach.head, changed);
  const dependents = new Map(distance.dependents);
  // Lock files, configurations and what used a deleted file reach further than imports of the new tree tell.
  const own = new Set(changed);
  const configured = new Map<string, number>();
  for (const { path, hops, why } of reach.reached) {
    const [start = ''] = why;
    if (hops === 0 || own.has(path)) continue;
    // What a configuration is for does not use it as an importer does: one line of it seldom means all of them.
    if (isConfiguration(start)) configured.set(start, (configured.get(start) ?? 0) + 1);
    else if (hops < (dependents.get(path) ?? DEPENDENT_DEPTH + 1)) dependents.set(path, hops);
  }
  const governed = [...configured].map(
    ([path, count]) => `${printable(path)} is configuration for ${count} files, which are not counted as importing it`,
  );
  const unknown = reach.unknown.map(
    (path) => `${printable(path)} could not be compared: which packages it changes is not known`,
  );
  return {
    graph: reach.head,
    imports: { ...distance, dependents },
    limits: [...unknown, ...governed],
    whole: unknown.length === 0,
  };
}

function isConfiguration(path: string): boolean {
  const kind = classifyFile(path as FilePath);
  return (kind === 'configuration' || kind === 'dependency') && !isLockFile(path as FilePath);
}
