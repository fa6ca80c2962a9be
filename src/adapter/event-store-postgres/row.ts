import type { PoolClient } from 'pg';
import type { Envelope, StreamId } from '../../event-log/index.ts';
import type { Digest, Instant } from '../../kernel/index.ts';

/** An event as its columns hold it; what they claim is checked by whoever verifies the log. */
export function envelopeIn(row: Readonly<Record<string, unknown>>): Envelope {
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

/** Writes events in one statement, however many. */
export async function insertEvents(client: PoolClient, events: readonly Envelope[]): Promise<void> {
  if (events.length === 0) return;
  const column = <K extends keyof Envelope>(name: K) => events.map((event) => event[name]);
  await client.query({
    name: 'insert-events',
    text: `INSERT INTO event (position, stream, version, type, schema_version, at, actor, payload, digest)
           SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::integer[], $6::bigint[], $7::text[], $8::text[], $9::text[])`,
    values: [
      column('position'),
      column('stream'),
      column('version'),
      column('type'),
      column('schemaVersion'),
      column('at'),
      column('actor'),
      column('payload'),
      column('digest'),
    ],
  });
}
