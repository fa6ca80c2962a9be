import { advance, EMPTY_LEDGER, type Judgement, startJudging, startStage } from '../../domain/judge/index.ts';
import type { JudgeRequest } from '../../domain/rollout/index.ts';
import { instant } from '../../kernel/index.ts';

/** Steps that are given to the judge at once: it holds no more than some that wait for their pair. */
const STEPS_AT_ONCE = 500;

/** Judges measurements by themselves, from their beginning to their end: the same judge as of every rollout. */
export function judgeAlone({ plan, stage, samples, at }: JudgeRequest): Judgement {
  const start = samples.reduce((first, { since }) => Math.min(first, since ?? at), at as number);
  let state = startStage(startJudging(plan), { plan, stage, now: instant(start) });
  const look = { plan, ledger: EMPTY_LEDGER, notToldApart: [] };
  const span = STEPS_AT_ONCE * plan.stepMs;
  let from = start;
  for (; from + span < at; from += span) {
    const to = instant(from + span);
    state = advance(state, {
      ...look,
      samples: samples.filter((each) => each.at > from && each.at <= to),
      now: to,
    }).state;
  }
  return advance(state, { ...look, samples: samples.filter((each) => each.at > from), now: at }).judgement;
}
