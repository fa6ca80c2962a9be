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
  if (document.decision !== 'allow') return `${VERDICT[document.decision]}${reasons(document)}.`;
  if (document.rules.length === 0) return 'Allowed: the policy has no rules, so nothing was checked.';
  if (document.would_decide === 'allow') {
    return `Allowed: ${plural(document.rules.length, 'rule')} checked, nothing is missing.`;
  }
  return `Allowed, because nothing in the way is enforced; it would be ${wouldBe(document)}.`;
}

/** ` by 2 rules and because 1 rule could not be evaluated`: each enforced rule once, by what it lacks. */
function reasons({ blockers, unevaluable }: DecisionDocument): string {
  const blind = new Set(unevaluable.filter(({ mode }) => mode === 'enforce').map(({ rule }) => rule));
  const missing = new Set(blockers.filter(({ mode }) => mode === 'enforce').map(({ rule }) => rule));
  const seen = [...missing].filter((rule) => !blind.has(rule)).length;
  const parts = [
    seen > 0 ? `by ${plural(seen, 'rule')}` : '',
    blind.size > 0 ? `because ${plural(blind.size, 'rule')} could not be evaluated` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}

/** The rules that could not be evaluated and that no blocker speaks for: each is told once. */
export function unevaluableAlone({ blockers, unevaluable }: DecisionDocument): DecisionDocument['unevaluable'] {
  const told = new Set(blockers.map(({ rule }) => rule));
  return unevaluable.filter(({ rule }) => !told.has(rule));
}

/** What the decision would be with every rule enforced, as words in a sentence. */
export function wouldBe(document: DecisionDocument): string {
  return { allow: 'allowed', hold: 'held', block: 'blocked', unknown: 'unknown, which holds' }[document.would_decide];
}

/**
 * A clause as a sentence: a capital first, a full stop last. Names such as `change.lines` keep their first letter, texts
 * that end in a mark keep it.
 */
export function asSentence(text: string): string {
  const trimmed = text.trim();
  const capital = /^[a-z]+(?=[\s,;]|$)/.test(trimmed) ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return capital === '' || /[.!?:…]$/.test(capital) ? capital : `${capital}.`;
}

/** Clauses as sentences in a row; empty ones are left out. */
export function asSentences(texts: readonly string[]): string {
  return texts
    .map(asSentence)
    .filter((text) => text !== '')
    .join(' ');
}

/** Who can clear a blocker, in words. */
export function clearerText(clearer: Clearer): string {
  switch (clearer.kind) {
    case 'level':
      return `any ${clearer.name} or above`;
    case 'anyone':
      return 'anyone who did not write it';
    case 'author':
      return 'the author';
    case 'nobody':
      return 'nobody, as things stand';
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

/** What scores changes here, in words that follow `in use`. */
export function modelName(use: 'own' | 'level' | 'shipped'): string {
  const names = {
    own: 'own model',
    level: 'shipped weights at its own base rate',
    shipped: 'shipped weights',
  } as const;
  return names[use];
}
