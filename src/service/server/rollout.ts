import type {
  RolloutAbortRequest,
  RolloutAnswer,
  RolloutList,
  RolloutReport,
  RolloutStartRequest,
} from '../../contract/index.ts';
import {
  abortRollout,
  handleRollout,
  judgedAnew,
  leaveRollout,
  listRollouts,
  type Principal,
  pauseRollout,
  principalActor,
  promoteRollout,
  type Rollout,
  type RolloutActor,
  type RolloutEvent,
  type RolloutRejection,
  readRollout,
  resumeRollout,
  runningOf,
  type StatedPlan,
  startRollout,
} from '../../control/index.ts';
import { digestOfJson, Fault, type Instant, printable, type Result } from '../../kernel/index.ts';
import { learntOf as learntDocument, rolloutReportOf, rolloutRowOf } from '../rollout/document.ts';
import { headline, rolloutRefusal, stateOf } from '../rollout/text.ts';
import { requirePermission } from './acting.ts';
import { mayOr } from './may.ts';
import type { Plane } from './plane.ts';
import { rolledOut } from './rollout-change.ts';
import { rolloutMay } from './rollout-may.ts';
import { isoTime } from './time.ts';
import { viewerOf } from './viewer.ts';

/** The rollouts of a server. Methods reject with a `Fault` that says what to do. */
export interface RolloutDesk {
  list(principal: Principal): Promise<RolloutList>;
  report(principal: Principal, id: string): Promise<RolloutReport>;
  start(principal: Principal, request: RolloutStartRequest): Promise<RolloutAnswer>;
  /** Whoever may brake may pause: caution is for everybody to raise. */
  pause(principal: Principal, request: { readonly id: string; readonly reason: string }): Promise<RolloutAnswer>;
  resume(principal: Principal, request: { readonly id: string }): Promise<RolloutAnswer>;
  promote(principal: Principal, request: { readonly id: string; readonly reason: string }): Promise<RolloutAnswer>;
  abort(principal: Principal, request: RolloutAbortRequest & { readonly id: string }): Promise<RolloutAnswer>;
}

type Held = Pick<Plane, 'world' | 'node' | 'rollouts'>;
type Decide = (
  rollout: Rollout,
  told: { readonly by: RolloutActor; readonly now: Instant },
) => Result<readonly RolloutEvent[], RolloutRejection>;

/** The desk of one node. */
export function makeRolloutDesk(plane: Held): RolloutDesk {
  const { world, node, rollouts } = plane;
  const telling = async (principal: Principal, id: string, decide: Decide): Promise<RolloutAnswer> => {
    const came = await handleRollout({
      store: node.store,
      id,
      actor: principalActor(principal).actor,
      plan: (rollout) => decide(rollout ?? missing(id), { by: rolloutActor(principal), now: world.now() }),
    });
    if (!came.ok) throw rolloutRefusal(came.rejection);
    return answerOf(came.value.rollout ?? missing(id), came.value.position);
  };
  return {
    async list(principal) {
      requirePermission(principal, 'read');
      const [found, { plans, unread }] = await Promise.all([listRollouts(node.store), rollouts.plans()]);
      return {
        schema: 'firebreak.rollouts/v1',
        as_of: isoTime(world.now()),
        viewer: viewerOf(principal),
        rollouts: found.map((rollout) => rolloutRowOf(judgedAnew(rollout, rollouts.judgementOf(rollout.id)))),
        plans: await Promise.all(plans.map((each) => planOf(each, rollouts))),
        unread: unread.map(printable),
        may: { start: mayOr(principal, 'roll-out', []) },
      };
    },
    async report(principal, id) {
      requirePermission(principal, 'read');
      const rollout = (await readRollout(node.store, id)).rollout ?? missing(id);
      const [brakes, learnt, beside] = await Promise.all([
        rollout.end === null ? rollouts.brakesOn(rollout) : [],
        rollouts.learntOf({ repository: rollout.subject.repository, plan: rollout.plan }),
        rollouts.besideOf(rollout),
      ]);
      const judgement = rollouts.judgementOf(id);
      return {
        schema: 'firebreak.rollout/v1',
        as_of: isoTime(world.now()),
        viewer: viewerOf(principal),
        ...rolloutReportOf(judgedAnew(rollout, judgement), {
          judgement,
          brakes,
          trace: rollouts.traceOf(id),
          learnt,
          beside,
        }),
        may: rolloutMay(rollout, { principal, brakes }),
      };
    },
    async start(principal, request) {
      requirePermission(principal, 'roll-out');
      const stated = await planNamed(plane, request);
      const plan = withVersions(stated.plan, request.versions ?? {});
      const { weight, safety } = await rolledOut(plane, { change: request.change ?? null, stated });
      const before = await runningOf(node.store, stated.repository, plan.name);
      const started = startRollout({
        plan,
        subject: {
          repository: stated.repository,
          change: request.change ?? null,
          revision: stated.revision,
          planDigest: digestOfJson(stated.plan),
        },
        weight,
        safety,
        ...before,
        by: rolloutActor(principal),
        now: world.now(),
      });
      if (!started.ok) throw rolloutRefusal(started.rejection);
      const [first] = started.value;
      if (first?.kind !== 'RolloutStarted') throw new RangeError('a rollout begins with its start');
      return begin(plane, { principal, id: first.id, events: started.value });
    },
    pause(principal, { id, reason }) {
      requirePermission(principal, 'brake');
      return telling(principal, id, (rollout, told) => pauseRollout(rollout, { ...told, reason }));
    },
    resume(principal, { id }) {
      requirePermission(principal, 'roll-out');
      return telling(principal, id, (rollout, told) => resumeRollout(rollout, told));
    },
    async promote(principal, { id, reason }) {
      requirePermission(principal, 'roll-out');
      const { rollout } = await readRollout(node.store, id);
      const brakes = await rollouts.brakesOn(rollout ?? missing(id)).catch(() => null);
      return telling(principal, id, (found, told) => promoteRollout(found, { ...told, reason, brakes }));
    },
    abort(principal, { id, reason, insist, leave }) {
      requirePermission(principal, 'roll-out');
      return telling(principal, id, (rollout, told) =>
        leave
          ? leaveRollout(rollout, { ...told, reason })
          : abortRollout(rollout, { ...told, reason, insists: insist }),
      );
    },
  };
}

/** Writes the first events of a stream that nobody has begun. */
async function begin(
  { node }: Held,
  given: { readonly principal: Principal; readonly id: string; readonly events: readonly RolloutEvent[] },
): Promise<RolloutAnswer> {
  const { principal, id, events } = given;
  const came = await handleRollout({
    store: node.store,
    id,
    actor: principalActor(principal).actor,
    plan: (rollout) =>
      rollout === null
        ? { ok: true, value: events }
        : { ok: false, rejection: { code: 'already-running', rollout: id } },
  });
  if (!came.ok) throw rolloutRefusal(came.rejection);
  return answerOf(came.value.rollout ?? missing(id), came.value.position);
}

function answerOf(rollout: Rollout, position: number): RolloutAnswer {
  return {
    schema: 'firebreak.rollout-answer/v1',
    rollout: rollout.id,
    state: stateOf(rollout),
    position,
    text: headline(rollout),
  };
}

/** By ids of accounts and persons alone: what stands in the log names nobody otherwise. */
function rolloutActor(principal: Principal): RolloutActor {
  const { actor, personId, isAutomated } = principalActor(principal);
  const id = actor ?? 'nobody';
  const name = personId ?? id;
  if (principal.kind !== 'token') return { kind: 'human', id, name };
  return isAutomated
    ? { kind: 'agent', id, name: `an agent of ${name}` }
    : { kind: 'script', id, name: `a script of ${name}` };
}

async function planNamed({ rollouts }: Held, { plan, repository }: RolloutStartRequest): Promise<StatedPlan> {
  const { plans, unread } = await rollouts.plans();
  const named = plans.filter((each) => each.plan.name === plan && (repository ?? each.repository) === each.repository);
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  const isNone = named.length === 0;
  const what = isNone
    ? `no repository here states a rollout plan ${printable(plan)}`
    : `several repositories state a rollout plan ${printable(plan)}`;
  throw new Fault({
    kind: 'usage',
    code: isNone ? 'no-such-plan' : 'several-plans',
    message: isNone && unread.length > 0 ? `${what}; not read: ${unread.map(printable).join('; ')}` : what,
    fix: isNone
      ? 'Write it under rollouts: in firebreak.yaml of the protected branch.'
      : 'Name the repository: --in FORGE:REPOSITORY.',
  });
}

function withVersions(plan: StatedPlan['plan'], versions: Readonly<Record<string, string>>): StatedPlan['plan'] {
  const ids = plan.targets.map(({ id }) => id);
  const unknown = Object.keys(versions).find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    throw new Fault({
      kind: 'usage',
      code: 'no-such-target',
      message: `the plan has no target ${printable(unknown)}`,
      fix: `It has: ${ids.map(printable).join(', ')}.`,
    });
  }
  const targets = plan.targets.map((target) => ({ ...target, version: versions[target.id] ?? target.version }));
  return { ...plan, targets };
}

async function planOf(
  { repository, plan }: StatedPlan,
  { engines, learntOf }: Held['rollouts'],
): Promise<RolloutList['plans'][number]> {
  return {
    repository: printable(repository),
    name: printable(plan.name),
    service: printable(plan.service),
    environment: printable(plan.environment),
    stages: plan.stages.map(({ name, percent }) => ({ name: printable(name), percent })),
    engines: [...new Set(plan.targets.map(({ engine }) => engine))].map((kind) => ({
      kind,
      configured: engines.includes(kind),
    })),
    learnt: (await learntOf({ repository, plan })).map(learntDocument),
  };
}

function missing(id: string): never {
  throw new Fault({
    kind: 'usage',
    code: 'no-such-rollout',
    message: `there is no rollout ${printable(id)}`,
    fix: 'See firebreak rollout list.',
  });
}
