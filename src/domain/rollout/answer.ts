import type { Instant } from '../../kernel/index.ts';
import type { Decision } from '../judge/index.ts';
import type { PlanStage, Rollout, RolloutEnd } from './model.ts';
import type { EngineQuestion, EngineVerdict } from './question.ts';

/**
 * What an engine that asks is told. Whatever is not decided is `hold`: never an error, which some engines take for a failure, and never
 * `promote` by silence. `brakes` = ids of those that hold a step forward; `null` = they could not be read, which holds.
 */
export function engineVerdict(
  rollout: Rollout | null,
  asked: {
    readonly question: EngineQuestion;
    readonly brakes: readonly string[] | null;
    readonly now: Instant;
  },
): EngineVerdict {
  const { question, brakes, now } = asked;
  const { decision, reasons } = verdictOf(rollout, { question, brakes });
  return { decision, rollout: rollout?.id ?? null, reasons, at: now };
}

/**
 * The stage that a yes lets an engine into that does not say where it is; `null` = it does say, nothing moves by the answer, or no stage is left.
 * Such a yes holds once: whoever gives it must know that the engine is not there yet, or write down that it goes there.
 */
export function stageLetInto(rollout: Rollout, { target, moment, stage }: EngineQuestion): PlanStage | null {
  if (stage !== null || (moment !== 'leave' && moment !== 'advance')) return null;
  const current = rollout.stage?.index ?? -1;
  return ownStages(rollout, target).find(({ at }) => at > current)?.stage ?? null;
}

type Said = Pick<EngineVerdict, 'decision' | 'reasons'>;

const AFTER: Readonly<Record<RolloutEnd, Decision>> = {
  finished: 'promote',
  aborted: 'rollback',
  'rolled-back': 'rollback',
  left: 'hold',
};

function verdictOf(
  rollout: Rollout | null,
  { question, brakes }: { readonly question: EngineQuestion; readonly brakes: readonly string[] | null },
): Said {
  if (rollout === null) return { decision: 'hold', reasons: ['no-rollout'] };
  const { end, stop, paused } = rollout;
  if (end !== null) return { decision: AFTER[end.kind], reasons: [`ended ${end.kind}`] };
  if (stop !== null && stop.route === 'safe' && paused === null) return { decision: 'rollback', reasons: stop.reasons };
  if (paused !== null) return { decision: 'hold', reasons: [`paused ${paused.cause.code}`] };
  if (stop !== null) return { decision: 'hold', reasons: [`stopping ${stop.route}`] };
  if (brakes === null) return { decision: 'hold', reasons: ['brake-unknown'] };
  if (brakes.length > 0) return { decision: 'hold', reasons: brakes.map((id) => `brake ${id}`) };
  if (isLeft(rollout, question)) return { decision: 'promote', reasons: ['stage-passed'] };
  const { judged } = rollout;
  return {
    decision: 'hold',
    reasons: judged === null || judged.reasons.length === 0 ? ['no-judgement'] : judged.reasons,
  };
}

/** Whether the engine may go on from where it says it is. */
function isLeft(rollout: Rollout, { target, moment, stage }: EngineQuestion): boolean {
  const { passed } = rollout;
  const own = ownStages(rollout, target);
  const current = rollout.stage?.index ?? -1;
  const first = own[0]?.at ?? Number.POSITIVE_INFINITY;
  // Its turn comes when the stages of the targets before it were left.
  const isItsTurn = current >= first || (current === first - 1 && (current === -1 || passed !== null));
  if (moment === 'start') return isItsTurn;
  if (current < first) return moment === 'advance' && isItsTurn;
  const named = stage === null ? null : (own.find((each) => each.stage.name === stage)?.at ?? null);
  if (stage !== null && named === null) return false;
  const last = own.at(-1)?.at ?? -1;
  const at = moment === 'end' ? last : (named ?? Math.min(current, last));
  return at < current || (at === current && passed !== null);
}

/** Stages of the targets that an engine calls by one name, with their places. */
function ownStages(
  { plan, stages }: Rollout,
  target: EngineQuestion['target'],
): readonly { readonly stage: PlanStage; readonly at: number }[] {
  const ids = plan.targets
    .filter((each) => each.engine === target.engine && each.name === target.name)
    .map(({ id }) => id);
  return stages.flatMap((stage, at) => (ids.includes(stage.target) ? [{ stage, at }] : []));
}
