import { type Change, type CommitId, type FilePath, saysRepair } from '../domain/change/index.ts';
import { type FixTracer, hotfixLabels, type Label, originLabel, originOf } from '../domain/label/index.ts';
import type { Instant } from '../kernel/index.ts';
import type { Watch } from './history.ts';
import { traceFixes } from './trace-fixes.ts';

/** What tracing needs of one landed change. */
export interface TraceableChange {
  readonly commit: CommitId;
  readonly landedAt: Instant | null;
  readonly files: readonly FilePath[];
  /** Whether its message says that it repairs something. */
  readonly fix: boolean;
}

/** Takes from a landed change what tracing needs. */
export function traceableOf(change: Change, commit: CommitId): TraceableChange {
  return {
    commit,
    landedAt: change.at,
    files: change.files.map(({ path }) => path),
    fix: saysRepair(change),
  };
}

/** Labels by blame and by hotfix for landed changes, oldest first; each fix is traced once and remembered by the tracer. */
export async function traceLabels(options: {
  readonly tracer: FixTracer;
  readonly changes: readonly TraceableChange[];
  readonly watch?: Watch | undefined;
}): Promise<readonly Label[]> {
  return [...(await originLabels(options)), ...hotfixLabels(options.changes)];
}

/** Labels by blame alone. */
export async function originLabels(options: {
  readonly tracer: FixTracer;
  readonly changes: readonly TraceableChange[];
  readonly watch?: Watch | undefined;
}): Promise<readonly Label[]> {
  const { tracer, changes, watch } = options;
  const evidence = await traceFixes({
    tracer,
    fixes: changes.filter(({ fix }) => fix).map(({ commit }) => commit),
    onProgress: ({ done, total }) => watch?.(done, total),
  });
  return evidence.flatMap((found) => originLabel(found, originOf(found)) ?? []);
}
