import type { BrakeTarget } from '../../domain/brake/index.ts';
import type { Judgement } from '../../domain/judge/index.ts';
import {
  type EngineKind,
  type EngineNews,
  type EngineQuestion,
  type EngineTarget,
  type EngineVerdict,
  engineVerdict,
  type Rollout,
  type RolloutEngine,
  type RolloutPlan,
} from '../../domain/rollout/index.ts';
import { seriesKey } from '../../domain/signal/index.ts';
import type { NodeStore } from '../../event-log/index.ts';
import { Fault } from '../../kernel/index.ts';
import { askOfChanges, brakeFor } from '../brake/question.ts';
import type { Stated } from '../detection/stated.ts';
import type { World } from '../port.ts';
import { readRulebook } from '../proposal.ts';
import { readSubmission } from '../queue/server-gate.ts';
import { holding } from '../server/hold-lease.ts';
import type { ServerNode } from '../server/port.ts';
import type { SignalHub } from '../signal/hub.ts';
import { openQuestions } from './asked.ts';
import { namedByFlags, rolloutTarget } from './brake-target.ts';
import { ALONE, type Beside, besideEachOther } from './concurrency.ts';
import { type LearntMetric, type LearntPlan, openLearner } from './learner.ts';
import { letIntoOnce } from './let-into.ts';
import { openLocalJudge } from './local-judge.ts';
import { passRollout, type RolloutWorld } from './pass.ts';
import type { RatioTrace } from './ratio-trace.ts';
import { selectorsOf } from './sampling.ts';
import { listRollouts, openRollouts } from './stream.ts';

/** A plan as the protected base of a repository states it. */
export interface StatedPlan {
  /** `FORGE:REPOSITORY`. */
  readonly repository: string;
  /** Commit that states it. */
  readonly revision: string;
  readonly plan: RolloutPlan;
}

/** The rollouts of one node. */
export interface NodeRollouts {
  /** Plans of every repository that is served; `unread` names those whose configuration could not be read. */
  plans(): Promise<{ readonly plans: readonly StatedPlan[]; readonly unread: readonly string[] }>;
  /** The newest judgement that this node made; `null` = none since its start. */
  judgementOf(id: string): Judgement | null;
  /** How its metrics stood over time, as far as this node judged it since its start. */
  traceOf(id: string): RatioTrace;
  /** What is known of how much the metrics of a plan scatter by themselves, in its order. */
  learntOf(stated: LearntPlan): Promise<readonly LearntMetric[]>;
  /** How other rollouts that go on stand to it. */
  besideOf(rollout: Rollout): Promise<Beside>;
  /** Ids of brakes that hold a step forward of a rollout. */
  brakesOn(rollout: Rollout): Promise<readonly string[]>;
  /** Answers an engine that asks; also what it does not know is an answer: `hold`. */
  verdictFor(question: EngineQuestion): Promise<EngineVerdict>;
  /** Takes what an engine tells of itself without asking. */
  take(news: EngineNews): void;
  /** One pass over every rollout that has not ended; a fault of one never stops the others. */
  pass(onFault: (id: string, error: unknown) => void): Promise<void>;
  readonly engines: readonly EngineKind[];
  close(): void;
}

/** Opens the rollouts of a node. */
export function openNodeRollouts(options: {
  readonly world: World;
  readonly node: ServerNode;
  readonly signals: SignalHub;
  readonly engines: readonly RolloutEngine[];
  readonly stated: () => Promise<Stated>;
  /** Metadata of every flag of a key that is served; no flags where it is left out. */
  readonly flagMetadata?: (key: string) => readonly Readonly<Record<string, unknown>>[];
}): NodeRollouts {
  const { world, node, signals, engines, stated, flagMetadata = () => [] } = options;
  const { records } = node.store;
  const series = signals.store;
  const learner = openLearner({ series, records, now: world.now });
  const besideOf = async (rollout: Rollout): Promise<Beside> => {
    const open = await openRollouts(node.store);
    if (open.length < 2) return ALONE;
    const { repositories } = await stated();
    const services = repositories.flatMap((each) => each.services);
    const calls = new Map(services.map(({ id, calls: needed }) => [id, needed]));
    return besideEachOther(open, { calls, series }).get(rollout.id) ?? ALONE;
  };
  const judge = openLocalJudge({ series, records, ledgerOf: learner.ledgerOf, besideOf });
  let learntAt = Number.NEGATIVE_INFINITY;
  const questions = openQuestions(world.now);
  const watches = new Map<string, readonly (() => void)[]>();
  const brakesOn = async (rollout: Rollout): Promise<readonly string[]> => {
    const named = namedByFlags(rollout, flagMetadata);
    // What nothing names needs no catalog.
    const isNamed = named.services.length + named.flows.length > 0;
    const { repositories } = isNamed ? await stated() : { repositories: [] };
    return holdingBrakes({ world, node, target: rolloutTarget(rollout, { named, repositories }) }, rollout);
  };
  const engineOf = (target: EngineTarget): RolloutEngine | null =>
    engines.find(({ kind }) => kind === target.engine) ?? null;
  const base: Omit<RolloutWorld, 'fence'> = {
    store: node.store,
    engineOf,
    toldBy: questions.stateOf,
    judge,
    brakesOn,
    now: world.now,
  };
  return {
    engines: engines.map(({ kind }) => kind),
    plans: () => readPlans({ world, node }),
    judgementOf: judge.last,
    traceOf: judge.trace,
    learntOf: learner.learntOf,
    besideOf,
    brakesOn,
    async verdictFor(question) {
      questions.heard(question);
      const rollout = await rolloutOf(node.store, question);
      const brakes = rollout === null ? [] : await brakesOn(rollout).catch(() => null);
      const said = engineVerdict(rollout, { question, brakes, now: world.now() });
      if (rollout === null) return said;
      const verdict = await letIntoOnce(
        { store: node.store, engineOf },
        { id: rollout.id, question, verdict: said, brakes },
      );
      // Without a version nobody could tell it to go back once more, if this answer is lost.
      const isLast = question.moment === 'leave' && question.target.version !== null;
      if (verdict.decision === 'rollback' && isLast) questions.sentBack(question.target);
      return verdict;
    },
    take: questions.told,
    async pass(onFault) {
      const [open, { repositories }] = await Promise.all([openRollouts(node.store), stated()]);
      const plans = repositories.flatMap(({ repository, plans: own }) => own.map((plan) => ({ repository, plan })));
      watch(signals, { open, plans, watches });
      if (Math.abs(world.now() - learntAt) >= LEARN_MS) {
        learntAt = world.now();
        await learner.pass(plans, await listRollouts(node.store)).catch((error: unknown) => onFault('learning', error));
      }
      if (open.length === 0) return;
      await holding({ node, name: 'rollout', now: world.now }, async (stillHeld, { fence }) => {
        for (const { id } of open) {
          if (!(await stillHeld())) return;
          await passRollout({ ...base, fence }, id).catch((error: unknown) => onFault(id, error));
        }
      });
    },
    close() {
      for (const stops of watches.values()) for (const stop of stops) stop();
      watches.clear();
    },
  };
}

/**
 * The rollout that an engine asks about: one that has not ended, or else one that has, of the very version: a later version is another
 * rollout, which nobody has started yet.
 */
async function rolloutOf(store: NodeStore, { target }: EngineQuestion): Promise<Rollout | null> {
  const { version } = target;
  const own = (await listRollouts(store)).flatMap((rollout) => {
    const named = rollout.plan.targets.find(({ engine, name }) => engine === target.engine && name === target.name);
    return named === undefined ? [] : [{ rollout, version: named.version }];
  });
  const open = own.find((each) => each.rollout.end === null && isSameVersion(each.version, version));
  const ended = own.find((each) => version !== null && each.version === version);
  return (open ?? ended)?.rollout ?? null;
}

function isSameVersion(one: string | null, other: string | null): boolean {
  return one === null || other === null || one === other;
}

/** Steps are at least so long. */
const LEARN_MS = 10_000;
/** Selectors of plans of which nothing is rolled out: others need room too. */
const MAX_IDLE_SELECTORS = 100;

/** Fetches what open rollouts are judged by, and what stated plans learn from, as long as they are. */
function watch(
  signals: SignalHub,
  given: {
    readonly open: readonly Rollout[];
    readonly plans: readonly LearntPlan[];
    readonly watches: Map<string, readonly (() => void)[]>;
  },
): void {
  const { open, plans, watches } = given;
  const wanted = new Map<string, readonly string[]>(open.map(({ id, plan }) => [id, selectorsIn(plan)]));
  let idle = 0;
  for (const { repository, plan } of plans) {
    const selectors = selectorsIn(plan);
    idle += selectors.length;
    // Under its selectors: a plan that states others is watched anew.
    if (idle <= MAX_IDLE_SELECTORS) wanted.set(JSON.stringify([repository, plan.name, selectors]), selectors);
  }
  for (const [key, stops] of watches) {
    if (wanted.has(key)) continue;
    for (const stop of stops) stop();
    watches.delete(key);
  }
  for (const [key, selectors] of wanted) {
    if (watches.has(key)) continue;
    watches.set(
      key,
      selectors.map((selector) => signals.watch(selector).stop),
    );
  }
}

function selectorsIn({ metrics }: RolloutPlan): readonly string[] {
  const names = metrics.flatMap(selectorsOf).flatMap((name) => {
    const key = seriesKey(name);
    return key.ok ? [key.value] : [];
  });
  return [...new Set(names)];
}

/** What holds a step forward: brakes on what the plan and its flags name, and on the change that is rolled out. */
async function holdingBrakes(
  { world, node, target }: { readonly world: World; readonly node: ServerNode; readonly target: BrakeTarget },
  { subject }: Rollout,
): Promise<readonly string[]> {
  const now = world.now();
  const held = [...(await brakeFor(node.store, { target, now }))];
  const { change } = subject;
  const state = change === null ? null : await readSubmission(node.store, change);
  if (state !== null) held.push(...(await (await askOfChanges(node.store, now)).holds(state)));
  return [...new Set(held.map(({ brake }) => brake))].sort();
}

async function readPlans({
  world,
  node,
}: {
  readonly world: World;
  readonly node: ServerNode;
}): Promise<{ readonly plans: readonly StatedPlan[]; readonly unread: readonly string[] }> {
  const plans: StatedPlan[] = [];
  const unread: string[] = [];
  for (const forge of node.forges) {
    for (const name of await forge.repositories()) {
      const repository = `${forge.name}:${name}`;
      try {
        const path = await forge.localCopy({ repository: name, commits: [] });
        const history = await world.openRepository({ path });
        const { tip, defaultTips } = await history.describe();
        const revision = defaultTips[0] ?? tip;
        if (revision === null) continue;
        const { configuration } = await readRulebook({ world, history, revision, policy: { file: null } });
        for (const plan of configuration.rollouts.plans) plans.push({ repository, revision, plan });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        unread.push(`${repository}: ${error.message}`);
      }
    }
  }
  return { plans, unread };
}
