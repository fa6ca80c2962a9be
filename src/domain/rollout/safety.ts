import {
  assessReversibility,
  type Operation,
  type OperationReading,
  type ReversibilityReason,
} from '../operation/index.ts';
import {
  MAX_SAFETY_REASONS,
  type RollbackRoute,
  type RollbackSafety,
  type Rollout,
  type SafetyReason,
} from './model.ts';

/** Nobody looked at what the change does. */
export const NOT_ANALYSED: RollbackSafety = {
  answer: 'unknown',
  reasons: [{ code: 'not-analysed', rule: null, path: null, line: null, certainty: 'possible' }],
};

/**
 * Whether the version before may be put back once a change has run, by what its operations say: what certainly loses data, breaks the
 * code before, or lets in data that it cannot read is `unsafe`; what cannot be judged or may be so is `unknown`. Adding an operation never
 * makes it safer. `null` = nobody looked.
 */
export function rollbackSafetyOf(reading: OperationReading | null): RollbackSafety {
  if (reading === null) return NOT_ANALYSED;
  const { answer, reasons } = assessReversibility(reading);
  const kept = reasons.slice(0, MAX_SAFETY_REASONS).map(reasonOf);
  if (answer === 'yes') return { answer: 'safe', reasons: [] };
  return { answer: answer === 'no' ? 'unsafe' : 'unknown', reasons: kept };
}

/**
 * How to stop a rollout: a flag that users have is switched off instead of putting code back that may not run any more. Where only a flag
 * was moved, switching it off is safe whatever the change does.
 */
export function rollbackRouteOf(rollout: Pick<Rollout, 'safety' | 'plan' | 'weights'>): RollbackRoute {
  const { safety, plan } = rollout;
  if (safety.answer === 'safe') return 'safe';
  const moved = plan.targets.filter(({ id }) => isMoved(rollout, id));
  if (moved.every(({ engine }) => engine === 'flag')) return 'safe';
  if (moved.some(({ engine }) => engine === 'flag')) return 'flag-off';
  return safety.answer === 'unsafe' ? 'roll-forward' : 'ask';
}

/** Whether a target has, or may have, any weight. */
export function isMoved({ weights }: Pick<Rollout, 'weights'>, target: string): boolean {
  return (weights[target] ?? 0) > 0;
}

function reasonOf({ cause }: ReversibilityReason): SafetyReason {
  if (cause.kind === 'unread') {
    const { code, path } = cause.unread;
    return { code: 'unread', rule: code, path, line: null, certainty: 'possible' };
  }
  const { operation } = cause;
  const { rule, place, certainty } = operation;
  return { code: heaviest(operation), rule, path: place.path, line: place.line, certainty };
}

/** Effects stand in the order of their weight, but for what cannot be seen through. */
function heaviest({ effects }: Operation): SafetyReason['code'] {
  return effects.find((effect) => FORBIDDING.has(effect)) ?? effects[0] ?? 'opaque';
}

const FORBIDDING: ReadonlySet<string> = new Set(['data-losing', 'old-code-breaking', 'new-data-unreadable', 'opaque']);
