import type { DecidedBrakes } from '../../domain/submission/index.ts';
import type { NodeStore } from '../../event-log/index.ts';
import { canonicalJson, instant } from '../../kernel/index.ts';
import type { JudgedProposal } from '../proposal.ts';

/** Keeps beside the log what brakes are to be asked about a judged change, and gives what its decision says of them; `null` = nothing was asked. */
export async function keepBrakes(
  documents: Pick<NodeStore['documents'], 'put'>,
  { assessment: { braking, decision } }: JudgedProposal,
): Promise<DecidedBrakes | null> {
  if (braking === null) return null;
  const { brakes, ruled } = decision;
  const question = await documents.put(canonicalJson(braking));
  return {
    holding: brakes.map(({ brake }) => brake),
    ruled,
    since: brakes.length === 0 ? null : instant(Math.max(...brakes.map(({ strictSince }) => strictSince))),
    changesAt: braking.changesAt,
    question,
  };
}
