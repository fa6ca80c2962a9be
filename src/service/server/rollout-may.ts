import type { RolloutReport } from '../../contract/index.ts';
import { isStanding, type Principal, type Rollout, rollbackRouteOf } from '../../control/index.ts';
import { ROUTE } from '../rollout/text.ts';
import { mayOr } from './may.ts';

/** What somebody may do to a rollout as it stands. */
export function rolloutMay(
  rollout: Rollout,
  { principal, brakes }: { readonly principal: Principal; readonly brakes: readonly string[] },
): RolloutReport['may'] {
  const { end, paused, stop, stage, passed, order } = rollout;
  const ended = end === null ? null : 'it has ended';
  const stopping = stop !== null && paused === null ? 'it is going back' : null;
  const worse = stop === null ? null : 'the judge found it worse';
  const token = principal.kind === 'token' ? 'only a signed-in human may do this, never a token' : null;
  const route = rollbackRouteOf(rollout);
  return {
    pause: mayOr(principal, 'brake', [ended, stopping, paused === null ? null : 'it is paused already']),
    resume: mayOr(principal, 'roll-out', [ended, worse, paused === null ? 'it is not paused' : null, token]),
    promote: mayOr(principal, 'roll-out', [
      ended,
      worse,
      stage === null || passed !== null ? 'no stage waits for it' : null,
      isStanding(rollout) ? null : 'traffic does not stand where the stage put it',
      brakes.length > 0 ? `held by ${brakes.join(', ')}` : null,
      token,
    ]),
    abort: mayOr(principal, 'roll-out', [ended, stopping, route === 'safe' ? null : ROUTE[route]]),
    leave: mayOr(principal, 'roll-out', [ended, (order?.trouble ?? null) === null ? stopping : null, token]),
  };
}
