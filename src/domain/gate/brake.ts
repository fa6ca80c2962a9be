import { type ActiveBrake, type BrakeHold, type BrakeTarget, holdMessage, holdsOn, howToPass } from '../brake/index.ts';
import { countDistinct, type JudgedSignoff } from '../review/index.ts';
import type { Blocker } from './model.ts';

/** The brakes that hold at the moment of a decision, and the change as they see it. */
export interface BrakeQuestion {
  readonly active: readonly ActiveBrake[];
  readonly target: Omit<BrakeTarget, 'signoffs'>;
}

/** What a change is to brakes once its sign-offs were judged: only those count that the gate would count. */
export function brakeTargetOf(target: Omit<BrakeTarget, 'signoffs'>, signoffs: readonly JudgedSignoff[]): BrakeTarget {
  const humans = signoffs.flatMap((each) => (each.kind === 'eligible' ? [each.human] : []));
  return { ...target, signoffs: countDistinct(humans) };
}

/** What holds the change; empty where nobody asked. */
export function brakeHoldsOf(question: BrakeQuestion | null, signoffs: readonly JudgedSignoff[]): readonly BrakeHold[] {
  return question === null ? [] : holdsOn(question.active, brakeTargetOf(question.target, signoffs));
}

/** A brake as what stands in the way: enforced whatever the mode of the rules, since somebody pulled it. */
export function brakeBlocker(hold: BrakeHold): Blocker {
  const isCalendar = hold.by.kind === 'calendar';
  return {
    code: `${BRAKE_RULE}/${hold.brake}`,
    rule: BRAKE_RULE,
    mode: 'enforce',
    effect: 'hold',
    message: holdMessage(hold),
    because: hold.reason,
    facts: [{ name: `brake ${hold.part}`, value: hold.unknown === null ? 'touched' : `unknown: ${hold.unknown}` }],
    where: [],
    whoCanClear: [
      { kind: 'anyone', name: isCalendar ? 'whoever may change firebreak.yaml' : 'an operator who is a human' },
    ],
    how: howToPass(hold),
    argv: ['firebreak', 'brake', 'list'],
    expiresAt: hold.until,
    missing: null,
  };
}

/** Stands where the rule of a blocker stands. */
export const BRAKE_RULE = 'brake';
