import type { ReviewEstimate } from '../review/index.ts';
import type { Blocker, Clearer, Decision, DecisionValue } from './model.ts';

/** The one thing to do next, most pressing first. */
export function nextStepOf(given: {
  readonly decision: DecisionValue;
  readonly wouldDecide: DecisionValue;
  readonly blockers: readonly Blocker[];
  readonly review: ReviewEstimate;
}): Decision['nextStep'] {
  const [first] = given.blockers;
  if (first === undefined) return { text: 'nothing stands in the way', argv: null };
  const { argv } = first;
  if (first.missing?.kind === 'signoffs' || first.missing?.kind === 'two-person') {
    const minutes = Math.ceil(given.review.minutes);
    return {
      text: `${prefix(given.decision)}ask ${names(first.whoCanClear)} for a review (about ${minutes} min)`,
      argv,
    };
  }
  return { text: `${prefix(given.decision)}${first.how}`, argv };
}

function prefix(decision: DecisionValue): string {
  return decision === 'allow' ? 'advised, not required: ' : '';
}

function names(clearers: readonly Clearer[]): string {
  const [first] = clearers;
  if (first === undefined || first.kind === 'nobody')
    return 'an administrator to add somebody who may sign off, then that person,';
  if (first.kind === 'anyone') return 'somebody who did not make the change';
  return first.kind === 'level' ? `a ${first.name}` : clearers.map((clearer) => clearer.name).join(' or ');
}
