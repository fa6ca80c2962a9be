import {
  answered,
  type EngineLook,
  type EngineState,
  evolve,
  nextStep,
  type PlanTarget,
  type Rollout,
  type RolloutEngine,
  type RolloutEvent,
  type RolloutLook,
} from '../../domain/rollout/index.ts';
import type { Fence, NodeStore } from '../../event-log/index.ts';
import type { Instant } from '../../kernel/index.ts';
import { observeEngine, orderEngine } from './engine-call.ts';
import { askJudge, type RolloutJudge } from './judge.ts';
import { appendRollout, readRollout } from './stream.ts';

/** What one pass works with. */
export interface RolloutWorld {
  readonly store: NodeStore;
  readonly fence?: Fence | undefined;
  /** `null` = none of that kind is configured. */
  readonly engineOf: (target: PlanTarget) => RolloutEngine | null;
  /** Where an engine that cannot be observed said to be, when it asked; `null` = it did not. */
  readonly toldBy: (target: PlanTarget, rollout: Rollout) => EngineState | null;
  readonly judge: RolloutJudge;
  readonly judgeTimeoutMs?: number;
  /** Ids of brakes that hold a step forward; `null` = they could not be read. */
  readonly brakesOn: (rollout: Rollout) => Promise<readonly string[] | null>;
  readonly now: () => Instant;
}

/** Steps of one pass: entering a stage takes five. */
const MAX_STEPS = 25;
const NOT_CONFIGURED = {
  kind: 'unknown',
  code: 'unavailable',
  message: 'no engine of this kind is configured here',
} as const satisfies EngineState;

/**
 * Looks once at everything, and does what follows until there is nothing more to do now. Safe to be cut off anywhere: what is to be done is
 * written down before, and what was done is looked for after.
 */
export async function passRollout(world: RolloutWorld, id: string): Promise<void> {
  const { store, judge, now } = world;
  let { rollout, version } = await readRollout(store, id);
  if (rollout === null || rollout.end !== null) return;
  const [engines, answer, brakes] = await Promise.all([
    observed(world, rollout),
    askJudge(judge, { rollout, now: now(), ...timeoutOf(world) }),
    world.brakesOn(rollout).catch(() => null),
  ]);
  const tell = async (events: readonly RolloutEvent[]): Promise<boolean> => {
    const appended = await appendRollout({ store, id, version, events, actor: null, fence: world.fence });
    if (appended === null) return false;
    version = appended.version;
    rollout = events.reduce<Rollout | null>(evolve, rollout);
    return true;
  };
  let given = '';
  for (let turn = 0; turn < MAX_STEPS && rollout !== null; turn += 1) {
    const look: RolloutLook = { now: now(), judge: answer, engines, brakes };
    const step = nextStep(rollout, look);
    if (step.kind === 'rest') break;
    if (step.kind === 'tell') {
      if (!(await tell(step.events))) return;
      continue;
    }
    // Once a pass: an engine that does not show it yet is looked at again in the next one.
    if (given === step.order.id) break;
    given = step.order.id;
    const events = await order(world, rollout);
    if (events.length > 0 && !(await tell(events))) return;
    const target = rollout.plan.targets.find((each) => each.id === step.order.target);
    if (target !== undefined) engines.set(target.id, await observe(world, target, rollout));
  }
  if (rollout?.end != null) await judge.forget(id);
}

/** Gives the order that is written down. */
async function order(world: RolloutWorld, rollout: Rollout): Promise<readonly RolloutEvent[]> {
  const { order: pending, plan } = rollout;
  const target = plan.targets.find(({ id }) => id === pending?.target);
  if (pending === null || target === undefined) return [];
  const engine = world.engineOf(target);
  const { id, act } = pending;
  const answer = engine === null ? NOT_CONFIGURED : await orderEngine(engine, { id, target, act });
  return answered(rollout, { answer, now: world.now() });
}

async function observed(world: RolloutWorld, rollout: Rollout): Promise<Map<string, EngineLook>> {
  const looks = await Promise.all(
    rollout.plan.targets.map(async (target) => [target.id, await observe(world, target, rollout)] as const),
  );
  return new Map(looks);
}

async function observe(world: RolloutWorld, target: PlanTarget, rollout: Rollout): Promise<EngineLook> {
  const engine = world.engineOf(target);
  if (engine === null) return { drive: 'ordered', state: NOT_CONFIGURED };
  const state = await observeEngine(engine, target);
  const told = state.kind === 'seen' ? null : world.toldBy(target, rollout);
  return { drive: engine.drive, state: told ?? state };
}

function timeoutOf({ judgeTimeoutMs }: RolloutWorld): { readonly timeoutMs?: number } {
  return judgeTimeoutMs === undefined ? {} : { timeoutMs: judgeTimeoutMs };
}
