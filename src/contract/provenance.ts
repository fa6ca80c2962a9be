import { z } from 'zod';
import { evidencePlace, provenanceSummary } from './decision.ts';

/**
 * Who or what wrote one commit: one line of `firebreak provenance show --format ndjson`. The five keys are the interface
 * that others measure by; none is added without a new format name.
 */
export const commitProvenance = z.object({
  /** Full object id. */
  commit: z.string(),
  assistance: provenanceSummary.shape.assistance,
  evidence: provenanceSummary.shape.evidence,
  /** Unique by name and model; strongest evidence first. */
  tools: provenanceSummary.shape.tools,
  /** Strongest first; empty goes with `unknown`. */
  where: z.array(evidencePlace),
});
export type CommitProvenance = z.infer<typeof commitProvenance>;
