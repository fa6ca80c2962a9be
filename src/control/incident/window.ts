import { type Envelope, type EventStore, PAGE } from '../../event-log/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** Events of a window that are read: an hour of a company; what lies beyond is said to be missing. */
const MAX_EVENTS = 20_000;

/** Gives every event that was told between two moments to `take`, in the order of the log; false where the window holds more than are read. */
export async function readWindow(
  store: Pick<EventStore, 'readAll' | 'head'>,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  take: (envelope: Envelope) => Promise<void>,
): Promise<boolean> {
  let after = await positionBefore(store, from);
  for (let read = 0; read < MAX_EVENTS; ) {
    const page = await store.readAll({ after, limit: PAGE });
    for (const envelope of page) {
      if (envelope.at > to) return true;
      await take(envelope);
    }
    read += page.length;
    after = page.at(-1)?.position ?? after;
    if (page.length < PAGE) return true;
  }
  return false;
}

/** Position of the last event that was told before a moment, 0 = none: events are told in the order of time, but for seconds. */
async function positionBefore(store: Pick<EventStore, 'readAll' | 'head'>, at: Instant): Promise<number> {
  let low = 0;
  let high = await store.head();
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    const [event] = await store.readAll({ after: middle - 1, limit: 1 });
    if (event !== undefined && event.at < at) low = middle;
    else high = middle - 1;
  }
  return low;
}
