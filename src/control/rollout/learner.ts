import { type DispersionLedger, EMPTY_LEDGER, learntMinutes } from '../../domain/judge/index.ts';
import type { PlanMetric, Rollout, RolloutPlan } from '../../domain/rollout/index.ts';
import type { SeriesStore } from '../../domain/signal/index.ts';
import type { NodeStore } from '../../event-log/index.ts';
import { DAY_MS, digestOf, type Instant, instant } from '../../kernel/index.ts';
import { readText, writeText } from './kept-text.ts';
import { interrupted, type Learning, type LearningStanding, learn, newLearning } from './learning.ts';
import { stableInstances, stableSamples } from './sampling.ts';

/** A plan as a repository states it. */
export interface LearntPlan {
  /** `FORGE:REPOSITORY`. */
  readonly repository: string;
  readonly plan: RolloutPlan;
}

/** What is known of how much a metric scatters by itself. */
export interface LearntMetric {
  readonly metric: string;
  readonly standing: LearningStanding;
  readonly instances: number;
  readonly windows: number;
  readonly since: Instant | null;
  /** Comparisons of up to so many minutes are learnt, somewhere; 0 = none. */
  readonly minutes: number;
}

/** Learns between rollouts how much the standing versions of services scatter by themselves. */
export interface DispersionLearner {
  /** Takes in what was measured since the last time, of every plan whose service is not being rolled out. */
  pass(plans: readonly LearntPlan[], rollouts: readonly Rollout[]): Promise<void>;
  /** What a rollout is judged by. */
  ledgerOf(rollout: Rollout): Promise<DispersionLedger>;
  /** The same for people, in the order of the plan. */
  learntOf(stated: LearntPlan): Promise<readonly LearntMetric[]>;
}

interface Held {
  /** Of the record that it goes on from; `null` = there is none. */
  readonly version: number | null;
  readonly learning: Learning;
  readonly keptAt: Instant;
}

const KIND = 'rollout-learning';
/** Written at most so often: after a crash what was measured since is taken in again, where it still is, once. */
const KEEP_MS = 60_000;
/** What nobody states any more is forgotten after this. */
const KEPT_MS = 90 * DAY_MS;
/** After a rollout caches are cold and instances new: that is no noise of a version that stands. */
const SETTLE_MS = 10 * 60_000;
/** Samples are held so long; what is older cannot be taken in. */
const REACH_BACK_MS = 4 * 60 * 60_000;
/** An instance that told nothing for so many steps is gone. */
const SILENT_STEPS = 4;

/** Opens the learner of one node. Nodes that share a store may all learn: who writes second takes what the first one wrote. */
export function openLearner(options: {
  readonly series: SeriesStore;
  readonly records: NodeStore['records'];
  readonly now: () => Instant;
}): DispersionLearner {
  const { series, records, now } = options;
  const held = new Map<string, Held>();
  const known = async (key: string, fresh: Learning): Promise<Held> => {
    const kept = held.get(key) ?? (await read(key));
    const isSame = kept?.learning.setting === fresh.setting;
    return { version: kept?.version ?? null, learning: isSame ? kept.learning : fresh, keptAt: kept?.keptAt ?? now() };
  };
  const read = async (key: string): Promise<Held | null> => {
    const kept = await readText(records, { kind: KIND, key, now: now() });
    return kept === null ? null : { version: kept.version, learning: JSON.parse(kept.text) as Learning, keptAt: now() };
  };
  const keep = async (key: string, { version, learning }: Held): Promise<void> => {
    const at = now();
    const expiresAt = instant(at + KEPT_MS);
    const text = JSON.stringify(learning);
    const written = await writeText(records, { kind: KIND, key, expected: version, text, expiresAt, now: at });
    // Another node wrote in between: what it took in counts, and what was taken in here is given up with it.
    if (written === null) held.delete(key);
    else held.set(key, { version: written, learning, keptAt: at });
  };
  const passOne = async (key: string, stated: LearntPlan & { metric: PlanMetric }, busy: Instant | 'now' | null) => {
    const { plan, metric } = stated;
    const { stepMs, latenessMs } = plan.timing;
    const to = instant(Math.max(0, Math.floor((now() - latenessMs) / stepMs) * stepMs));
    const before = await known(key, newLearning(plan, metric, to));
    const start = startOf(before.learning, { to, busy });
    const found = stableInstances(series, metric, instant(to - SILENT_STEPS * stepMs));
    const isSeen = found !== null || metricIsSeen(series, metric);
    const after =
      busy === 'now'
        ? interrupted(before.learning, to, 'rollout')
        : learn(start, { plan, metric, found, isSeen, to, read: (query) => stableSamples(series, metric, query) });
    // Another node may be the one that is measured: what it wrote stays.
    if (after.standing === 'no-data') {
      held.delete(key);
      return;
    }
    const next: Held = { ...before, learning: after };
    held.set(key, next);
    const isTurn = after.standing !== before.learning.standing || before.version === null;
    if (isTurn || Math.abs(now() - before.keptAt) >= KEEP_MS) await keep(key, next);
  };
  return {
    async pass(plans, rollouts) {
      const keys = new Set<string>();
      for (const { repository, plan } of plans) {
        const busy = busyWith(rollouts, { repository, service: plan.service, now: now() });
        for (const metric of plan.metrics) {
          const key = keyOf(repository, plan.name, metric.spec.name);
          keys.add(key);
          await passOne(key, { repository, plan, metric }, busy);
        }
      }
      for (const key of held.keys()) if (!keys.has(key)) held.delete(key);
    },
    async ledgerOf({ plan, subject }) {
      const learnings = await Promise.all(
        plan.metrics.map((metric) =>
          known(keyOf(subject.repository, plan.name, metric.spec.name), newLearning(plan, metric, now())),
        ),
      );
      const entries = learnings.flatMap(({ learning }) => learning.ledger.entries);
      return entries.length === 0 ? EMPTY_LEDGER : { entries };
    },
    async learntOf({ repository, plan }) {
      return Promise.all(
        plan.metrics.map(async (metric): Promise<LearntMetric> => {
          const { name } = metric.spec;
          const { learning } = await known(keyOf(repository, plan.name, name), newLearning(plan, metric, now()));
          const { standing, instances, windows, since, ledger } = learning;
          return { metric: name, standing, instances, windows, since, minutes: learntMinutes(ledger, name) };
        }),
      );
    },
  };
}

function keyOf(repository: string, plan: string, metric: string): string {
  return digestOf(`${repository}\n${plan}\n${metric}`).slice('sha256:'.length, 'sha256:'.length + 32);
}

/** Where the steps to take in begin: what a rollout may have touched, and what is not held any more, is left out. */
function startOf(
  learning: Learning,
  { to, busy }: { readonly to: Instant; readonly busy: Instant | 'now' | null },
): Learning {
  const free = typeof busy === 'number' ? busy : 0;
  const oldest = Math.max(free, to - REACH_BACK_MS);
  // A clock that ran back: from now on.
  if (learning.fedTo > to) return interrupted(learning, to, learning.standing);
  if (learning.fedTo >= oldest) return learning;
  return interrupted(learning, instant(Math.min(to, oldest)), learning.standing);
}

/** Whether a rollout of the service goes on (`now`), or until when the last one may still be felt. */
function busyWith(
  rollouts: readonly Rollout[],
  { repository, service, now }: { readonly repository: string; readonly service: string; readonly now: Instant },
): Instant | 'now' | null {
  let busy: Instant | null = null;
  for (const { subject, plan, end } of rollouts) {
    if (subject.repository !== repository || plan.service !== service) continue;
    if (end === null || now < end.at + SETTLE_MS) return 'now';
    busy = instant(Math.max(busy ?? 0, end.at + SETTLE_MS));
  }
  return busy;
}

function metricIsSeen(series: SeriesStore, { source, arms }: PlanMetric): boolean {
  const selectors = source.kind === 'events' ? source.exposure : [source.count];
  return selectors.some(
    ({ metric, labels }) => series.find({ metric, labels: { ...labels, [arms.label]: arms.control } }).length > 0,
  );
}
