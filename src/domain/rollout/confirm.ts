import { assertNever, type Instant } from '../../kernel/index.ts';
import type { PendingOrder, PlanTarget } from './model.ts';
import type { EngineState } from './port.ts';

/** Weights are confirmed within so many percentage points: engines that have few instances round. */
const PERCENT_TOLERANCE = 0.5;

/** Whether a state of the engine shows that an order was carried out; `null` = it does not, or not for sure. */
export function confirmedBy(
  order: PendingOrder,
  { state, target, now }: { readonly state: EngineState; readonly target: PlanTarget; readonly now: Instant },
): { readonly percent: number | null } | null {
  if (state.kind !== 'seen') return null;
  if (order.settlesAt !== null && now < order.settlesAt) return null;
  const { act } = order;
  const { percent, phase } = state;
  switch (act.kind) {
    case 'set-weight':
      if (isOther(state.version, target)) return null;
      return percent !== null && Math.abs(percent - act.percent) <= PERCENT_TOLERANCE && IN_STAGE.has(phase)
        ? { percent }
        : null;
    case 'promote':
      return isPromoted(state, target) ? { percent: 100 } : null;
    case 'abort':
      return isBack(state, target) ? { percent: 0 } : null;
    default:
      return assertNever(act);
  }
}

/** Whether the new version is the stable one. */
export function isPromoted(state: Extract<EngineState, { kind: 'seen' }>, target: PlanTarget): boolean {
  if (state.phase === 'promoted') return true;
  return state.phase === 'idle' && target.version !== null && state.stable === target.version;
}

/** Whether the stable version has everything, and is not the new one. */
export function isBack(state: Extract<EngineState, { kind: 'seen' }>, target: PlanTarget): boolean {
  if (target.version !== null && state.stable === target.version) return false;
  if (state.phase === 'aborted' || state.phase === 'idle') return (state.percent ?? 0) === 0;
  return state.percent === 0 && state.phase !== 'moving';
}

/** Whether the engine holds something else as new than what is rolled out. */
export function isOther(version: string | null, target: PlanTarget): boolean {
  return version !== null && target.version !== null && version !== target.version;
}

const IN_STAGE: ReadonlySet<string> = new Set(['moving', 'steady', 'paused']);
