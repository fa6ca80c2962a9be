import type { Envelope, StreamId } from '../../event-log/index.ts';
import { assert, type Digest, type Instant } from '../../kernel/index.ts';

type Columns = Readonly<Record<string, unknown>>;

/** An event as its columns hold it; what they claim is checked by whoever verifies the log. */
export function envelopeIn(row: Columns): Envelope {
  return {
    position: Number(row['position']),
    stream: String(row['stream']) as StreamId,
    version: Number(row['version']),
    type: String(row['type']),
    schemaVersion: Number(row['schema_version']),
    at: Number(row['at']) as Instant,
    actor: row['actor'] === null ? null : String(row['actor']),
    payload: String(row['payload']),
    digest: String(row['digest']) as Digest,
  };
}

/** Values in the order of the table's columns. */
export function valuesOf(event: Envelope): readonly unknown[] {
  const { position, stream, version, type, schemaVersion, at, actor, payload, digest } = event;
  return [position, stream, version, type, schemaVersion, at, actor, payload, digest];
}

/** The bytes of a blob, whatever the driver gives it as. */
export function bytesOf(blob: unknown): Uint8Array {
  if (blob instanceof ArrayBuffer) return new Uint8Array(blob);
  assert(ArrayBuffer.isView(blob), 'a blob is bytes');
  return new Uint8Array(blob.buffer, blob.byteOffset, blob.byteLength);
}
