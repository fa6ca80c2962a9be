import type { Digest, Instant } from '../../kernel/index.ts';
import type { BrakeHold } from '../brake/index.ts';
import type {
  MissingRequirement,
  PolicyProblem,
  RuleMode,
  RuleOutcome,
  ShownFact,
  UnknownFact,
} from '../policy/index.ts';
import type { JudgedSignoff, ReviewEstimate } from '../review/index.ts';

/** `unknown` = the policy could not be used at all; it holds like `hold`. */
export type DecisionValue = 'allow' | 'hold' | 'block' | 'unknown';

/** Exit codes of a decision: 0 allow, 1 block, 3 hold or unknown. */
export const EXIT_CODE: Readonly<Record<DecisionValue, 0 | 1 | 3>> = { allow: 0, block: 1, hold: 3, unknown: 3 };

/** Somebody who can clear a blocker. */
export interface Clearer {
  readonly kind: 'person' | 'team' | 'level' | 'anyone' | 'author' | 'nobody';
  /** Person id, `@team`, level, or a word for the other kinds. */
  readonly name: string;
}

/** What stands in the way, as data: which rule, where, who can clear it, how. */
export interface Blocker {
  /** Unique in a decision: `RULE` for a hold or block, else `RULE/REQUIREMENT`. */
  readonly code: string;
  readonly rule: string;
  readonly mode: RuleMode;
  readonly effect: 'hold' | 'block';
  /** One sentence: what is missing. */
  readonly message: string;
  readonly because: string;
  readonly facts: readonly ShownFact[];
  /** Repository paths that made the rule match, sorted, at most {@link MAX_PLACES}; may be empty. */
  readonly where: readonly string[];
  /** Never empty; `nobody` where the catalog has nobody who could. */
  readonly whoCanClear: readonly Clearer[];
  /** One sentence: what clears it. */
  readonly how: string;
  /** A command that clears it or the next step towards it; `null` where no command can. */
  readonly argv: readonly string[] | null;
  readonly expiresAt: Instant | null;
  /** The requirement behind it; `null` where the rule could not be evaluated. */
  readonly missing: MissingRequirement | null;
}

/** A rule that could not be evaluated. */
export interface UnevaluableRule {
  readonly rule: string;
  readonly mode: RuleMode;
  /** Never empty: an error stands as the fact `condition`. */
  readonly missing: readonly UnknownFact[];
}

/** Something found that meets a requirement. */
export interface FoundEvidence {
  readonly kind: string;
  readonly text: string;
}

/** What the policy says of one change at one moment; the same input gives the same decision. */
export interface Decision {
  /** What the enforced rules and the brakes of the moment say. */
  readonly decision: DecisionValue;
  /** What the enforced rules say apart from brakes. */
  readonly ruled: DecisionValue;
  /** What would be said if every rule in force were enforced; never milder than `decision`. */
  readonly wouldDecide: DecisionValue;
  readonly exit: 0 | 1 | 3;
  readonly wouldExit: 0 | 1 | 3;
  /** The strongest mode of any rule in force; `shadow` where there is none. */
  readonly mode: RuleMode;
  /** Why it is allowed where that needs saying; `null` otherwise. */
  readonly note: 'no-rules' | 'no-rule-matched' | 'policy-unusable' | null;
  /** Enforced first, then advising, then shadow; blocks before holds; then by code. */
  readonly blockers: readonly Blocker[];
  readonly unevaluable: readonly UnevaluableRule[];
  /** Brakes that hold it, whatever the rules say; empty = none, or none was asked for. */
  readonly brakes: readonly BrakeHold[];
  /** One entry a rule, sorted by rule id. */
  readonly outcomes: readonly RuleOutcome[];
  /** What makes the policy unusable; empty where it is usable. */
  readonly policyProblems: readonly PolicyProblem[];
  readonly evidence: readonly FoundEvidence[];
  readonly signoffs: readonly JudgedSignoff[];
  readonly review: ReviewEstimate;
  /** Minutes of senior or principal time that the unsatisfied enforced and advising rules ask for. */
  readonly seniorMinutes: number;
  /** The same over all rules in force, whatever their mode. */
  readonly wouldSeniorMinutes: number;
  /** By rule id: what each unsatisfied rule alone asks for. Rules that ask for none are left out. */
  readonly seniorMinutesByRule: Readonly<Record<string, number>>;
  readonly policyEditedByChange: boolean;
  readonly policyDigest: Digest;
  readonly factsDigest: Digest;
  /** All unknown facts, sorted by name. */
  readonly unknownFacts: readonly UnknownFact[];
  readonly decidedAt: Instant;
  readonly nextStep: { readonly text: string; readonly argv: readonly string[] | null };
}

/** Paths shown for one blocker. */
export const MAX_PLACES = 20;
/** People named for one blocker: one accountable person matters more than a long list. */
export const MAX_CLEARERS = 5;
