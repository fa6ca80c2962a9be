import type { Decision } from '../judge/index.ts';
import type { Rollout, RolloutEnd } from './model.ts';

const AFTER: Readonly<Record<RolloutEnd, Decision>> = {
  finished: 'promote',
  aborted: 'rollback',
  'rolled-back': 'rollback',
  left: 'hold',
};

/**
 * What an engine that asks is told. `stage` = the stage it asks for, `null` = the one it is in. Whatever is not decided is `hold`: never an
 * error, which some engines take for a failure, and never `promote` by silence.
 */
export function engineAnswer(rollout: Rollout | null, stage: string | null): Decision {
  if (rollout === null) return 'hold';
  const { end, stop, paused } = rollout;
  if (end !== null) return AFTER[end.kind];
  if (stop !== null) return stop.route === 'safe' && paused === null ? 'rollback' : 'hold';
  if (paused !== null || rollout.stage === null) return 'hold';
  const at = stage === null ? rollout.stage.index : rollout.stages.findIndex(({ name }) => name === stage);
  if (at < 0 || at > rollout.stage.index) return 'hold';
  return at < rollout.stage.index || rollout.passed !== null ? 'promote' : 'hold';
}
