import type { MissingRequirement, RuleMode, RuleOutcome } from '../policy/index.ts';
import type { ReviewEstimate } from '../review/index.ts';

/** Levels whose time is counted: the people that a blanket rule turns into the bottleneck. */
const COUNTED_LEVELS: readonly (string | null)[] = ['senior', 'principal'];

/**
 * Minutes of senior or principal time that the unsatisfied rules of these modes ask for together: one senior's review
 * serves every rule at once, so it is the most that any one rule asks for.
 */
export function seniorMinutes(
  outcomes: readonly RuleOutcome[],
  options: { readonly modes: readonly RuleMode[]; readonly review: ReviewEstimate },
): number {
  const counts = outcomes.filter(({ rule }) => options.modes.includes(rule.mode)).map(seniorsAsked);
  return Math.max(0, ...counts) * options.review.minutes;
}

/** By rule id, what each unsatisfied rule alone asks for; rules that ask for none are left out. */
export function seniorMinutesByRule(
  outcomes: readonly RuleOutcome[],
  review: ReviewEstimate,
): Readonly<Record<string, number>> {
  const asked = outcomes.map((outcome) => [outcome.rule.id, seniorsAsked(outcome) * review.minutes] as const);
  return Object.fromEntries(asked.filter(([, minutes]) => minutes > 0));
}

/** Seniors that one rule still waits for; one human may serve several of its requirements. */
function seniorsAsked(outcome: RuleOutcome): number {
  return outcome.kind === 'unsatisfied' ? Math.max(0, ...outcome.missing.map(seniorsOf)) : 0;
}

function seniorsOf(missing: MissingRequirement): number {
  if (missing.kind !== 'signoffs' || !COUNTED_LEVELS.includes(missing.requirement.level)) return 0;
  return missing.requirement.count - missing.have;
}
