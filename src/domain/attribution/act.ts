import type { AttributionReason, ControlComparison, Intervention, MetricSeries } from './model.ts';
import { median, shiftOf } from './shift.ts';

/** Prior standard deviation of the logarithm of a relative risk: a factor of four either way is usual for a bad change. */
const PRIOR_VARIANCE = (Math.log(4) / 1.96) ** 2;
const CONTROL_MOST = 4;

/**
 * What a comparison with those that did not have the change says: the approximate Bayes factor of the logarithm of the relative
 * risk (Wakefield 2009, eq. 2), one-sided, half an event added to each count. `null` where nobody was compared.
 */
export function controlReason({ treated, control }: ControlComparison): AttributionReason | null {
  if (!(treated.all > 0) || !(control.all > 0)) return null;
  const ratio = Math.log((treated.bad + 0.5) / (treated.all + 1)) - Math.log((control.bad + 0.5) / (control.all + 1));
  const variance = 1 / (treated.bad + 0.5) - 1 / (treated.all + 1) + 1 / (control.bad + 0.5) - 1 / (control.all + 1);
  const shrink = PRIOR_VARIANCE / (PRIOR_VARIANCE + variance);
  const z = Math.max(0, ratio / Math.sqrt(variance));
  const logOdds = Math.max(-CONTROL_MOST, Math.min(CONTROL_MOST, 0.5 * Math.log(1 - shrink) + (z ** 2 * shrink) / 2));
  return {
    family: 'control',
    code: logOdds > 0 ? 'worse-than-control' : 'no-worse-than-control',
    logOdds,
    text: `with it ${treated.bad} of ${treated.all} failed, without it at the same time ${control.bad} of ${control.all}`,
  };
}

/** How often undoing the culprit helps within minutes, and how often symptoms end by themselves just then: judgement, no figure. */
const HELPED = Math.log(0.85 / 0.08);
const DID_NOT_HELP = Math.log(0.1 / 0.9);
const RETURNED = Math.log(0.9 / 0.03);

/** What undoing or re-applying a candidate showed; `null` where nothing can be read from it. */
export function interventionReason(act: Intervention, series: readonly MetricSeries[]): AttributionReason | null {
  const result = act.result === 'unknown' && act.action !== 're-applied' ? seenResult(act, series) : act.result;
  const undone =
    act.action === 'rolled-back'
      ? 'rolling it back'
      : act.action === 'switched-off'
        ? 'switching it off'
        : 're-applying it';
  if (act.action === 're-applied') {
    if (result === 'returned') return reason('returned', RETURNED, `${undone} brought the symptom back`);
    return result === 'unchanged' ? reason('did-not-return', -1, `${undone} did not bring the symptom back`) : null;
  }
  if (result === 'recovered') return reason('recovered', HELPED, `${undone} ended the symptom`);
  return result === 'unchanged' ? reason('did-not-help', DID_NOT_HELP, `${undone} did not end the symptom`) : null;
}

function reason(code: string, logOdds: number, text: string): AttributionReason {
  return { family: 'intervention', code, logOdds, text };
}

/** Time to drain, and samples that are needed to see it. */
const SETTLE_MS = 3 * 60_000;
const SEEN_MS = 20 * 60_000;
const SAMPLES_LEAST = 3;

/** Most of the shifted series went back half of the way and more, or did not. */
function seenResult(act: Intervention, series: readonly MetricSeries[]): Intervention['result'] {
  const votes = series.flatMap((one) => {
    const before = one.points.filter(({ at }) => at < act.at);
    const shift = shiftOf({ ...one, points: before });
    const after = one.points.filter(({ at }) => at >= act.at + SETTLE_MS && at < act.at + SEEN_MS);
    if (shift === null || after.length < SAMPLES_LEAST) return [];
    const level = median(after.map(({ value }) => value));
    return [Math.abs(level - shift.before) < Math.abs(shift.after - shift.before) / 2];
  });
  if (votes.length === 0) return 'unknown';
  return votes.filter((vote) => vote).length * 2 > votes.length ? 'recovered' : 'unchanged';
}
