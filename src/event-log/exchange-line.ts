import { canonicalJson, type Digest, type Instant } from '../kernel/index.ts';
import type { Checkpoint } from './checkpoint.ts';
import { envelopeBody, isShallow } from './envelope.ts';
import type { Envelope, StreamId } from './model.ts';

/** One line of an exported log (NDJSON): what it is, then events, each checkpoint after the last event it covers. */
export type ExchangeLine =
  | { readonly kind: 'log'; readonly key: string }
  | { readonly kind: 'event'; readonly event: Envelope }
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint };

/** The format's name, in its first line. */
export const EXCHANGE_FORMAT = 'firebreak.log/v1';

/** Writes a line, without its line feed. */
export function formatLine(line: ExchangeLine): string {
  switch (line.kind) {
    case 'log':
      return canonicalJson({ log: { format: EXCHANGE_FORMAT, key: line.key } });
    case 'checkpoint':
      return canonicalJson({ checkpoint: line.checkpoint });
    case 'event':
      return `{"digest":"${line.event.digest}","event":${envelopeBody(line.event)}}`;
  }
}

/** Reads a line from outside; `null` where it is none. What an event claims is not checked here (see `chain`). */
export function parseLine(text: string): ExchangeLine | null {
  if (!isShallow(text)) return null;
  try {
    return lineOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function lineOf(value: unknown): ExchangeLine | null {
  if (!isRecord(value)) return null;
  const { log, checkpoint, event, digest } = value;
  if (isRecord(log)) {
    return log['format'] === EXCHANGE_FORMAT && typeof log['key'] === 'string'
      ? { kind: 'log', key: log['key'] }
      : null;
  }
  if (isRecord(checkpoint)) {
    const { size, note } = checkpoint;
    return typeof size === 'number' && Number.isSafeInteger(size) && size > 0 && typeof note === 'string'
      ? { kind: 'checkpoint', checkpoint: { size, note } }
      : null;
  }
  const envelope = isRecord(event) && typeof digest === 'string' ? envelopeIn(event, digest) : null;
  return envelope === null ? null : { kind: 'event', event: envelope };
}

function envelopeIn(event: Readonly<Record<string, unknown>>, digest: string): Envelope | null {
  const { position, stream, version, type, schemaVersion, at, actor, payload } = event;
  const numbers = [position, version, schemaVersion, at].every((each) => typeof each === 'number');
  const texts = [stream, type].every((each) => typeof each === 'string');
  if (!numbers || !texts || (actor !== null && typeof actor !== 'string')) return null;
  return {
    position: position as number,
    stream: stream as StreamId,
    version: version as number,
    type: type as string,
    schemaVersion: schemaVersion as number,
    at: at as Instant,
    actor: actor as string | null,
    payload: canonicalJson(payload),
    digest: digest as Digest,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
