import { digestOfJson } from '../../kernel/index.ts';
import type { Judgement, JudgeReason } from '../judge/index.ts';
import { overtaken } from './decide.ts';
import type { RolloutEvent } from './event.ts';
import type { JudgeAnswer, RolloutLook } from './look.ts';
import type { KeptJudgement, PlanStage, Rollout, RolloutActor, WaitCause } from './model.ts';
import { rollbackRouteOf } from './safety.ts';

/** A judgement that only says otherwise why it holds is written down at most so often. */
export const JUDGED_EVERY_MS = 60_000;

const JUDGE: RolloutActor = { kind: 'judge', id: '', name: 'the judge' };
const PLAN: RolloutActor = { kind: 'plan', id: '', name: 'the plan' };

/** What follows from a judgement, and from the time of the stage; empty = nothing new. */
export function judgeStep(rollout: Rollout, look: RolloutLook): readonly RolloutEvent[] {
  const { now, judge } = look;
  const stage = rollout.stage === null ? null : (rollout.stages[rollout.stage.index] ?? null);
  if (stage === null || rollout.stop !== null) return [];
  const judgement = judge?.kind === 'judgement' ? judge.judgement : null;
  if (judgement?.decision === 'rollback') return stopped(rollout, judgement, now);
  if (rollout.paused !== null || rollout.passed !== null || rollout.order !== null) {
    return judge === null ? [] : told(rollout, judge, now);
  }
  // Of another stage: it says nothing of this one.
  const isProved = judgement?.decision === 'promote' && judgement.stage === stage.name;
  if (isProved && judgement !== null) return proved(rollout, { judgement, stage, look });
  return [...(judge === null ? [] : told(rollout, judge, now)), ...overdue(rollout, stage, look)];
}

/** Worse: go back by the way that is safe, or stand still and ask. */
function stopped(rollout: Rollout, judgement: Judgement, now: RolloutLook['now']): readonly RolloutEvent[] {
  const kept = keptOf({ kind: 'judgement', judgement }, now);
  const route = rollbackRouteOf(rollout);
  const isByItself = rollout.plan.onWorse === 'roll-back' && (route === 'safe' || route === 'flag-off');
  const events: RolloutEvent[] = [
    { kind: 'RolloutJudged', ...kept },
    ...overtaken(rollout, now),
    { kind: 'StopDecided', cause: 'worse', by: JUDGE, route, reasons: kept.reasons, at: now },
  ];
  if (!isByItself) events.push({ kind: 'RolloutPaused', cause: { code: 'worse', route }, by: JUDGE, at: now });
  return events;
}

function proved(
  rollout: Rollout,
  { judgement, stage, look }: { judgement: Judgement; stage: PlanStage; look: RolloutLook },
): readonly RolloutEvent[] {
  const { now, brakes } = look;
  const kept = keptOf({ kind: 'judgement', judgement }, now);
  const judged: readonly RolloutEvent[] =
    rollout.judged?.decision === 'promote' ? [] : [{ kind: 'RolloutJudged', ...kept }];
  const cause = waitOf(stage, brakes);
  if (cause === null) {
    return [...judged, { kind: 'StagePassed', stage: stage.name, by: PLAN, evidence: kept.evidence, at: now }];
  }
  const isTold = JSON.stringify(rollout.waits) === JSON.stringify(cause);
  const held: readonly RolloutEvent[] = isTold ? [] : [{ kind: 'PromotionHeld', stage: stage.name, cause, at: now }];
  // A brake ends by itself or by a human; one who is to promote it is asked again when the time of the stage is over.
  return [...judged, ...held, ...(cause.code === 'human' ? overdue(rollout, stage, look) : [])];
}

/** What stands between proof and promotion; `null` = nothing. */
function waitOf(stage: PlanStage, brakes: readonly string[] | null): WaitCause | null {
  if (brakes === null) return { code: 'brake-unknown' };
  if (brakes.length > 0) return { code: 'brake', brakes: [...brakes].sort() };
  return stage.promote === 'human' ? { code: 'human' } : null;
}

/** A stage never ends by time: it pauses. A clock that ran back makes no time pass. */
function overdue({ stage }: Rollout, { withinMs, name }: PlanStage, { now }: RolloutLook): readonly RolloutEvent[] {
  if (stage === null || now - stage.clockFrom <= withinMs) return [];
  return [{ kind: 'RolloutPaused', cause: { code: 'stage-time', stage: name }, by: PLAN, at: now }];
}

/** Writes down what the judge says where it says something else than before. */
function told({ judged }: Rollout, answer: JudgeAnswer, now: RolloutLook['now']): readonly RolloutEvent[] {
  const kept = keptOf(answer, now);
  const isSame =
    judged !== null && judged.decision === kept.decision && judged.reasons.join('\n') === kept.reasons.join('\n');
  const isSoon =
    judged !== null && judged.decision === kept.decision && now - judged.at < JUDGED_EVERY_MS && now >= judged.at;
  return isSame || isSoon ? [] : [{ kind: 'RolloutJudged', ...kept }];
}

/** The rollout as the newest judgement sees it, for whoever looks: one that says the same for other reasons is written down seldom. */
export function judgedAnew(rollout: Rollout, judgement: Judgement | null): Rollout {
  const { judged, stage, stages, stop, end } = rollout;
  const current = stage === null ? null : (stages[stage.index]?.name ?? null);
  if (judgement === null || current === null || judgement.stage !== current || stop !== null || end !== null)
    return rollout;
  if (judged !== null && judged.at > judgement.at) return rollout;
  return { ...rollout, judged: keptOf({ kind: 'judgement', judgement }, judgement.at) };
}

function keptOf(answer: JudgeAnswer, at: RolloutLook['now']): KeptJudgement {
  if (answer.kind === 'unknown') {
    return { stage: null, decision: 'unknown', reasons: [`judge-${answer.code}`], evidence: null, at };
  }
  const { judgement } = answer;
  const { stage, decision, reasons } = judgement;
  const codes = [...new Set(reasons.map(reasonText))].sort();
  return { stage, decision, reasons: codes, evidence: digestOfJson(judgement), at };
}

/** One reason as a code with the metric it is of. */
function reasonText(reason: JudgeReason): string {
  if ('metric' in reason) return `${reason.code} ${reason.metric}`;
  if ('rollouts' in reason) return `${reason.code} ${reason.rollouts.join(',')}`;
  if ('metrics' in reason) return `${reason.code} ${reason.metrics.join(',')}`;
  return reason.code;
}
