import type { AttributionReason, EvidenceGrade, GradeStep } from './model.ts';

/** Reasons above this count as evidence of their family. */
const FOR = 0.3;
/** A lag that one culprit in a hundred has is still a lag; one that hardly any has is none. */
const TIMELY = -3;

/**
 * How good the evidence of a candidate is. Each grade needs the one below it, but for an intervention: what undoing showed
 * holds by itself, as long as the candidate did not come after the symptom.
 */
export function gradeOf(reasons: readonly AttributionReason[], isAsserted: boolean): EvidenceGrade {
  const speaks = (family: AttributionReason['family']) =>
    reasons.filter((one) => one.family === family).reduce((sum, { logOdds }) => sum + logOdds, 0) > FOR;
  const isAfter = reasons.some(({ code }) => code === 'after-onset');
  if (!isAfter && speaks('intervention')) return 'intervention';
  const isTimely = reasons.some(
    ({ family, code, logOdds }) => family === 'time' && code !== 'no-time' && logOdds > TIMELY,
  );
  if (isAfter || !isTimely) return isAsserted ? 'asserted' : 'none';
  if (!reasons.some(({ code }) => code === 'blamed-service') && !speaks('control')) return 'temporal';
  return isExplained(reasons) ? 'mechanism' : 'spatial';
}

/** A mechanism is words of the symptom that hardly any other change has, in the lines of the change, and not only in its title. */
function isExplained(reasons: readonly AttributionReason[]): boolean {
  return reasons.some(({ code, logOdds }) => code === 'explains-symptom' && logOdds > 1);
}

/** What would make the evidence of a candidate better, weakest need first. */
export function stepsFor(
  grade: EvidenceGrade,
  { id, isFlag, isReadable }: { readonly id: string; readonly isFlag: boolean; readonly isReadable: boolean },
): GradeStep[] {
  const undo = isFlag ? `switch ${id} off for a share of users` : `roll ${id} back in the canary`;
  const steps: GradeStep[] = [
    { to: 'temporal', text: `state when ${id} reached production` },
    { to: 'spatial', text: 'compare instances with it and without it at the same time' },
    {
      to: 'mechanism',
      text: isReadable
        ? 'find the line of it that explains the symptom, or traces that lead to it'
        : `bring the difference of ${id}`,
    },
    { to: 'intervention', text: `${undo} and see whether the symptom ends` },
  ];
  const reached = ['none', 'asserted', 'temporal', 'spatial', 'mechanism', 'intervention'];
  return steps.filter(({ to }) => reached.indexOf(to) > reached.indexOf(grade));
}
