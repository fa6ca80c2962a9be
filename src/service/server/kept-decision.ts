import type { DecisionDocument } from '../../contract/index.ts';
import type { ServerNode, Submission } from '../../control/index.ts';

/** The decision document of a submission's newest decision, kept by digest beside the log; `null` = none. */
export async function keptDecision(
  plane: { readonly node: Pick<ServerNode, 'store'> },
  { decided }: Submission,
): Promise<DecisionDocument | null> {
  if (decided === null) return null;
  const text = await plane.node.store.documents.get(decided.documentDigest);
  // Written by this program and read back by its digest.
  return text === null ? null : (JSON.parse(text) as DecisionDocument);
}
