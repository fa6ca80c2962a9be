import type { DecisionDocument } from '../../contract/index.ts';
import type { Submission } from '../../control/index.ts';
import type { Plane } from './plane.ts';

/** The decision document of a submission's newest decision, kept by digest beside the log; `null` = none. */
export async function keptDecision(plane: Plane, { decided }: Submission): Promise<DecisionDocument | null> {
  if (decided === null) return null;
  const text = await plane.node.store.documents.get(decided.documentDigest);
  // Written by this program and read back by its digest.
  return text === null ? null : (JSON.parse(text) as DecisionDocument);
}
