import { GATE_EVENTS, type GateEvent } from '../../domain/deployment/index.ts';
import { type Envelope, type NewEvent, payloadOf, type StreamId, streamId } from '../../event-log/index.ts';
import type { Instant } from '../../kernel/index.ts';

const KINDS: ReadonlySet<string> = new Set(GATE_EVENTS);

/** The stream of one deployment that waits, or waited. */
export function gateStream(id: string): StreamId {
  return streamId('deployment-gate', id.slice('sha256:'.length, 'sha256:'.length + 32));
}

/** The event of a deployment that waits in an envelope; `null` for events of other kinds. */
export function gateEventOf(envelope: Envelope): GateEvent | null {
  if (!KINDS.has(envelope.type)) return null;
  // The log checked on writing and verifies by digest: its payload is what this room wrote.
  return { kind: envelope.type, ...(payloadOf(envelope) as object) } as GateEvent;
}

/** Puts such an event into the shape of the log. */
export function newGateEvent(event: GateEvent, at: Instant): NewEvent {
  const { kind, ...payload } = event;
  return { type: kind, schemaVersion: 1, at, actor: null, payload };
}
