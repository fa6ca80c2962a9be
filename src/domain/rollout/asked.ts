import type { Decision } from '../judge/index.ts';
import { engineAnswer } from './answer.ts';
import { isOther } from './confirm.ts';
import type { PlanStage, PlanTarget, Rollout } from './model.ts';
import type { EngineState } from './port.ts';
import type { EngineQuestion } from './question.ts';

/** What an engine that asks is known to do, by what it asked and was told. */
export interface ToldEngine {
  /** Place among the rollout's stages that it was let into. */
  readonly index: number;
  readonly state: EngineState;
}

/** An answer with its reasons, and where the engine stands by it. */
export interface AskedAnswer {
  readonly decision: Decision;
  /** Codes, never empty. */
  readonly reasons: readonly string[];
  readonly told: ToldEngine | null;
}

/** The rollout that a question is about. Of those that have ended only one of the very version counts: a later version is another rollout. */
export function rolloutAsked(
  rollouts: readonly Rollout[],
  { target }: Pick<EngineQuestion, 'target'>,
): { readonly rollout: Rollout; readonly target: PlanTarget } | 'no-such-rollout' | 'other-version' {
  const named = rollouts.flatMap((rollout) => {
    const own = rollout.plan.targets.find(({ engine, name }) => engine === target.engine && name === target.name);
    return own === undefined ? [] : [{ rollout, target: own }];
  });
  const open = named.filter(({ rollout }) => rollout.end === null);
  const fitting = open.find((each) => !isOther(target.version, each.target));
  if (fitting !== undefined) return fitting;
  const ended = named.find(
    (each) => each.rollout.end !== null && target.version !== null && each.target.version === target.version,
  );
  if (ended !== undefined) return ended;
  return open.length > 0 ? 'other-version' : 'no-such-rollout';
}

/** What an engine is told. `brakes`: ids of those that hold a step forward; `null` = not known, which holds. Going back passes every brake. */
export function answerAsked(
  asked: { readonly rollout: Rollout; readonly target: PlanTarget },
  given: {
    readonly question: EngineQuestion;
    readonly brakes: readonly string[] | null;
    readonly told: ToldEngine | null;
  },
): AskedAnswer {
  const { question, brakes, told } = given;
  const { rollout } = asked;
  const own = ownStages(asked);
  const came = withoutBrakes(asked, { question, told });
  const before = standing(own, question) ?? told;
  if (came !== 'promote') return { decision: came, reasons: reasonsOf(rollout, came), told: before };
  if (brakes === null) return { decision: 'hold', reasons: ['brake-unknown'], told: before };
  if (brakes.length > 0) return { decision: 'hold', reasons: brakes.map((id) => `brake ${id}`), told: before };
  return {
    decision: 'promote',
    reasons: reasonsOf(rollout, came),
    told: question.moment === 'advance' ? (entering(rollout, own) ?? told) : before,
  };
}

type Own = readonly { readonly stage: PlanStage; readonly index: number }[];

function ownStages({ rollout, target }: { readonly rollout: Rollout; readonly target: PlanTarget }): Own {
  return rollout.stages.flatMap((stage, index) => (stage.target === target.id ? [{ stage, index }] : []));
}

function withoutBrakes(
  asked: { readonly rollout: Rollout; readonly target: PlanTarget },
  { question, told }: { readonly question: EngineQuestion; readonly told: ToldEngine | null },
): Decision {
  const { rollout } = asked;
  const { moment, stage } = question;
  if (rollout.end !== null || rollout.stop !== null || rollout.paused !== null) return engineAnswer(rollout, stage);
  if (moment === 'stage' && stage !== null) return engineAnswer(rollout, stage);
  const own = ownStages(asked);
  const [first, last] = [own[0]?.index ?? 0, own.at(-1)?.index ?? 0];
  const at = rollout.stage?.index ?? -1;
  if (at > last) return 'promote';
  const isBefore = at < first;
  // The first stage of a target is entered when what stands before it is passed; before a rollout's first, nothing is.
  const mayBegin = isBefore && at === first - 1 && (at === -1 || rollout.passed !== null);
  if (moment === 'start') return mayBegin ? 'promote' : 'hold';
  // It was let in before, and nobody has seen it there yet: another yes would let it past a stage.
  const isOnItsWay = told !== null && told.index > at;
  if (moment === 'advance' && (isOnItsWay || isBefore)) return mayBegin && !isOnItsWay ? 'promote' : 'hold';
  if (isBefore || (moment === 'end' && at !== last)) return 'hold';
  return engineAnswer(rollout, null);
}

/** Where it says that it is. */
function standing(own: Own, { moment, stage: name }: EngineQuestion): ToldEngine | null {
  const found = moment === 'stage' && name !== null ? own.find(({ stage }) => stage.name === name) : undefined;
  return found === undefined ? null : { index: found.index, state: seenAt('steady', found.stage.percent) };
}

/** Where it goes by this yes; `null` = it was its last stage. */
function entering({ stage }: Rollout, own: Own): ToldEngine | null {
  const next = own.find(({ index }) => index > (stage?.index ?? -1));
  return next === undefined ? null : { index: next.index, state: seenAt('moving', next.stage.percent) };
}

/** A state that the engine tells only by what it asks. */
export function seenAt(phase: 'steady' | 'moving' | 'promoted' | 'aborted', percent: number): EngineState {
  return { kind: 'seen', phase, percent, version: null, stable: null, lastOrder: null, message: '' };
}

function reasonsOf({ stop, paused, waits, judged, stage, end }: Rollout, decision: Decision): readonly string[] {
  if (end !== null) return [end.kind];
  if (stop !== null) return stop.cause === 'asked' ? [`asked ${stop.route}`] : [...stop.reasons, stop.route];
  if (paused !== null) return [`paused ${paused.cause.code}`];
  if (decision === 'promote') return [stage === null ? 'may-start' : 'proved'];
  if (waits !== null) return waits.code === 'brake' ? waits.brakes.map((id) => `brake ${id}`) : [waits.code];
  if (stage === null) return ['not-started'];
  return judged === null || judged.reasons.length === 0 ? ['not-judged'] : judged.reasons;
}
