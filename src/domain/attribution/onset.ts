import type { Instant } from '../../kernel/index.ts';
import { isNovel, type LogShape } from './log-shape.ts';
import type { CaseEvidence, OnsetEstimate } from './model.ts';
import type { AttributionSetting } from './setting.ts';
import { type Shift, STRENGTH_MOST } from './shift.ts';

/** A later symptom half an hour after the first is more likely what the first led to than a beginning of its own. */
const FOLLOWING_MS = 30 * 60_000;
/** An alert waits for its window; how long is not known. */
const ALERT_DELAY_MS = 5 * 60_000;
/** More estimates add nothing. */
const ONSETS_MOST = 12;

/**
 * When the symptoms may have begun, weightiest first: shifts of series, first lines of new errors, what others estimated; the
 * alert alone only where nothing else tells. Earlier ones weigh more, as causes come first. Weights sum to 1.
 */
export function onsetsOf(
  evidence: CaseEvidence,
  seen: {
    readonly shifts: readonly Shift[];
    readonly shapes: readonly LogShape[];
    readonly setting: AttributionSetting;
  },
): OnsetEstimate[] {
  const errorMs = seen.setting.onsetErrorMs;
  const raw: OnsetEstimate[] = [
    ...evidence.onsets.map(({ at, service, source }) => ({ at, service, source, weight: 1, errorMs })),
    ...seen.shifts.map((shift) => ofShift(shift, evidence, errorMs)),
    ...seen.shapes.flatMap((shape) => ofShape(shape, errorMs)),
  ].filter(({ at }) => evidence.alert === null || at <= evidence.alert.firedAt + errorMs);
  return weighted(raw.length > 0 ? raw : ofAlert(evidence));
}

function ofShift(shift: Shift, { alert }: CaseEvidence, errorMs: number): OnsetEstimate {
  const isAlerts = alert !== null && alert.service === shift.service && alert.metric === shift.metric;
  return {
    at: shift.at,
    weight: (shift.strength / STRENGTH_MOST) * (isAlerts ? 2 : 1),
    errorMs,
    service: shift.service,
    source: `${shift.metric} of ${shift.service} went ${shift.direction}`,
  };
}

/** Errors that were never seen before mark an onset to the second; what was seen before does not. */
function ofShape(shape: LogShape, errorMs: number): OnsetEstimate[] {
  if (shape.severity === 'info' || shape.firstAt === null || shape.count < 2 || !isNovel(shape)) return [];
  const weight = shape.severity === 'error' ? 0.7 : 0.4;
  return [{ at: shape.firstAt, weight, errorMs, service: shape.service, source: `new log lines of ${shape.service}` }];
}

function ofAlert({ alert }: CaseEvidence): OnsetEstimate[] {
  if (alert === null) return [];
  const at = (alert.firedAt - ALERT_DELAY_MS) as Instant;
  return [{ at, weight: 1, errorMs: ALERT_DELAY_MS / 2, service: alert.service, source: 'the alert, less its delay' }];
}

function weighted(raw: readonly OnsetEstimate[]): OnsetEstimate[] {
  const first = raw.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const faded = raw
    .map((onset) => ({ ...onset, weight: onset.weight * Math.exp((first - onset.at) / FOLLOWING_MS) }))
    .sort((a, b) => b.weight - a.weight || a.at - b.at)
    .slice(0, ONSETS_MOST);
  const sum = faded.reduce((total, { weight }) => total + weight, 0);
  return faded.map((onset) => ({ ...onset, weight: onset.weight / sum }));
}
