import type { PoolClient } from 'pg';
import {
  type AppendConflict,
  type AppendRequest,
  type Envelope,
  type LoadConflict,
  planAppend,
} from '../../event-log/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import { lockRecords } from './database.ts';
import { tokensOf } from './lease-table.ts';
import { changeRecords } from './record-table.ts';
import { insertEvents } from './row.ts';

/** What several appends of one transaction come to. */
export interface Appended {
  /** One for each request, in their order. */
  readonly answers: readonly Result<readonly Envelope[], AppendConflict>[];
  readonly events: readonly Envelope[];
}

/** Appends in the order of the requests, each seeing those before it; inside the caller's transaction, which holds the lock. */
export async function appendAll(client: PoolClient, requests: readonly AppendRequest[]): Promise<Appended> {
  const state = await stateOf(client, new Set(requests.map(({ stream }) => stream)));
  const tokens = await tokensOf(
    client,
    requests.flatMap(({ fence }) => (fence === undefined ? [] : [fence.name])),
  );
  if (requests.some(({ records }) => records !== undefined)) await lockRecords(client);
  const events: Envelope[] = [];
  const answers: Result<readonly Envelope[], AppendConflict>[] = [];
  for (const request of requests) {
    const streamVersion = state.versions.get(request.stream) ?? 0;
    const token = request.fence === undefined ? null : (tokens.get(request.fence.name) ?? null);
    const planned = planAppend({ request, head: state.head + events.length, streamVersion, token });
    const changed = planned.ok && request.records !== undefined ? await changeRecords(client, request.records) : null;
    if (planned.ok && (changed === null || changed.ok)) {
      events.push(...planned.value);
      state.versions.set(request.stream, streamVersion + planned.value.length);
    }
    answers.push(changed !== null && !changed.ok ? changed : planned);
  }
  await insertEvents(client, events);
  return { answers, events };
}

/** Appends envelopes as they are, if they continue the log. */
export async function loadAll(client: PoolClient, envelopes: readonly Envelope[]): Promise<Result<null, LoadConflict>> {
  const { head, versions } = await stateOf(client, new Set(envelopes.map(({ stream }) => stream)));
  let position = head;
  for (const event of envelopes) {
    position += 1;
    const version = (versions.get(event.stream) ?? 0) + 1;
    if (event.position !== position || event.version !== version) {
      return reject({ code: 'not-next', position: event.position });
    }
    versions.set(event.stream, version);
  }
  await insertEvents(client, envelopes);
  return accept(null);
}

async function stateOf(client: PoolClient, streams: ReadonlySet<string>) {
  // One statement, and so one snapshot, taken after the lock was given.
  const { rows } = await client.query({
    name: 'append-state',
    text: `SELECT NULL AS stream, coalesce(max(position), 0) AS n FROM event
           UNION ALL SELECT s, (SELECT coalesce(max(version), 0) FROM event WHERE stream = s) FROM unnest($1::text[]) AS s`,
    values: [[...streams]],
  });
  const versions = new Map<string, number>();
  let head = 0;
  for (const { stream, n } of rows) {
    if (stream === null) head = Number(n);
    else versions.set(String(stream), Number(n));
  }
  return { head, versions };
}
