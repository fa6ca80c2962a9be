import { assert, canonicalJson, type Digest, digestOf } from '../kernel/index.ts';
import { type Envelope, MAX_NAME, MAX_PAYLOAD, type NewEvent, type StreamId } from './model.ts';

/** Makes a stream's name; a defect where it is not `kind:about` in printable characters. */
export function streamId(kind: string, about: string): StreamId {
  const name = `${kind}:${about}`;
  assert(isStreamId(name), 'a stream is named kind:about in printable characters');
  return name as StreamId;
}

/** Whether a text from outside may name a stream. */
export function isStreamId(text: string): text is StreamId {
  return text.length <= MAX_NAME && /^[a-z][a-z-]{0,39}:[!-~]+$/.test(text);
}

/** Puts an event into its place. A defect where its payload is no JSON, too large, or its names are too long. */
export function envelopeOf(options: {
  readonly event: NewEvent;
  readonly stream: StreamId;
  readonly position: number;
  readonly version: number;
}): Envelope {
  const { event, stream, position, version } = options;
  const payload = canonicalJson(event.payload);
  assert(payload.length <= MAX_PAYLOAD, 'the payload of an event is a fact, not a document');
  assert(readsBack(payload), 'the payload of an event is JSON that reads back as it is');
  assert(isTypeName(event.type) && isCount(event.schemaVersion), 'an event has a type and a schema version');
  assert(event.actor === null || isActor(event.actor), 'an actor is a short printable id');
  const { type, schemaVersion, at, actor } = event;
  return withDigest({ position, stream, version, type, schemaVersion, at, actor, payload });
}

/**
 * SHA-256 of `firebreak.event/v1`, a line feed, and the canonical JSON of every member but the digest, the payload being
 * JSON in it. Its 32 bytes are the log's entry.
 */
export function envelopeDigest(envelope: Omit<Envelope, 'digest'>): Digest {
  return digestOf(`firebreak.event/v1\n${envelopeBody(envelope)}`);
}

/** The 32 bytes that stand for an event in the Merkle tree: the log shows digests, never payloads. */
export function entryOf(envelope: Pick<Envelope, 'digest'>): Uint8Array {
  return Buffer.from(envelope.digest.slice('sha256:'.length), 'hex');
}

/** Canonical JSON of an envelope without its digest: members in the order of their names. */
export function envelopeBody(envelope: Omit<Envelope, 'digest'>): string {
  const { actor, at, payload, position, schemaVersion, stream, type, version } = envelope;
  return `{"actor":${JSON.stringify(actor)},"at":${at},"payload":${payload},"position":${position},"schemaVersion":${schemaVersion},"stream":${JSON.stringify(stream)},"type":${JSON.stringify(type)},"version":${version}}`;
}

/** Why an envelope from outside is none; `null` = it is whole and its digest is its own. */
export function envelopeFlaw(envelope: Envelope): 'member' | 'payload' | 'digest' | null {
  const { position, stream, version, type, schemaVersion, at, actor, payload } = envelope;
  const counts = [position, version, schemaVersion].every(isCount) && Number.isSafeInteger(at);
  if (!counts || !isStreamId(stream) || !isTypeName(type) || (actor !== null && !isActor(actor))) return 'member';
  if (!isCanonical(payload)) return 'payload';
  return envelopeDigest(envelope) === envelope.digest ? null : 'digest';
}

/** The payload as data. */
export function payloadOf(envelope: Pick<Envelope, 'payload'>): unknown {
  return JSON.parse(envelope.payload);
}

/** Nesting that is read: deeper JSON would end the stack of a recursive reader. */
const MAX_DEPTH = 64;

/** Whether a text nests no deeper than is read; brackets inside strings do not count. */
export function isShallow(json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const unit = json[at];
    if (inString) {
      if (unit === '\\') at += 1;
      else if (unit === '"') inString = false;
    } else if (unit === '"') inString = true;
    else if (unit === '{' || unit === '[') {
      depth += 1;
      if (depth > MAX_DEPTH) return false;
    } else if (unit === '}' || unit === ']') depth -= 1;
  }
  return true;
}

function withDigest(envelope: Omit<Envelope, 'digest'>): Envelope {
  return { ...envelope, digest: envelopeDigest(envelope) };
}

/** The first way is several times faster, and fails where a reader gives keys that are numbers another order. */
function readsBack(payload: string): boolean {
  const value: unknown = JSON.parse(payload);
  return JSON.stringify(value) === payload || canonicalJson(value) === payload;
}

function isCanonical(payload: string): boolean {
  if (payload.length > MAX_PAYLOAD || !isShallow(payload)) return false;
  try {
    return canonicalJson(JSON.parse(payload)) === payload;
  } catch {
    return false;
  }
}

function isTypeName(text: string): boolean {
  return /^[A-Z][A-Za-z]{0,79}$/.test(text);
}

function isActor(text: string): boolean {
  return text.length <= MAX_NAME && /^[!-~]+$/.test(text);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
