import {
  enqueue,
  type MergeQueue,
  type QueuedContent,
  type QueueRejection,
  waitingEntries,
} from '../../domain/merge-queue/index.ts';
import { type Instant, type Result, reject } from '../../kernel/index.ts';
import { handleQueue, type QueueBook } from './book.ts';
import type { QueueWorld } from './port.ts';

/** Waiting entries, the newest, that are asked whether they are stacked on what is added: most often it is the other way round. */
const MAX_CHILDREN = 100;

export type AddRejection = QueueRejection | { readonly code: 'nothing-to-land' };

/** Puts a judged content into a queue, which is opened where it is not yet; finds what it is stacked on and what on it. */
export async function addToQueue(options: {
  readonly world: Pick<QueueWorld, 'id' | 'store' | 'builder' | 'now'>;
  readonly book: QueueBook;
  readonly content: QueuedContent;
  readonly actor: string | null;
}): Promise<Result<{ readonly queue: MergeQueue; readonly number: number; readonly position: number }, AddRejection>> {
  const { world, book, content, actor } = options;
  const { id, store, builder, now } = world;
  const head = await builder.head();
  if (await builder.holds(head, content.head)) return reject({ code: 'nothing-to-land' });
  await openQueue({ ...world, book });
  const own = new Set(await builder.ownCommits({ base: head, head: content.head }));
  const { queue: before } = await book.load(store, id);
  const children: number[] = [];
  for (const entry of before === null ? [] : waitingEntries(before).slice(-MAX_CHILDREN)) {
    const isOther = entry.change !== content.change && entry.head !== content.head;
    if (isOther && (await builder.holds(entry.head, content.head))) children.push(entry.number);
  }
  const came = await handleQueue({
    store,
    book,
    id,
    actor,
    now,
    plan: (queue) => {
      if (queue === null) return { ok: true, value: [] };
      const parents = waitingEntries(queue).filter(({ head: other }) => own.has(other) && other !== content.head);
      return enqueue(queue, {
        content,
        parents: parents.map(({ number }) => number),
        children: children.filter((number) => waitingEntries(queue).some((entry) => entry.number === number)),
        now: now(),
      });
    },
  });
  if (!came.ok) return came;
  const { queue, position } = came.value;
  return { ok: true, value: { queue, position, number: queue.nextNumber - 1 } };
}

/** Opens a queue at its branch as it stands; nothing where it is open. */
export async function openQueue(options: {
  readonly id: string;
  readonly store: QueueWorld['store'];
  readonly builder: QueueWorld['builder'];
  readonly book: QueueBook;
  readonly now: () => Instant;
}): Promise<void> {
  const { id, store, builder, book, now } = options;
  if ((await book.load(store, id)).queue !== null) return;
  const head = await builder.head();
  const plan = (
    queue: MergeQueue | null,
  ): Result<readonly [] | readonly [{ kind: 'QueueOpened'; id: string; head: typeof head; at: Instant }], never> =>
    queue === null ? { ok: true, value: [{ kind: 'QueueOpened', id, head, at: now() }] } : { ok: true, value: [] };
  await handleQueue({ store, book, id, actor: null, now, plan });
}
