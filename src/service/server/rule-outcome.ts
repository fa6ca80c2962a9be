import type { DecisionDocument } from '../../contract/index.ts';
import type { ServerNode, Submission } from '../../control/index.ts';
import { keptDecision } from './kept-decision.ts';

/** What one rule said of one change. */
export interface RuleOutcome {
  readonly rule: string;
  readonly mode: DecisionDocument['rules'][number]['mode'];
  /** Its condition held, whatever came of it. */
  readonly isMatched: boolean;
  /** It is enforced and its requirement is open. */
  readonly isHolding: boolean;
  /** A fact that it asks for is not known. */
  readonly isUnjudged: boolean;
  /** Its own reason; `null` where nothing is open by it, for then a decision does not say it. */
  readonly because: string | null;
  /** Senior time that it asks for here. */
  readonly seniorMinutes: number;
}

/** What of a rule a list of changes is narrowed to. */
export type RuleQuestion = 'matched' | 'holding' | 'unjudged';

/** What the newest decision says, and where it was read from. */
export interface DecisionOutcome {
  readonly policy: DecisionDocument['policy'];
  readonly rules: readonly RuleOutcome[];
  readonly reach: DecisionReach;
}

/** Ids of what a change touches, and of what it can reach from there. */
export interface DecisionReach {
  readonly touched: readonly string[];
  readonly services: readonly string[];
  readonly flows: readonly string[];
}

/** The newest decisions of submissions, rule by rule. */
export type RuleOutcomes = (submission: Submission) => Promise<DecisionOutcome | null>;

/** Decisions that are remembered: more than are open anywhere that we know of; then it begins anew. */
const MAX_KEPT = 20_000;

/** Reads each decision once: what stands under a digest never changes. */
export function openRuleOutcomes(node: Pick<ServerNode, 'store'>): RuleOutcomes {
  const kept = new Map<string, DecisionOutcome>();
  return async (submission) => {
    const digest = submission.decided?.documentDigest;
    if (digest === undefined) return null;
    const known = kept.get(digest);
    if (known !== undefined) return known;
    const document = await keptDecision({ node }, submission);
    if (document === null) return null;
    if (kept.size >= MAX_KEPT) kept.clear();
    const rules = document.rules.map((rule) => outcomeOf(document, rule));
    const outcome = { policy: document.policy, rules, reach: reachOf(document) };
    kept.set(digest, outcome);
    return outcome;
  };
}

/** Whether a rule is what is asked about it. */
export function isAnswer(outcome: RuleOutcome, question: RuleQuestion): boolean {
  switch (question) {
    case 'matched':
      return outcome.isMatched;
    case 'holding':
      return outcome.isHolding;
    case 'unjudged':
      return outcome.isUnjudged;
  }
}

function outcomeOf(
  document: DecisionDocument,
  { rule, mode, outcome }: DecisionDocument['rules'][number],
): RuleOutcome {
  const blockers = document.blockers.filter((blocker) => blocker.rule === rule);
  return {
    rule,
    mode,
    isMatched: outcome === 'satisfied' || outcome === 'unsatisfied',
    isHolding: outcome === 'unsatisfied' && mode === 'enforce',
    isUnjudged: outcome === 'unevaluable',
    because: blockers[0]?.because ?? null,
    seniorMinutes: blockers.some(asksSenior) ? document.review.senior_minutes : 0,
  };
}

function reachOf({ services, reach }: DecisionDocument): DecisionReach {
  return { touched: services, services: reach?.services ?? services, flows: reach?.flows ?? [] };
}

function asksSenior({ code }: { readonly code: string }): boolean {
  return /\/(?:two-person|signoff-)/.test(code);
}
