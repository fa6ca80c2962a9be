import type { BlockerDocument, DecisionDocument } from '../../../contract/index.ts';
import type { Tone } from './paint.ts';

type Decision = DecisionDocument['decision'];
type Clearer = BlockerDocument['who_can_clear'][number];
type Place = BlockerDocument['where'][number];

const THOUSANDS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** The word of a decision, as it starts a sentence. */
export const VERDICT: Readonly<Record<Decision, string>> = {
  allow: 'Allowed',
  hold: 'Held',
  block: 'Blocked',
  unknown: 'Unknown',
};

export const VERDICT_TONE: Readonly<Record<Decision, Tone>> = {
  allow: 'good',
  hold: 'wait',
  block: 'bad',
  unknown: 'doubt',
};

/** One sentence that says what the decision rests on. */
export function verdictSentence(document: DecisionDocument): string {
  const enforced = document.blockers.filter((blocker) => blocker.mode === 'enforce');
  const blind = document.unevaluable.filter((one) => one.mode === 'enforce').length;
  const rules = ruleCount(enforced);
  const reasons = [
    rules > 0 ? `by ${plural(rules, 'rule')}` : '',
    blind > 0 ? `because ${plural(blind, 'rule')} could not be evaluated` : '',
  ].filter((reason) => reason !== '');
  if (document.decision !== 'allow') {
    return `${VERDICT[document.decision]}${reasons.length > 0 ? ` ${reasons.join(' and ')}` : ''}.`;
  }
  if (document.rules.length === 0) return 'Allowed: the policy has no rules, so nothing was checked.';
  if (document.would_decide === 'allow')
    return `Allowed: ${plural(document.rules.length, 'rule')} checked, nothing is missing.`;
  return `Allowed, because nothing in the way is enforced; it would be ${wouldBe(document)}.`;
}

/** What the decision would be with every rule enforced, as words in a sentence. */
export function wouldBe(document: DecisionDocument): string {
  return { allow: 'allowed', hold: 'held', block: 'blocked', unknown: 'unknown, which holds' }[document.would_decide];
}

/** Distinct rules behind blockers: one rule may lack several things. */
export function ruleCount(blockers: readonly BlockerDocument[]): number {
  return new Set(blockers.map((blocker) => blocker.rule)).size;
}

/** Who can clear a blocker, in words. */
export function clearerText(clearer: Clearer): string {
  switch (clearer.kind) {
    case 'level':
      return `any ${clearer.name} or higher`;
    case 'anyone':
      return 'anyone who did not write it';
    case 'author':
      return 'the author';
    case 'nobody':
      return 'nobody, as long as the facts stay as they are';
    case 'person':
    case 'team':
      return clearer.name;
  }
}

/** `path:line`, or the path for the whole file. */
export function placeText(place: Place): string {
  return place.line === null ? place.path : `${place.path}:${place.line}`;
}

/** `1 rule`, `3 rules`. */
export function plural(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `12,345`: the same on every machine, whatever its locale. */
export function thousands(count: number): string {
  return THOUSANDS.format(count);
}

/** The first twelve characters of a digest or an object id, without its algorithm. */
export function shortId(id: string): string {
  return id.replace(/^[a-z0-9]{1,10}:/, '').slice(0, 12);
}
