import type { FilePath } from '../../change/index.ts';
import type { Finding } from '../rule.ts';
import type { Pipeline } from './pipeline.ts';
import type { WorkflowRuleName } from './rule.ts';

/** A rule about pipelines that was found. */
export type WorkflowFinding = Finding<WorkflowRuleName>;

/** One pipeline file on both sides; `null` where it does not exist or could not be read. */
export interface PipelinePair {
  readonly pair: { readonly path: FilePath; readonly before: string | null; readonly after: string | null };
  readonly before: Pipeline | null;
  readonly after: Pipeline | null;
}
