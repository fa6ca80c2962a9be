import type { CommitId } from '../change/index.ts';
import type { FixEvidence } from './model.ts';

/**
 * Finds who wrote the lines that a fix touched, without writing to the repository. The answer depends on the commit
 * alone. Throws a Fault where the commit does not exist or git cannot run.
 */
export interface FixTracer {
  trace(fix: CommitId): Promise<FixEvidence>;
}
