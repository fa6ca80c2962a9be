import { accept, digestOfJson, type Instant, type Result, reject } from '../../kernel/index.ts';
import type { RolloutEvent } from './event.ts';
import { demandOfWeight, stagesFor } from './judge-plan.ts';
import {
  MAX_REASON,
  type RollbackSafety,
  type Rollout,
  type RolloutActor,
  type RolloutPlan,
  type RolloutRejection,
  type RolloutSubject,
  type RolloutWeight,
} from './model.ts';
import { isMoved, rollbackRouteOf } from './safety.ts';

type Decided = Result<readonly RolloutEvent[], RolloutRejection>;

/** Whoever asks for something, with a reason where one is needed. */
export interface RolloutAsk {
  readonly by: RolloutActor;
  readonly reason: string;
  readonly now: Instant;
}

/**
 * Starts a rollout; `running` is another one of the same plan that has not ended, `previous` the one that began last. Two that begin at once after the
 * same one get the same id, so that the log takes only one of them.
 */
export function startRollout(options: {
  readonly plan: RolloutPlan;
  readonly subject: RolloutSubject;
  readonly weight: RolloutWeight;
  readonly safety: RollbackSafety;
  readonly running: string | null;
  readonly previous: string | null;
  readonly by: RolloutActor;
  readonly now: Instant;
}): Decided {
  const { plan, subject, weight, safety, running, previous, by, now } = options;
  if (running !== null) return reject({ code: 'already-running', rollout: running });
  const id = rolloutIdOf({ plan, subject, previous });
  const stages = stagesFor(plan, weight);
  const demand = demandOfWeight(weight);
  return accept([{ kind: 'RolloutStarted', id, plan, stages, subject, weight, demand, safety, by, at: now }]);
}

/** Stands still until a human goes on; anybody may, and nothing holds it. What stops on its way goes on. */
export function pauseRollout(rollout: Rollout, { by, reason, now }: RolloutAsk): Decided {
  if (rollout.end !== null) return reject({ code: 'already-ended' });
  if (rollout.stop !== null) return reject({ code: 'already-stopping' });
  if (rollout.paused !== null) return reject({ code: 'already-paused' });
  const given = reasonOf(reason);
  if (given === null) return reject({ code: 'no-reason' });
  return accept([{ kind: 'RolloutPaused', cause: { code: 'asked', reason: given }, by, at: now }]);
}

/** Goes on from a pause; the time of the stage begins anew. Only a human; never once it was found worse. */
export function resumeRollout(rollout: Rollout, { by, now }: Omit<RolloutAsk, 'reason'>): Decided {
  if (rollout.end !== null) return reject({ code: 'already-ended' });
  if (by.kind !== 'human') return reject({ code: 'human-only' });
  if (rollout.stop !== null) return reject({ code: 'worse' });
  if (rollout.paused === null) return reject({ code: 'not-paused' });
  return accept([{ kind: 'RolloutResumed', by, at: now }]);
}

/**
 * Leaves the stage by the word of a human, whatever the evidence, but not against a judgement that it is worse and not through a brake.
 * `brakes` = ids of those that hold it; `null` = they could not be read, which holds.
 */
export function promoteRollout(
  rollout: Rollout,
  { by, reason, now, brakes }: RolloutAsk & { readonly brakes: readonly string[] | null },
): Decided {
  if (rollout.end !== null) return reject({ code: 'already-ended' });
  if (by.kind !== 'human') return reject({ code: 'human-only' });
  if (rollout.stop !== null || rollout.judged?.decision === 'rollback') return reject({ code: 'worse' });
  const stage = rollout.stage === null ? null : rollout.stages[rollout.stage.index];
  if (stage === null || stage === undefined || rollout.passed !== null) return reject({ code: 'no-stage' });
  if (!isStanding(rollout)) return reject({ code: 'not-standing' });
  if (brakes === null || brakes.length > 0) return reject({ code: 'braked', brakes: brakes ?? [] });
  if (reasonOf(reason) === null) return reject({ code: 'no-reason' });
  const passed = { kind: 'StagePassed', stage: stage.name, by, evidence: null, at: now } as const;
  const resumed = { kind: 'RolloutResumed', by, at: now } as const;
  return accept(rollout.paused === null ? [passed] : [resumed, passed]);
}

/** Whether traffic stands where the stage put it, as far as is known: who promotes then takes on a stage that was seen. */
export function isStanding({ paused }: Rollout): boolean {
  return paused === null || paused.cause.code === 'asked' || paused.cause.code === 'stage-time';
}

/**
 * Gives everything back to the version before. Where that is not safe it is refused, with what stands against it; a human may insist.
 * No brake holds it.
 */
export function abortRollout(
  rollout: Rollout,
  { by, reason, now, insists }: RolloutAsk & { readonly insists: boolean },
): Decided {
  if (rollout.end !== null) return reject({ code: 'already-ended' });
  const given = reasonOf(reason);
  if (given === null) return reject({ code: 'no-reason' });
  if (isGoingBack(rollout)) return reject({ code: 'already-stopping' });
  if (insists && by.kind !== 'human') return reject({ code: 'human-only' });
  const route = rollbackRouteOf(rollout);
  if (route !== 'safe' && !insists) {
    return reject({ code: 'unsafe-rollback', route, reasons: rollout.safety.reasons });
  }
  const dropped = overtaken(rollout, now);
  return accept([...dropped, { kind: 'StopDecided', cause: 'asked', by, route: 'safe', reasons: [given], at: now }]);
}

/**
 * Ends the rollout and leaves traffic where it is: what comes next is rolled out by another one, or an engine that does not go back as it is told was
 * seen to by hand. Only a human.
 */
export function leaveRollout(rollout: Rollout, { by, reason, now }: RolloutAsk): Decided {
  if (rollout.end !== null) return reject({ code: 'already-ended' });
  if (by.kind !== 'human') return reject({ code: 'human-only' });
  if (isGoingBack(rollout) && (rollout.order?.trouble ?? null) === null) return reject({ code: 'already-stopping' });
  if (reasonOf(reason) === null) return reject({ code: 'no-reason' });
  return accept([...overtaken(rollout, now), { kind: 'RolloutEnded', end: 'left', by, at: now }]);
}

/** A move that is on its way gives way to a stop. */
export function overtaken({ order }: Rollout, now: Instant): readonly RolloutEvent[] {
  if (order === null || order.act.kind === 'abort') return [];
  return [{ kind: 'OrderDropped', order: order.id, why: 'overtaken', at: now }];
}

/** Whether orders to go back are given, or are about to be. */
export function isGoingBack(rollout: Rollout): boolean {
  const { stop, paused } = rollout;
  return stop !== null && paused === null && (stop.route === 'safe' || stop.route === 'flag-off');
}

/** Targets that a stop still has to take back, flags first: they are off at once. */
export function stillToStop(rollout: Rollout): readonly string[] {
  const { plan, stop } = rollout;
  const wanted = plan.targets.filter(
    ({ id, engine }) => isMoved(rollout, id) && (stop?.route === 'safe' || engine === 'flag'),
  );
  return [...wanted].sort((one, other) => rankOf(one.engine) - rankOf(other.engine)).map(({ id }) => id);
}

function rankOf(engine: string): number {
  return engine === 'flag' ? 0 : 1;
}

function reasonOf(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed.slice(0, MAX_REASON);
}

/** Tells rollouts of one plan apart by what went before. */
function rolloutIdOf({
  plan,
  subject,
  previous,
}: {
  plan: RolloutPlan;
  subject: RolloutSubject;
  previous: string | null;
}): string {
  const slug = plan.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .slice(0, 40);
  const digest = digestOfJson({ repository: subject.repository, name: plan.name, previous });
  return `${slug}-${digest.slice('sha256:'.length, 'sha256:'.length + 8)}`;
}
