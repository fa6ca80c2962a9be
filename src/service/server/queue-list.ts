import type { QueueList, Viewer } from '../../contract/index.ts';
import { inLandingOrder, type NodeQueue, nextToLand, runningTrials, type Submission } from '../../control/index.ts';
import { printable } from '../../kernel/index.ts';
import { queueStandingOf } from '../queue/document.ts';
import type { Plane } from './plane.ts';
import { isoTime } from './time.ts';

/** More is a list: the queue itself shows it. */
const SHOWN_YOURS = 5;

/** Every queue of this node, each with what of it the viewer made. */
export async function queueListOf(
  plane: Pick<Plane, 'world' | 'queues' | 'board'>,
  viewer: Viewer,
): Promise<QueueList> {
  const own = await ownChanges(plane, viewer.person);
  const rows: QueueList['queues'] = [];
  for (const found of await plane.queues.list()) rows.push(await listRow(plane, found, own));
  return { schema: 'firebreak.queues/v1', as_of: isoTime(plane.world.now()), viewer, queues: rows };
}

/** One queue of the list. */
async function listRow(
  { world, queues }: Pick<Plane, 'world' | 'queues'>,
  found: NodeQueue,
  own: ReadonlySet<string>,
): Promise<QueueList['queues'][number]> {
  const { id, builder } = found;
  const queue = await queues.load(id);
  if (queue === null) {
    const nothing = { waiting: 0, paused: false, freezes: 0, running: 0, next: [], yours: [] };
    return { queue: printable(id), head: await builder.head(), ...nothing };
  }
  const now = world.now();
  const waiting = inLandingOrder(queue);
  const yours = waiting.filter(({ change }) => own.has(change)).slice(0, SHOWN_YOURS);
  const rules = yours.length === 0 ? null : await queues.rulesOf(found);
  return {
    queue: printable(id),
    head: queue.head,
    waiting: waiting.length,
    paused: queue.paused !== null,
    freezes: queue.freezes.filter(({ until }) => until === null || now < until).length,
    running: runningTrials(queue).length,
    next: [...nextToLand(queue, now)],
    yours: rules === null ? [] : yours.map((entry) => queueStandingOf({ queue, entry, rules, now })),
  };
}

/** Open changes that this person made. */
async function ownChanges({ board }: Pick<Plane, 'board'>, person: string | null): Promise<ReadonlySet<string>> {
  if (person === null) return new Set();
  const open = await board.open();
  const isOwn = ({ author, decided }: Submission) =>
    author.personId === person || (decided?.makers.includes(person) ?? false);
  return new Set(open.filter(isOwn).map(({ id }) => id));
}
