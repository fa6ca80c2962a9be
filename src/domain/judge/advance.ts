import type { Instant } from '../../kernel/index.ts';
import { decide, worseTogether } from './decide.ts';
import type { DispersionLedger } from './dispersion-ledger.ts';
import { type JudgedMetric, judgeMetric } from './metric-judgement.ts';
import type { Judgement, JudgePlan, MetricSpec, Sample } from './model.ts';
import type { JudgeState, MetricMemory } from './state.ts';
import { addToTally } from './tally.ts';
import { addSamples, hasRunBack, restarted } from './timeline.ts';

/** What is new since the last look. */
export interface Look {
  readonly plan: JudgePlan;
  /** In any order; old ones may come again. */
  readonly samples: readonly Sample[];
  readonly now: Instant;
  readonly ledger: DispersionLedger;
  /** Rollouts that cannot be told apart from this one (see `tellApart`). */
  readonly notToldApart: readonly string[];
}

/** Takes samples in and judges: the one way from samples to a decision. The same input gives the same output. */
export function advance(state: JudgeState, look: Look): { readonly state: JudgeState; readonly judgement: Judgement } {
  const { plan, now, ledger, notToldApart } = look;
  const byMetric = new Map<string, Sample[]>(plan.metrics.map(({ name }) => [name, []]));
  let unknownSamples = state.unknownSamples;
  for (const sample of look.samples) {
    const list = byMetric.get(sample.metric);
    if (list === undefined) unknownSamples += 1;
    else list.push(sample);
  }
  const ranBack = state.metrics.some(({ timeline }) => hasRunBack(timeline, now));
  const judged = plan.metrics.map((spec, at): JudgedMetric => {
    const memory = withSamples(
      state,
      { memory: state.metrics[at] as MetricMemory, spec, plan, now },
      byMetric.get(spec.name) ?? [],
    );
    const canaryShare = state.stage?.plan.canaryShare ?? UNKNOWN_SHARE;
    const horizonMs = state.stage?.plan.horizon?.lengthMs ?? null;
    return judgeMetric(memory, { plan, spec, ledger, canaryShare, horizonMs }, now);
  });
  const metrics = judged.map(({ judgement }) => judgement);
  const next: JudgeState = {
    stage: state.stage,
    metrics: judged.map(({ memory }) => memory),
    worseTogether: state.worseTogether ?? worseTogether(plan, metrics),
    unknownSamples,
  };
  return { state: next, judgement: decide(next, metrics, { plan, now, hasRunBack: ranBack, notToldApart }) };
}

/** Before a stage nothing is configured; halves are as good as any, for nothing is decided. */
const UNKNOWN_SHARE = 0.5;

function withSamples(
  { stage }: JudgeState,
  { memory, spec, plan, now }: { memory: MetricMemory; spec: MetricSpec; plan: JudgePlan; now: Instant },
  samples: readonly Sample[],
): MetricMemory {
  const before = hasRunBack(memory.timeline, now) ? restarted(memory.timeline, now) : memory.timeline;
  const { timeline, pairs } = addSamples(before, { plan, spec, samples, now });
  let { rollout, stage: staged } = memory;
  for (const pair of pairs) {
    // Before the stage the configured share was another, or there was no canary.
    if (stage === null || pair.from < stage.startedAt) continue;
    const { canaryShare } = stage.plan;
    rollout = addToTally(rollout, { spec, pair, canaryShare });
    staged = addToTally(staged, { spec, pair, canaryShare });
  }
  return { ...memory, timeline, rollout, stage: staged };
}
