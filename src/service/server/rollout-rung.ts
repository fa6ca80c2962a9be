import type { ChangeReport } from '../../contract/index.ts';
import { listRollouts, type Rollout } from '../../control/index.ts';
import { printable } from '../../kernel/index.ts';
import { headline, stateOf } from '../rollout/text.ts';
import type { Plane } from './plane.ts';

type Rung = ChangeReport['ladder'][number];
type State = ReturnType<typeof stateOf>;

/** The rollout of a change that is to be looked at first, and how many it has; `null` = none was begun. */
export interface ChangeRollout {
  readonly rollout: Rollout;
  readonly count: number;
}

/** What stands still before what goes on before what ended; of the same kind the newest. */
export async function rolloutOfChange({ node }: Pick<Plane, 'node'>, id: string): Promise<ChangeRollout | null> {
  const own = (await listRollouts(node.store)).filter(({ subject }) => subject.change === id);
  const [first] = [...own].sort((a, b) => RANK[stateOf(a)] - RANK[stateOf(b)]);
  return first === undefined ? null : { rollout: first, count: own.length };
}

/** The step of a change's way at which users get it. */
export function rolloutRung(found: ChangeRollout | null): Rung {
  if (found === null) return { step: 'canary', state: 'not-connected', text: 'no rollout of it was begun' };
  const { rollout, count } = found;
  const of = count === 1 ? '' : ` (the first of ${count} rollouts)`;
  return { step: 'canary', state: STATE[stateOf(rollout)], text: `${printable(headline(rollout))}${of}` };
}

const RANK: Readonly<Record<State, number>> = {
  paused: 0,
  stopping: 1,
  running: 2,
  'rolled-back': 3,
  aborted: 3,
  left: 3,
  finished: 3,
};

const STATE: Readonly<Record<State, Rung['state']>> = {
  paused: 'stuck',
  stopping: 'stuck',
  running: 'now',
  'rolled-back': 'stuck',
  aborted: 'stuck',
  left: 'done',
  finished: 'done',
};
