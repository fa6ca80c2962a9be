import { payloadOf } from './envelope.ts';
import type { Envelope, NewEvent } from './model.ts';

/** An event of a room: its kind is its type in the log, everything else its payload. */
interface Kinded {
  readonly kind: string;
}

/** How events of one room are found in the log. */
export interface EventReader<E extends Kinded> {
  /** Whether an envelope holds an event of the room; reads no payload. */
  holds(envelope: Pick<Envelope, 'type'>): boolean;
  /** `null` for events of other rooms. */
  read(envelope: Envelope): E | null;
}

/** Takes events of these kinds out of envelopes. */
export function eventReader<E extends Kinded>(kinds: readonly E['kind'][]): EventReader<E> {
  const own: ReadonlySet<string> = new Set(kinds);
  return {
    holds: ({ type }) => own.has(type),
    read: (envelope) =>
      own.has(envelope.type)
        ? // The log checked on writing and verifies by digest: its payload is what the room wrote.
          ({ kind: envelope.type, ...(payloadOf(envelope) as object) } as unknown as E)
        : null,
  };
}

/** A room's event in the shape in which it is appended, in the first version of its kind. */
export function asNewEvent({ kind, ...payload }: Kinded, { at, actor }: Pick<NewEvent, 'at' | 'actor'>): NewEvent {
  return { type: kind, schemaVersion: 1, at, actor, payload };
}
