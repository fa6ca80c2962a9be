import {
  brakeReport,
  changeList,
  changeReport,
  type DemoReport,
  queueAnswer,
  queueReport,
} from '../../../contract/index.ts';
import { type Playing, until } from './playing.ts';
import { LATER } from './scenario.ts';
import type { DemoSession } from './session.ts';

/** The queue of the branch that changes of the shop land on. */
const QUEUE = '/api/v1/queue/local%3Ashop%40main';
/** Constraints of entries that are still being built. */
const ON_ITS_WAY: readonly string[] = ['own-build', 'slot', 'predecessor', 'landing'];

/** Lets a change through the gate and the queue; gives its id. */
export async function land(playing: Pick<Playing, 'owner' | 'signal'>, title: string): Promise<string> {
  const { owner, signal } = playing;
  const { id } = await decided(playing, title);
  await added(owner, id);
  await until(signal, `the landing of ${id}`, async () => {
    const { change } = changeReport.parse(await owner.get(`/api/v1/changes/${encodeURIComponent(id)}`));
    return change.state === 'landed' ? change : null;
  });
  return id;
}

/** The brake that the rule of the shop engaged. */
export async function brakeSeen({ owner, signal, tell, elapsed, times }: Playing): Promise<DemoReport['brake']> {
  const brake = await until(signal, 'a brake', async () => {
    const { brakes } = brakeReport.parse(await owner.get('/api/v1/brakes'));
    return brakes.find(({ state }) => state === 'active') ?? null;
  });
  times.brake_engaged = elapsed();
  const { id, scope, reason } = brake;
  tell('braked', `${id} holds ${scope.join(' ')}, engaged by a rule: ${reason}`);
  return { id, scope, reason };
}

/** Of two changes that came meanwhile, the one of something else lands as ever; the one of what is braked is held, at the gate and in the queue. */
export async function changesAfter(playing: Playing): Promise<DemoReport['changes']> {
  const { owner, signal, tell } = playing;
  const other = await land(playing, LATER.other.message);
  tell('landed', `${other} (${LATER.other.message}) landed: the brake does not cover it`);
  const held = await until(signal, 'a hold', async () => {
    const found = await decided(playing, LATER.next.message);
    return found.verdict === 'allow' ? null : found;
  });
  tell('held', `${held.id} (${LATER.next.message}): ${held.verdict}: ${held.why}`);
  await added(owner, held.id);
  const why = await until(signal, 'the reason why it waits', () => whyItWaits(owner, held.id));
  tell('waits', `${held.id} in the queue: ${why}`);
  return [
    { change: other, state: 'landed', why: 'the brake does not cover it' },
    { change: held.id, state: held.verdict, why },
  ];
}

async function added(owner: DemoSession, change: string): Promise<void> {
  queueAnswer.parse(await owner.post(`${QUEUE}/entries`, { change }));
}

/** What keeps an entry from landing, once it is built; `null` = that goes on. */
async function whyItWaits(owner: DemoSession, change: string): Promise<string | null> {
  const { entries } = queueReport.parse(await owner.get(QUEUE));
  const constraint = entries.find((entry) => entry.change === change)?.constraint;
  return constraint === undefined || ON_ITS_WAY.includes(constraint.code) ? null : constraint.text;
}

/** What the newest change with this title is judged. */
async function decided(
  { owner, signal }: Pick<Playing, 'owner' | 'signal'>,
  title: string,
): Promise<{ readonly id: string; readonly verdict: string; readonly why: string }> {
  return until(signal, `a verdict on "${title}"`, async () => {
    const { changes } = changeList.parse(await owner.get('/api/v1/changes'));
    const row = changes.find((each) => each.title === title);
    if (row === undefined || row.verdict === 'undecided') return null;
    const { decision } = changeReport.parse(await owner.get(`/api/v1/changes/${encodeURIComponent(row.id)}`));
    const why = decision?.blockers.map(({ message }) => message).join('; ') ?? '';
    return { id: row.id, verdict: row.verdict, why };
  });
}
