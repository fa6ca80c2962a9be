import { compareHumans, isAutomated, resolveHuman } from './human.ts';
import type { Human, JudgedSignoff, Participant, ReviewContext, Signoff, SignoffRejection } from './model.ts';

/** Judges each sign-off on its own, in the given order: what is rejected says why, and no other sign-off changes it. */
export function judgeSignoffs(signoffs: readonly Signoff[], context: ReviewContext): readonly JudgedSignoff[] {
  const makers = makersOf(context);
  return signoffs.map((signoff) => {
    const judged = judge(signoff, context, makers);
    return typeof judged === 'string'
      ? { kind: 'rejected', signoff, reason: judged }
      : { kind: 'eligible', signoff, human: judged };
  });
}

/** Whether a sign-off by this human could count at all: they took no part, as far as can be told. */
export function couldSignOff(
  human: Human,
  context: Pick<ReviewContext, 'participants' | 'automated' | 'people'>,
): boolean {
  return conflictWith(human, makersOf(context)) === null;
}

/** Participants that are humans: an agent's own account approves nothing, so nobody need be told apart from it. */
function makersOf(context: Pick<ReviewContext, 'participants' | 'automated' | 'people'>): readonly Maker[] {
  return context.participants
    .filter((participant) => !isAutomated(participant, context.automated))
    .map((participant) => ({ participant, human: resolveHuman(participant, context.people) }));
}

interface Maker {
  readonly participant: Participant;
  readonly human: Human | 'nameless' | 'ambiguous';
}

function judge(signoff: Signoff, context: ReviewContext, makers: readonly Maker[]): Human | SignoffRejection {
  if (context.contentDigest === null) return 'content-unknown';
  if (signoff.contentDigest !== context.contentDigest) return 'stale-content';
  if (signoff.edited) return 'edited';
  if (signoff.at > context.now) return 'future-dated';
  if (isAutomated(signoff.by, context.automated)) return 'automated';
  const human = resolveHuman(signoff.by, context.people);
  if (human === 'nameless') return 'nameless';
  if (human === 'ambiguous') return 'ambiguous-identity';
  return conflictWith(human, makers) ?? human;
}

/** Why this human may be one of the makers; "same" is told before "not shown to be another". */
function conflictWith(human: Human, makers: readonly Maker[]): SignoffRejection | null {
  let doubt: SignoffRejection | null = null;
  for (const { participant, human: maker } of makers) {
    const comparison = typeof maker === 'string' ? 'unknown' : compareHumans(human, maker);
    if (comparison === 'same') return participant.role;
    if (comparison === 'unknown') doubt = 'not-shown-distinct';
  }
  return doubt;
}
