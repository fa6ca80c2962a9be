import type { LiveEvent } from '../../contract/index.ts';
import { brakeEventOf, type Envelope, PAGE_SIZE, queueEventOf, submissionEventOf } from '../../control/index.ts';
import { printable } from '../../kernel/index.ts';
import type { Plane } from './plane.ts';

/** Tells listeners of each event after it was appended; the log is read once for all of them. */
export function openLive(plane: Plane): (listener: (event: LiveEvent) => void) => () => void {
  const listeners = new Set<(event: LiveEvent) => void>();
  const { store } = plane.node;
  let position: number | null = null;
  let reading = false;
  let again = false;

  const read = async (head: number): Promise<void> => {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    try {
      position ??= Math.max(0, head - 1);
      do {
        again = false;
        const page = await store.readAll({ after: position, limit: PAGE_SIZE });
        for (const envelope of page) {
          position = envelope.position;
          const event = liveEventOf(envelope);
          for (const listener of listeners) listener(event);
        }
        if (page.length === PAGE_SIZE) again = true;
      } while (again);
    } catch {
      // The next append reads from where this one stopped.
    } finally {
      reading = false;
    }
  };
  let stop: (() => void) | null = null;
  return (listener) => {
    listeners.add(listener);
    stop ??= store.onAppend((head) => void read(head));
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      stop?.();
      stop = null;
      position = null;
    };
  };
}

/** What is new: a change, a queue, a brake, or for a change that was queued both. */
function liveEventOf(envelope: Envelope): LiveEvent {
  const { position, type } = envelope;
  const queued = queueEventOf(envelope);
  const change = queued?.kind === 'EntryQueued' ? queued.content.change : (submissionEventOf(envelope)?.id ?? null);
  const told = brakeEventOf(envelope);
  const brake = told === null ? null : told.kind === 'BrakeEngaged' ? told.brake.id : told.id;
  return {
    position,
    change,
    queue: queued === null ? null : printable(queued.id),
    brake: brake === null ? null : printable(brake),
    type,
  };
}
