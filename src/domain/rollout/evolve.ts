import { assertNever } from '../../kernel/index.ts';
import type { RolloutEvent } from './event.ts';
import type { PendingOrder, Rollout } from './model.ts';

/** Applies one event. Events of a rollout that was never started change nothing. */
export function evolve(before: Rollout | null, event: RolloutEvent): Rollout | null {
  if (event.kind === 'RolloutStarted') return started(event);
  return before === null ? null : { ...before, ...changed(before, event), changedAt: event.at };
}

function started(event: Extract<RolloutEvent, { kind: 'RolloutStarted' }>): Rollout {
  const { kind: _kind, at, ...stated } = event;
  return {
    ...stated,
    startedAt: at,
    stage: null,
    passed: null,
    order: null,
    nextOrder: 1,
    weights: {},
    gaveUpAt: null,
    promoted: [],
    judged: null,
    waits: null,
    paused: null,
    stop: null,
    end: null,
    changedAt: at,
  };
}

function changed(
  rollout: Rollout,
  event: Exclude<RolloutEvent, { readonly kind: 'RolloutStarted' }>,
): Partial<Rollout> {
  const { at } = event;
  switch (event.kind) {
    case 'OrderRequested':
      return { order: event.order, nextOrder: rollout.nextOrder + 1, weights: mayHave(rollout, event.order) };
    case 'OrderConfirmed':
      return rollout.order?.id === event.order ? confirmed(rollout, rollout.order, event.percent) : {};
    case 'OrderTroubled':
      return rollout.order?.id === event.order ? { order: { ...rollout.order, trouble: event.why } } : {};
    case 'OrderDropped':
      return rollout.order?.id === event.order ? { order: null, gaveUpAt: event.why === 'refused' ? null : at } : {};
    case 'StageEntered': {
      const index = rollout.stages.findIndex(({ name }) => name === event.stage);
      const target = rollout.stages[index]?.target ?? '';
      return {
        stage: { index, enteredAt: at, clockFrom: at },
        passed: null,
        waits: null,
        judged: null,
        weights: { ...rollout.weights, [target]: event.percent },
      };
    }
    case 'RolloutJudged': {
      const { stage, decision, reasons, evidence } = event;
      const waits = decision === 'promote' ? rollout.waits : null;
      return { judged: { stage, decision, reasons, evidence, at }, waits };
    }
    case 'PromotionHeld':
      return { waits: event.cause };
    case 'StagePassed':
      return { passed: { by: event.by, at }, waits: null };
    case 'RolloutPaused':
      return { paused: { cause: event.cause, by: event.by, at } };
    case 'RolloutResumed':
      return {
        paused: null,
        stage: rollout.stage === null ? null : { ...rollout.stage, clockFrom: at },
      };
    case 'StopDecided': {
      const { cause, by, route, reasons } = event;
      return { stop: { cause, by, route, reasons, at }, waits: null, paused: null };
    }
    case 'RolloutEnded':
      return { end: { kind: event.end, by: event.by, at }, order: null, paused: null, waits: null };
    default:
      return assertNever(event);
  }
}

/** Between an order and its confirmation nobody knows which weight a target has: the greater one counts. */
function mayHave({ weights }: Rollout, { target, act }: PendingOrder): Rollout['weights'] {
  if (act.kind !== 'set-weight' && act.kind !== 'promote') return weights;
  const wanted = act.kind === 'promote' ? 100 : act.percent;
  return { ...weights, [target]: Math.max(weights[target] ?? 0, wanted) };
}

function confirmed(rollout: Rollout, order: PendingOrder, percent: number | null): Partial<Rollout> {
  const { target, act } = order;
  const at = (weight: number) => ({ ...rollout.weights, [target]: weight });
  switch (act.kind) {
    case 'set-weight':
      return { order: null, weights: at(percent ?? act.percent) };
    case 'promote':
      return { order: null, weights: at(100), promoted: [...rollout.promoted, target] };
    case 'abort':
      return { order: null, weights: at(0), promoted: rollout.promoted.filter((each) => each !== target) };
    default:
      return assertNever(act);
  }
}
