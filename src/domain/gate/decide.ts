import { type Digest, digestOfJson, type Instant, type Result } from '../../kernel/index.ts';
import {
  type CompiledPolicy,
  combine,
  evaluatePolicy,
  type Facts,
  type PolicyProblem,
  RULE_MODES,
  type RuleOutcome,
  strongestMode,
} from '../policy/index.ts';
import {
  estimateReview,
  type JudgedSignoff,
  judgeSignoffs,
  type ReviewContext,
  type ReviewEstimate,
  type Signoff,
} from '../review/index.ts';
import { blockersOf, compareBlockers, unusablePolicyBlocker } from './blocker.ts';
import { type BrakeQuestion, brakeBlocker, brakeHoldsOf } from './brake.ts';
import { foundEvidence } from './found-evidence.ts';
import { matchedPaths } from './matched-path.ts';
import { type Blocker, type Decision, type DecisionValue, EXIT_CODE, type UnevaluableRule } from './model.ts';
import { nextStepOf } from './next-step.ts';
import { seniorMinutes, seniorMinutesByRule } from './senior-minutes.ts';

/** Everything a decision rests on. */
export interface DecideInput {
  readonly facts: Facts;
  /** What `compilePolicy` gave for the policy of the protected base, or why it could not be read. */
  readonly policy: Result<CompiledPolicy, readonly PolicyProblem[]>;
  readonly signoffs: readonly Signoff[];
  /** Who took part, who may sign off, which content; its `now` is not used. */
  readonly review: Omit<ReviewContext, 'now'>;
  /** The team's own factor of review minutes; `null` or left out = not stated. */
  readonly reviewMinutesFactor?: number | null;
  /** Brakes of the moment; `null` or left out = none is asked for, as for what has landed. */
  readonly brakes?: BrakeQuestion | null;
  readonly now: Instant;
}

/**
 * The one decision path: what the policy says of the facts. Pure and total: the same input gives the same decision, in
 * whatever order rules and sign-offs come; a policy that cannot be used is `unknown`, which holds. A brake that covers the change holds it
 * whatever the rules say.
 */
export function decide(input: DecideInput): Decision {
  const review: ReviewContext = { ...input.review, now: input.now };
  const signoffs = judgeSignoffs(input.signoffs, review);
  const base = commonOf(input, signoffs);
  if (!input.policy.ok) return unusable(base, input.policy.rejection);
  const policy = input.policy.value;
  const { outcomes } = evaluatePolicy({ policy, facts: input.facts, signoffs, review, now: input.now });
  const { brakes } = base;
  const ruled = combine(outcomes, ['enforce']);
  const decision = braked(ruled, brakes);
  const wouldDecide = braked(combine(outcomes, RULE_MODES), brakes);
  const lacking = allBlockers({ policy, outcomes, facts: input.facts, review, signoffs });
  const blockers = [...lacking, ...brakes.map(brakeBlocker)].sort(compareBlockers);
  return {
    ...base,
    decision,
    ruled,
    wouldDecide,
    exit: EXIT_CODE[decision],
    wouldExit: EXIT_CODE[wouldDecide],
    mode: brakes.length > 0 ? 'enforce' : strongestMode(outcomes),
    note: noteOf(outcomes),
    blockers,
    unevaluable: unevaluableOf(outcomes),
    outcomes,
    policyProblems: [],
    evidence: foundEvidence(input.facts, signoffs),
    seniorMinutes: seniorMinutes(outcomes, { modes: ['advise', 'enforce'], review: base.review }),
    wouldSeniorMinutes: seniorMinutes(outcomes, { modes: RULE_MODES, review: base.review }),
    seniorMinutesByRule: seniorMinutesByRule(outcomes, base.review),
    policyDigest: policy.digest,
    nextStep: nextStepOf({ decision, wouldDecide, blockers, review: base.review }),
  };
}

/** A brake never turns a refusal into a hold. */
function braked(value: DecisionValue, brakes: Decision['brakes']): DecisionValue {
  return brakes.length > 0 && value === 'allow' ? 'hold' : value;
}

type Common = Pick<
  Decision,
  'brakes' | 'signoffs' | 'review' | 'policyEditedByChange' | 'factsDigest' | 'unknownFacts' | 'decidedAt'
>;

function commonOf(
  { facts, now, reviewMinutesFactor, brakes: question }: DecideInput,
  signoffs: readonly JudgedSignoff[],
): Common {
  const { change } = facts.values;
  const brakes = brakeHoldsOf(question ?? null, signoffs);
  return {
    brakes,
    signoffs,
    review: reviewOf(facts, reviewMinutesFactor ?? null),
    policyEditedByChange: change.classes?.includes('policy') ?? false,
    // What brakes say is a fact of the day; without one the digest is that of the facts alone.
    factsDigest: digestOfJson(brakes.length === 0 ? facts : { facts, brakes }),
    unknownFacts: Object.keys(facts.unknown)
      .sort()
      .map((fact) => ({ fact, why: facts.unknown[fact] ?? '' })),
    decidedAt: now,
  };
}

/** Minutes of one careful review of a change with these facts. */
function reviewOf({ values: { change, author } }: Facts, teamFactor: number | null): ReviewEstimate {
  return estimateReview({
    reviewLines: change.review_lines ?? null,
    files: change.files ?? null,
    areas: change.areas ?? null,
    classes: change.classes ?? null,
    fileChangesBefore: author.file_changes_before ?? null,
    teamFactor,
  });
}

/** Stands for a policy that could not be used: a digest of what is wrong, so that it is never mistaken for a policy. */
function problemsDigest(problems: readonly PolicyProblem[]): Digest {
  return digestOfJson({ unusable: problems });
}

function unusable(base: Common, problems: readonly PolicyProblem[]): Decision {
  return {
    ...base,
    decision: 'unknown',
    ruled: 'unknown',
    wouldDecide: 'unknown',
    exit: EXIT_CODE.unknown,
    wouldExit: EXIT_CODE.unknown,
    mode: 'enforce',
    note: 'policy-unusable',
    blockers: [unusablePolicyBlocker(problems), ...base.brakes.map(brakeBlocker)],
    unevaluable: [],
    outcomes: [],
    policyProblems: problems,
    evidence: [],
    seniorMinutes: 0,
    wouldSeniorMinutes: 0,
    seniorMinutesByRule: {},
    policyDigest: problemsDigest(problems),
    nextStep: { text: 'correct the policy: it cannot be used as it is', argv: ['firebreak', 'policy', 'lint'] },
  };
}

function allBlockers(given: {
  readonly policy: CompiledPolicy;
  readonly outcomes: readonly RuleOutcome[];
  readonly facts: Facts;
  readonly review: ReviewContext;
  readonly signoffs: readonly JudgedSignoff[];
}): readonly Blocker[] {
  const { facts, review, signoffs } = given;
  const context = {
    review,
    signoffs,
    amendable: (facts.values.change.commits ?? 0) > 0 && facts.values.change.kind === 'branch',
    where: (rule: CompiledPolicy['rules'][number]) => matchedPaths(rule, facts),
  };
  // Outcomes stand in the order of the compiled rules.
  return given.policy.rules
    .flatMap((rule, index) => {
      const outcome = given.outcomes[index];
      return outcome === undefined ? [] : blockersOf(outcome, rule, context);
    })
    .sort(compareBlockers);
}

function unevaluableOf(outcomes: readonly RuleOutcome[]): readonly UnevaluableRule[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.kind !== 'unevaluable') return [];
    const missing =
      outcome.error === null ? outcome.missing : [...outcome.missing, { fact: 'condition', why: outcome.error }];
    return [{ rule: outcome.rule.id, mode: outcome.rule.mode, missing }];
  });
}

function noteOf(outcomes: readonly RuleOutcome[]): Decision['note'] {
  if (outcomes.every(({ kind }) => kind === 'expired' || kind === 'not-started')) return 'no-rules';
  return outcomes.some(({ kind }) => kind === 'satisfied' || kind === 'unsatisfied' || kind === 'unevaluable')
    ? null
    : 'no-rule-matched';
}
