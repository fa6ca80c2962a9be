/**
 * How failing is predicted. `two-level`: an alarm with a recall of 0.6 and 0.5 % false alarms on whether the change lands in the order
 * of arrival, about 97 % accurate, as published for SubmitQueue. `calibrated`: the very probability with which its fate was drawn.
 */
export type Predictor = 'two-level' | 'calibrated';

const RECALL = 0.6;
const FALSE_ALARM = 0.005;
/** Failing probabilities that the two-level predictor states. */
const STATED = { alarmRight: 0.85, alarmWrong: 0.6, missed: 0.05, fine: 0.03 } as const;
const LEAST = 1e-4;

/** A change's own probability of failing, drawn so that its mean is `mean`: most have little, few have much (Kumaraswamy, a = 1/2). */
export function riskOf(mean: number, random: () => number): number {
  if (mean <= 0) return 0;
  const b = (Math.sqrt(1 + 8 / mean) - 3) / 2;
  return (1 - (1 - random()) ** (1 / b)) ** 2;
}

/** What a predictor says of a change: a probability in [0.0001, 0.9999]. */
export function predictedFailure(given: {
  readonly predictor: Predictor;
  readonly risk: number;
  readonly willLand: boolean;
  readonly random: () => number;
}): number {
  return Math.min(1 - LEAST, Math.max(LEAST, given.predictor === 'calibrated' ? given.risk : twoLevel(given)));
}

function twoLevel({ willLand, random }: { readonly willLand: boolean; readonly random: () => number }): number {
  if (willLand) return random() < FALSE_ALARM ? STATED.alarmWrong : STATED.fine;
  return random() < RECALL ? STATED.alarmRight : STATED.missed;
}
