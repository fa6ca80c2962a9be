import {
  advance,
  type DispersionLedger,
  EMPTY_LEDGER,
  type Judgement,
  type JudgeState,
  startJudging,
  startStage,
} from '../../domain/judge/index.ts';
import { judgePlanOf, judgeStageOf, type Rollout } from '../../domain/rollout/index.ts';
import { MAX_STEPS, type SeriesStore } from '../../domain/signal/index.ts';
import type { NodeStore } from '../../event-log/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import { ALONE, type Beside } from './concurrency.ts';
import type { RolloutJudge } from './judge.ts';
import { readText, removeText, writeText } from './kept-text.ts';
import { EMPTY_TRACE, type RatioTrace, traced } from './ratio-trace.ts';
import { metricSamples } from './sampling.ts';

/** What is remembered of one rollout. It is no event: it is made again, with less evidence, from what is still measured. */
interface Memory {
  /** Place of the stage, and when it was entered: another one begins anew. */
  readonly index: number;
  readonly enteredAt: Instant;
  /** Up to which steps were given to the judge. */
  readonly fedTo: Instant;
  readonly state: JudgeState;
}

const KIND = 'rollout-judge';
/** Kept at most so often: what a crash costs is read again where it is still measured. */
const KEEP_MS = 10_000;
/** A rollout that nobody asks about any more leaves nothing behind. */
const KEPT_MS = 30 * 86_400_000;

/** The judge of this node, over the measurements that it holds. */
export function openLocalJudge(options: {
  readonly series: SeriesStore;
  readonly records: NodeStore['records'];
  /** What stable against stable has shown; nothing where it is left out. */
  readonly ledgerOf?: (rollout: Rollout) => Promise<DispersionLedger>;
  /** What runs beside it; nothing where it is left out. */
  readonly besideOf?: (rollout: Rollout) => Promise<Beside>;
}): RolloutJudge & {
  readonly last: (id: string) => Judgement | null;
  readonly trace: (id: string) => RatioTrace;
} {
  const { series, records, ledgerOf = async () => EMPTY_LEDGER, besideOf = async () => ALONE } = options;
  const held = new Map<string, { memory: Memory; keptAt: number; judgement: Judgement | null; trace: RatioTrace }>();
  const remembered = async (rollout: Rollout, now: Instant): Promise<Memory> => {
    const known = held.get(rollout.id)?.memory ?? (await keptMemory(records, rollout, now));
    return inStage(known, rollout);
  };
  return {
    async judge({ rollout, now }) {
      const memory = await remembered(rollout, now);
      const plan = judgePlanOf(rollout.plan, rollout.demand);
      const { stepMs, latenessMs } = plan;
      const to = instant(Math.max(0, Math.floor((now - latenessMs) / stepMs) * stepMs));
      // After a clock ran back nothing is given twice: the judge says that it did, and goes on from there.
      const from = instant(Math.max(Math.min(memory.fedTo, to), to - (MAX_STEPS - 1) * stepMs));
      const [ledger, { only, notToldApart }] = await Promise.all([ledgerOf(rollout), besideOf(rollout)]);
      const samples = rollout.plan.metrics.flatMap((metric) =>
        metricSamples(series, metric, { from, to, stepMs }, { only }),
      );
      const { state, judgement } = advance(memory.state, { plan, samples, now, ledger, notToldApart });
      const next: Memory = { ...memory, fedTo: to, state };
      const before = held.get(rollout.id);
      const keptAt = before?.keptAt ?? Number.NEGATIVE_INFINITY;
      const trace = traced(before?.trace ?? EMPTY_TRACE, judgement);
      const isDue = Math.abs(now - keptAt) >= KEEP_MS;
      held.set(rollout.id, { memory: next, keptAt: isDue ? now : keptAt, judgement, trace });
      if (isDue) await keep(records, rollout.id, { memory: next, now });
      return judgement;
    },
    async forget(id) {
      if (!held.delete(id)) return;
      await removeText(records, { kind: KIND, key: id, now: instant(0) });
    },
    last: (id) => held.get(id)?.judgement ?? null,
    trace: (id) => held.get(id)?.trace ?? EMPTY_TRACE,
  };
}

/** The memory in the stage that the rollout is in; nothing remembered = the evidence of the stage is collected anew. */
function inStage(memory: Memory | null, { plan, demand, stages, stage }: Rollout): Memory {
  const { index, enteredAt } = stage ?? { index: 0, enteredAt: instant(0) };
  if (memory !== null && memory.index === index && memory.enteredAt === enteredAt) return memory;
  const judgePlan = judgePlanOf(plan, demand);
  const begin = memory === null || memory.index >= index ? -1 : memory.index;
  let state = begin === -1 ? startJudging(judgePlan) : (memory?.state ?? startJudging(judgePlan));
  for (let at = begin + 1; at <= index; at += 1) {
    const entered = stages[at];
    if (entered !== undefined) {
      state = startStage(state, { plan: judgePlan, stage: judgeStageOf(entered), now: enteredAt });
    }
  }
  const { stepMs } = judgePlan;
  const first = instant(Math.floor(enteredAt / stepMs) * stepMs);
  return { index, enteredAt, fedTo: memory === null ? first : memory.fedTo, state };
}

async function keptMemory(records: NodeStore['records'], { id, plan }: Rollout, now: Instant): Promise<Memory | null> {
  const kept = await readText(records, { kind: KIND, key: id, now });
  if (kept === null) return null;
  const memory = JSON.parse(kept.text) as Memory;
  // Written by this program; of another shape of the plan it would be of no use.
  return memory.state.metrics.length === plan.metrics.length ? memory : null;
}

async function keep(
  records: NodeStore['records'],
  id: string,
  { memory, now }: { readonly memory: Memory; readonly now: Instant },
): Promise<void> {
  const text = JSON.stringify(memory);
  await writeText(records, { kind: KIND, key: id, expected: 'any', text, expiresAt: instant(now + KEPT_MS), now });
}
