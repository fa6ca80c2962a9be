import { type Instant, instant } from '../../kernel/index.ts';
import { confirmedBy, isOther, isPromoted } from './confirm.ts';
import { isGoingBack, stillToStop } from './decide.ts';
import type { RolloutEvent } from './event.ts';
import { judgeStep } from './judge-step.ts';
import type { EngineLook, RolloutLook } from './look.ts';
import type { PendingOrder, PlanStage, PlanTarget, Rollout, RolloutActor } from './model.ts';
import { ENGINE_TIMEOUT_MS, type EngineAct, type EngineAnswer, type EngineState } from './port.ts';

/** What comes next: events to be written down, then planned again; an order to be given, again if need be; or nothing for now. */
export type RolloutStep =
  | { readonly kind: 'tell'; readonly events: readonly RolloutEvent[] }
  | { readonly kind: 'order'; readonly order: PendingOrder }
  | { readonly kind: 'rest' };

/** A move that nobody sees carried out for so long is given up, and a human is asked. */
export const ORDER_PATIENCE_MS = 10 * 60_000;
/** After a stop overtook a move, the move may still take effect: both calls may have been on their way. */
export const SETTLE_MS = 2 * ENGINE_TIMEOUT_MS;

const PLAN: RolloutActor = { kind: 'plan', id: '', name: 'the plan' };
const ENGINE: RolloutActor = { kind: 'engine', id: '', name: 'the engine' };
const REST: RolloutStep = { kind: 'rest' };

/**
 * Plans the next step. By itself a rollout only goes on where the plan leaves it to evidence, the judge has proved it and no brake holds it;
 * it holds on whatever is unknown, pauses when a stage outlasts its time, and goes back when the judge finds it worse and going back is safe.
 */
export function nextStep(rollout: Rollout, look: RolloutLook): RolloutStep {
  const { order, stop, paused, end } = rollout;
  if (end !== null) return REST;
  const judged = judgeStep(rollout, look);
  if (judged.length > 0) return { kind: 'tell', events: judged };
  if (order !== null) return followOrder(rollout, order, look);
  if (stop !== null && paused === null) return goBack(rollout, look.now);
  if (paused !== null) return REST;
  const strayed = strayedStep(rollout, look);
  if (strayed !== null) return strayed;
  const isFree = rollout.stage === null || rollout.passed !== null;
  return isFree ? goOn(rollout, look) : REST;
}

/** What is written down of an engine's answer to an order; what it carried out is only believed once it is seen. */
export function answered(
  rollout: Rollout,
  { answer, now }: { answer: EngineAnswer; now: Instant },
): readonly RolloutEvent[] {
  const { order } = rollout;
  if (order === null || answer.kind === 'done') return [];
  const why = answer.kind === 'refused' ? `refused: ${answer.code}` : `unknown: ${answer.code}`;
  if (answer.kind === 'refused' && order.act.kind !== 'abort') {
    const { target } = order;
    return [
      { kind: 'OrderDropped', order: order.id, why: 'refused', at: now },
      { kind: 'RolloutPaused', cause: { code: 'engine-refused', target, why: answer.code }, by: ENGINE, at: now },
    ];
  }
  return order.trouble === why ? [] : [{ kind: 'OrderTroubled', order: order.id, why, at: now }];
}

function followOrder(rollout: Rollout, order: PendingOrder, look: RolloutLook): RolloutStep {
  const { now } = look;
  const target = targetOf(rollout, order.target);
  const state = look.engines.get(order.target)?.state ?? null;
  const seen = state === null || target === null ? null : confirmedBy(order, { state, target, now });
  if (seen !== null) {
    const events: RolloutEvent[] = [{ kind: 'OrderConfirmed', order: order.id, ...seen, at: now }];
    if (order.stage !== null) {
      const percent = seen.percent ?? (order.act.kind === 'set-weight' ? order.act.percent : 0);
      events.push({ kind: 'StageEntered', stage: order.stage, percent, at: now });
    }
    return { kind: 'tell', events };
  }
  if (order.act.kind !== 'abort' && now - order.at > ORDER_PATIENCE_MS) {
    const cause = { code: 'engine-silent', target: order.target } as const;
    return {
      kind: 'tell',
      events: [
        { kind: 'OrderDropped', order: order.id, why: 'no-answer', at: now },
        { kind: 'RolloutPaused', cause, by: ENGINE, at: now },
      ],
    };
  }
  return { kind: 'order', order };
}

/** Takes back what a stop covers, one target after the other. */
function goBack(rollout: Rollout, now: Instant): RolloutStep {
  const { stop, plan } = rollout;
  if (stop === null || !isGoingBack(rollout)) return REST;
  const [target] = stillToStop(rollout);
  if (target !== undefined) return request(rollout, { target, act: { kind: 'abort' }, stage: null, now });
  const isCodeOut = plan.targets.some(({ id, engine }) => engine !== 'flag' && (rollout.weights[id] ?? 0) > 0);
  if (isCodeOut) {
    return {
      kind: 'tell',
      events: [{ kind: 'RolloutPaused', cause: { code: 'flag-is-off' }, by: stop.by, at: now }],
    };
  }
  const end = stop.cause === 'worse' ? 'rolled-back' : 'aborted';
  return { kind: 'tell', events: [{ kind: 'RolloutEnded', end, by: stop.by, at: now }] };
}

/** Whether the engine stands where nobody here has sent it; what is not known is no straying. */
function strayedStep(rollout: Rollout, { engines, now }: RolloutLook): RolloutStep | null {
  const stage = stageOf(rollout);
  const target = stage === null ? null : targetOf(rollout, stage.target);
  const look = target === null ? undefined : engines.get(target.id);
  if (stage === null || target === null || look === undefined || look.state.kind !== 'seen') return null;
  if (rollout.promoted.includes(target.id)) return null;
  const { state } = look;
  const pausing = (cause: Extract<RolloutEvent, { kind: 'RolloutPaused' }>['cause']): RolloutStep => ({
    kind: 'tell',
    events: [{ kind: 'RolloutPaused', cause, by: ENGINE, at: now }],
  });
  if (isOther(state.version, target)) return pausing({ code: 'other-version', target: target.id });
  if (state.phase === 'aborted' || state.phase === 'failed') {
    return { kind: 'tell', events: [{ kind: 'RolloutEnded', end: 'aborted', by: ENGINE, at: now }] };
  }
  // An engine that asks goes on between two looks; one that is ordered does not move by itself.
  const isFurther = state.percent !== null && Math.abs(state.percent - stage.percent) > STRAY_PERCENT;
  if (look.drive === 'ordered' && isFurther && state.phase !== 'moving') {
    return pausing({ code: 'engine-moved', target: target.id, percent: state.percent });
  }
  return null;
}

/** Instances round weights, and answers lag a little. */
const STRAY_PERCENT = 1;

/** Enters the next stage, makes a target's new version the stable one after its last stage, or ends. */
function goOn(rollout: Rollout, look: RolloutLook): RolloutStep {
  const { stages, stage, promoted } = rollout;
  const { now, engines } = look;
  const current = stageOf(rollout);
  const next = stages[stage === null ? 0 : stage.index + 1] ?? null;
  const isLastOfTarget = current !== null && next?.target !== current.target && !promoted.includes(current.target);
  const target = targetOf(rollout, isLastOfTarget ? current.target : (next?.target ?? ''));
  if (target === null) return { kind: 'tell', events: [{ kind: 'RolloutEnded', end: 'finished', by: PLAN, at: now }] };
  if (look.brakes === null || look.brakes.length > 0) return REST;
  const engine = engines.get(target.id);
  if (engine?.drive === 'asking')
    return awaitEngine(rollout, { engine, target, next: isLastOfTarget ? null : next, now });
  if (isLastOfTarget) return request(rollout, { target: target.id, act: { kind: 'promote' }, stage: null, now });
  if (next === null) return REST;
  const act: EngineAct = { kind: 'set-weight', percent: next.percent };
  return request(rollout, { target: target.id, act, stage: next.name, now });
}

/** An engine that goes through stages of its own is not ordered: it is seen in the next one, or it is not. */
function awaitEngine(
  rollout: Rollout,
  given: { engine: EngineLook; target: PlanTarget; next: PlanStage | null; now: Instant },
): RolloutStep {
  const { engine, target, next, now } = given;
  const { state } = engine;
  if (state.kind === 'seen') {
    if (next === null && isPromoted(state, target)) {
      const order = `${rollout.id}.${rollout.nextOrder}`;
      const wanted: PendingOrder = {
        id: order,
        target: target.id,
        act: { kind: 'promote' },
        stage: null,
        at: now,
        settlesAt: null,
        trouble: null,
      };
      return {
        kind: 'tell',
        events: [
          { kind: 'OrderRequested', order: wanted, at: now },
          { kind: 'OrderConfirmed', order, percent: 100, at: now },
        ],
      };
    }
    if (next !== null && isInStage(state, next) && !isOther(state.version, target)) {
      const percent = state.percent ?? next.percent;
      return { kind: 'tell', events: [{ kind: 'StageEntered', stage: next.name, percent, at: now }] };
    }
  }
  return REST;
}

/** Whether an engine is seen with as much as a stage gives, or more. */
export function isInStage({ percent, phase }: Extract<EngineState, { kind: 'seen' }>, stage: PlanStage): boolean {
  return (percent ?? 0) >= stage.percent - STRAY_PERCENT && !OUT.has(phase);
}

const OUT: ReadonlySet<string> = new Set(['idle', 'aborted', 'failed']);

function request(
  rollout: Rollout,
  { target, act, stage, now }: { target: string; act: EngineAct; stage: string | null; now: Instant },
): RolloutStep {
  const order: PendingOrder = {
    id: `${rollout.id}.${rollout.nextOrder}`,
    target,
    act,
    stage,
    at: now,
    settlesAt: act.kind === 'abort' ? settlesAt(rollout, now) : null,
    trouble: null,
  };
  return { kind: 'tell', events: [{ kind: 'OrderRequested', order, at: now }] };
}

function settlesAt({ gaveUpAt }: Rollout, now: Instant): Instant | null {
  return gaveUpAt === null || now - gaveUpAt > SETTLE_MS ? null : instant(gaveUpAt + SETTLE_MS);
}

/** The stage that was entered last; `null` = none. */
export function stageOf({ stage, stages }: Rollout): PlanStage | null {
  return stage === null ? null : (stages[stage.index] ?? null);
}

function targetOf({ plan }: Rollout, id: string): PlanTarget | null {
  return plan.targets.find((each) => each.id === id) ?? null;
}
