import {
  type EngineQuestion,
  type EngineTarget,
  type EngineVerdict,
  engineVerdict,
  isInStage,
  type RolloutEngine,
  stageLetInto,
} from '../../domain/rollout/index.ts';
import type { NodeStore } from '../../event-log/index.ts';
import { observeEngine } from './engine-call.ts';
import { appendRollout, readRollout } from './stream.ts';

/**
 * Lets an engine that does not say which stage it is in into the next one by one yes, and no further: where it can be seen, while it is seen before that
 * stage; where it cannot, by writing down that it goes there before it is told so. A yes that is lost on its way is not given twice then: the stage is
 * judged by what still comes.
 */
export async function letIntoOnce(
  world: {
    readonly store: NodeStore;
    readonly engineOf: (target: EngineTarget) => RolloutEngine | null;
  },
  given: {
    readonly id: string;
    readonly question: EngineQuestion;
    readonly verdict: EngineVerdict;
    /** As the verdict saw them. */
    readonly brakes: readonly string[] | null;
  },
): Promise<EngineVerdict> {
  const { store, engineOf } = world;
  const { id, question, verdict, brakes } = given;
  if (verdict.decision !== 'promote') return verdict;
  const engine = engineOf(question.target);
  const state = engine === null ? null : await observeEngine(engine, question.target);
  // Read after the look, and asked again: another question may have been answered in between.
  const { rollout, version } = await readRollout(store, id);
  const asked = engineVerdict(rollout, { question, brakes, now: verdict.at });
  const next = rollout === null || rollout.end !== null ? null : stageLetInto(rollout, question);
  if (rollout === null || next === null || asked.decision !== 'promote') return asked;
  const hold = (reason: string): EngineVerdict => ({ ...asked, decision: 'hold', reasons: [reason] });
  if (state?.kind === 'seen' && state.percent !== null) {
    return isInStage(state, next) ? hold(`entering ${next.name}`) : asked;
  }
  const { name: stage, percent } = next;
  const entered = { kind: 'StageEntered', stage, percent, at: verdict.at } as const;
  const appended = await appendRollout({ store, id, version, events: [entered], actor: null });
  return appended === null ? hold('busy') : asked;
}
