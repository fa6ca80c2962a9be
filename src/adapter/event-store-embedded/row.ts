import type { Envelope, StreamId } from '../../event-log/index.ts';
import type { Digest, Instant } from '../../kernel/index.ts';

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
