import type { PoolClient } from 'pg';
import {
  type AppendConflict,
  type AppendRequest,
  type Envelope,
  type LoadConflict,
  planAppend,
} from '../../event-log/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import type { AppendState } from './append-state.ts';
import { writeRecords } from './record-table.ts';
import { insertEvents } from './row.ts';

/** What several appends of one transaction come to. */
export interface AppendPlan {
  /** One for each request, in their order. */
  readonly answers: readonly Result<readonly Envelope[], AppendConflict>[];
  readonly events: readonly Envelope[];
  /** Sends what is to be written at once; fulfilled when all of it is. */
  readonly write: () => Promise<void>;
}

/** Plans appends in the order of the requests, each seeing those before it. */
export function planAppends(client: PoolClient, requests: readonly AppendRequest[], state: AppendState): AppendPlan {
  const { tokens, planner } = state;
  const versions = new Map(state.versions);
  const events: Envelope[] = [];
  const answers = requests.map((request): AppendPlan['answers'][number] => {
    const { stream, fence, records } = request;
    const streamVersion = versions.get(stream) ?? 0;
    const token = fence === undefined ? null : (tokens.get(fence.name) ?? null);
    const planned = planAppend({ request, head: state.head + events.length, streamVersion, token });
    if (!planned.ok) return planned;
    const taken = records === undefined ? null : planner.take(records);
    if (taken !== null && !taken.ok) return taken;
    events.push(...planned.value);
    versions.set(stream, streamVersion + planned.value.length);
    return planned;
  });
  return {
    answers,
    events,
    async write() {
      await Promise.all([insertEvents(client, events), writeRecords(client, planner.plan())]);
    },
  };
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
    name: 'load-state',
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
