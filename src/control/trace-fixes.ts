import type { CommitId } from '../domain/change/index.ts';
import type { FixEvidence, FixTracer } from '../domain/label/index.ts';

/** Fixes traced at once: while one waits for git the next is prepared; the tracer bounds its own processes. */
const AT_ONCE = 3;

/** How far a pass over the fixes of a history is. */
export interface TraceProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Traces every fix once, in the given order as far as parallel work allows; the answer is in that order and without
 * repetition. Ends with the first fault; what a remembering tracer has kept by then is not asked again.
 */
export async function traceFixes(options: {
  readonly tracer: FixTracer;
  readonly fixes: readonly CommitId[];
  readonly onProgress?: (progress: TraceProgress) => void;
}): Promise<readonly FixEvidence[]> {
  const fixes = [...new Set(options.fixes)];
  const found: FixEvidence[] = [];
  const waiting = fixes.entries();
  let done = 0;
  let failed = false;
  const work = async (): Promise<void> => {
    for (const [index, fix] of waiting) {
      if (failed) return;
      try {
        found[index] = await options.tracer.trace(fix);
      } catch (error) {
        failed = true;
        throw error;
      }
      done += 1;
      options.onProgress?.({ done, total: fixes.length });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}
