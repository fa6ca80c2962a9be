import { ASKING_ENGINES, type PauseCause, type Rollout, type RolloutEvent } from '../rollout/index.ts';

/** What the channel is told of a rollout. Texts are as somebody wrote them. */
export type RolloutNews =
  | {
      readonly kind: 'rollout-aborted';
      readonly id: string;
      readonly service: string;
      /** Who stopped it. */
      readonly by: string;
      /** `null` = nobody gave a reason. */
      readonly why: string | null;
      /** What becomes of the new version. */
      readonly outcome: 'rolled-back' | 'going-back' | 'flag-off' | 'stays';
    }
  /** It stands still until somebody says otherwise. */
  | { readonly kind: 'rollout-asks'; readonly id: string; readonly service: string; readonly asks: RolloutAsks }
  | {
      readonly kind: 'rollout-paused';
      readonly id: string;
      readonly service: string;
      readonly by: string;
      readonly reason: string;
    };

/** What somebody has to decide or to do. */
export type RolloutAsks =
  | { readonly code: 'pause'; readonly cause: Exclude<PauseCause, { code: 'asked' }>; readonly why: string }
  /** Proved, and left to a human by its plan. */
  | { readonly code: 'promote'; readonly stage: string }
  /** It is to go back, and the engine does not follow. */
  | { readonly code: 'stuck'; readonly target: string; readonly trouble: string };

/** An end that comes later after its stop is told by itself: the stop was told as under way. */
const LATE_MS = 60_000;

/** Whether an event of a rollout may be told of; by its kind alone. */
export function mayBeRolloutNews({ kind }: Pick<RolloutEvent, 'kind'>): boolean {
  return TELLING.has(kind);
}

const TELLING: ReadonlySet<RolloutEvent['kind']> = new Set([
  'PromotionHeld',
  'RolloutPaused',
  'StopDecided',
  'OrderTroubled',
  'RolloutEnded',
]);

/**
 * What an event of a rollout tells people; `null` = nothing, or nothing any more: it was resumed, promoted or stopped meanwhile. `before` is the
 * rollout right before the event, `rollout` as it stands.
 */
export function newsOfRollout(
  event: RolloutEvent,
  given: { readonly before: Rollout | null; readonly rollout: Rollout | null },
): RolloutNews | null {
  const { before, rollout } = given;
  if (before === null || rollout === null) return null;
  const about = { id: rollout.id, service: rollout.plan.service };
  switch (event.kind) {
    case 'PromotionHeld':
      if (event.cause.code !== 'human' || !isWaiting(rollout, event.stage)) return null;
      return { kind: 'rollout-asks', ...about, asks: { code: 'promote', stage: event.stage } };
    case 'RolloutPaused': {
      const { cause, by } = event;
      if (rollout.paused?.at !== event.at) return null;
      if (cause.code === 'asked') return { kind: 'rollout-paused', ...about, by: by.name, reason: cause.reason };
      return { kind: 'rollout-asks', ...about, asks: { code: 'pause', cause, why: whyOf(rollout) } };
    }
    case 'OrderTroubled': {
      const target = stuckTarget(event, before);
      const isStill = rollout.order?.id === event.order && rollout.end === null;
      if (target === null || before.order?.trouble !== null || !isStill) return null;
      return { kind: 'rollout-asks', ...about, asks: { code: 'stuck', target, trouble: event.why } };
    }
    case 'StopDecided': {
      // A pause that follows it says more.
      if (rollout.stop?.at !== event.at || rollout.paused !== null || rollout.end?.kind === 'left') return null;
      const outcome = rollout.end !== null ? 'rolled-back' : event.route === 'flag-off' ? 'flag-off' : 'going-back';
      return { kind: 'rollout-aborted', ...about, by: event.by.name, why: whyOf(rollout), outcome };
    }
    case 'RolloutEnded':
      return ended(event, { about, before });
    default:
      return null;
  }
}

/** The target that is not given back though it is to be; `null` = the order is none to go back, or it goes back another way. */
export function stuckTarget(
  { order, why }: Extract<RolloutEvent, { kind: 'OrderTroubled' }>,
  before: Rollout,
): string | null {
  const pending = before.order;
  if (pending === null || pending.id !== order || pending.act.kind !== 'abort') return null;
  const engine = before.plan.targets.find(({ id }) => id === pending.target)?.engine;
  // Engines that ask take a stop as the answer to their next question.
  const isAsking = engine !== undefined && ASKING_ENGINES.includes(engine);
  return isAsking && why === 'refused: not-supported' ? null : pending.target;
}

/** Why it is stopped, in codes or in the words of who stopped it; empty = it is not. */
export function whyOf({ stop }: Pick<Rollout, 'stop'>): string {
  return (stop?.reasons ?? []).join(', ');
}

function ended(
  { end, by, at }: Extract<RolloutEvent, { kind: 'RolloutEnded' }>,
  { about, before }: { readonly about: { readonly id: string; readonly service: string }; readonly before: Rollout },
): RolloutNews | null {
  const { stop } = before;
  if (end === 'finished') return null;
  if (end === 'left') return { kind: 'rollout-aborted', ...about, by: by.name, why: null, outcome: 'stays' };
  if (stop !== null && at - stop.at <= LATE_MS) return null;
  const why = stop === null ? null : whyOf(before);
  return { kind: 'rollout-aborted', ...about, by: (stop?.by ?? by).name, why, outcome: 'rolled-back' };
}

function isWaiting({ stage, stages, waits, paused, stop, end }: Rollout, name: string): boolean {
  const current = stage === null ? null : stages[stage.index]?.name;
  return current === name && waits?.code === 'human' && paused === null && stop === null && end === null;
}
