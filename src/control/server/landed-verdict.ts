import type { LandedVerdict } from '../../domain/deployment/index.ts';
import { evolve, type Submission, verdictOf } from '../../domain/submission/index.ts';
import type { Instant } from '../../kernel/index.ts';
import type { ServerNode } from './port.ts';
import { readHistoryOf } from './query.ts';
import { submissionEventOf } from './stream.ts';

/** A submission as it was when it landed, or as it is while it is open. */
export interface StandingAtLanding {
  readonly state: Submission;
  readonly verdict: LandedVerdict;
}

/** What was said of a submission when it landed; of an open one now. `null` = it was closed, so nothing landed by it. */
export async function verdictAtLanding(node: ServerNode, id: string, now: Instant): Promise<StandingAtLanding | null> {
  let state: Submission | null = null;
  let landed: StandingAtLanding | null = null;
  for (const envelope of await readHistoryOf(node.store, id)) {
    const event = submissionEventOf(envelope);
    if (event === null) continue;
    if (event.kind === 'ChangeClosed' && event.as === 'landed' && state !== null) landed = standing(state, event.at);
    state = evolve(state, event);
  }
  if (state?.state === 'open') return standing(state, now);
  return state?.state === 'landed' ? landed : null;
}

/** Whether what was said lets a change land. */
export function isPassing(verdict: LandedVerdict): boolean {
  return verdict === 'allow' || verdict === 'overridden';
}

function standing(state: Submission, at: Instant): StandingAtLanding {
  const { verdict, overridden } = verdictOf(state, at);
  return { state, verdict: overridden ? 'overridden' : verdict };
}
