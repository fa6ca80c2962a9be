import type { Decision } from '../domain/gate/index.ts';
import { type NewEvent, payloadOf, type StreamId, streamId, type View } from '../event-log/index.ts';
import type { JudgedProposal } from './proposal.ts';

/** A decision was reached: what it rests on by digest, and its reasons by code. No diff, no text that people wrote. */
export const DECISION_RECORDED = 'DecisionRecorded';

/** Reasons of one kind that one event holds: more are counted, not kept. */
const MAX_REASONS = 200;

/** The stream of one content: judged again, its decisions follow one another. */
export function decisionStream({ assessment: { change, decision } }: JudgedProposal): StreamId {
  return streamId('decision', change.contentDigest ?? change.head ?? decision.factsDigest);
}

/** The event of one decision. Its actor is the author's id in the catalog, where that is no mail address. */
export function decisionRecorded({ assessment }: JudgedProposal): NewEvent {
  const { change, decision, facts, place, provenance } = assessment;
  const { id, level } = facts.values.author;
  const known = typeof id === 'string' && level !== undefined && /^[!-?A-~]{1,100}$/.test(id);
  return {
    type: DECISION_RECORDED,
    schemaVersion: 1,
    at: decision.decidedAt,
    actor: known ? id : null,
    payload: {
      kind: change.kind,
      base: change.base,
      head: change.head,
      content_digest: change.contentDigest,
      decision: decision.decision,
      would_decide: decision.wouldDecide,
      mode: decision.mode,
      facts_digest: decision.factsDigest,
      policy_digest: decision.policyDigest,
      policy_edited_by_change: decision.policyEditedByChange,
      tier: place?.tier ?? null,
      assistance: provenance.assistance,
      ...reasonsOf(decision),
    },
  };
}

/** How often each verdict was recorded, and where last. */
export const VERDICT_COUNT: View = {
  name: 'verdict-count',
  version: 1,
  keysOf: (event) => (event.type === DECISION_RECORDED ? [verdictIn(payloadOf(event))] : []),
  evolve: ({ document, event }) => ({
    count: ((document as VerdictCount | null)?.count ?? 0) + 1,
    position: event.position,
  }),
};

/** One document of {@link VERDICT_COUNT}; its key is the verdict. */
export interface VerdictCount {
  readonly count: number;
  /** Of the newest such decision. */
  readonly position: number;
}

function reasonsOf({ blockers, unevaluable }: Decision) {
  return {
    reasons: blockers.slice(0, MAX_REASONS).map(({ code, rule, mode, effect }) => ({ code, rule, mode, effect })),
    reasons_left_out: Math.max(0, blockers.length - MAX_REASONS),
    unevaluable: unevaluable
      .slice(0, MAX_REASONS)
      .map(({ rule, mode, missing }) => ({ rule, mode, missing: missing.map(({ fact }) => fact) })),
    unevaluable_left_out: Math.max(0, unevaluable.length - MAX_REASONS),
  };
}

/** What a stored event holds is not trusted to have the right shape. */
function verdictIn(payload: unknown): string {
  const verdict = (payload as { readonly decision?: unknown } | null)?.decision;
  return typeof verdict === 'string' && verdict.length > 0 && verdict.length < 40 ? verdict : 'unreadable';
}
