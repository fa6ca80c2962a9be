import { z } from 'zod';
import { provenanceSummary } from './decision.ts';

/** Who or what wrote one commit. */
export const commitProvenance = z.object({
  /** Full object id. */
  commit: z.string(),
  assistance: provenanceSummary.shape.assistance,
  evidence: provenanceSummary.shape.evidence,
  /** Unique by name and model; strongest evidence first. */
  tools: provenanceSummary.shape.tools,
  /** Strongest first; empty goes with `unknown`. */
  where: provenanceSummary.shape.where,
  /** What a policy or a person may care about beside who wrote it: records that are unreadable or contradict. */
  findings: provenanceSummary.shape.findings,
});
export type CommitProvenance = z.infer<typeof commitProvenance>;

/**
 * One line of `firebreak provenance show --format ndjson`: five keys. They are the interface that others measure by; none
 * is added without a new format name.
 */
export const provenanceLine = commitProvenance.omit({ findings: true });
export type ProvenanceLine = z.infer<typeof provenanceLine>;

/** `firebreak.provenance/v1`: commits in the order in which history gives them. */
export const provenanceReport = z.object({
  schema: z.literal('firebreak.provenance/v1'),
  commits: z.array(commitProvenance),
});
export type ProvenanceReport = z.infer<typeof provenanceReport>;
