import type { PoolClient } from 'pg';
import { type AppendRequest, type RecordPlanner, type View, viewId } from '../../event-log/index.ts';
import { tokensOf } from './lease-table.ts';
import { namesIn, plannerOf, recordIn } from './record-table.ts';

/** What appends are decided by, as it is once the locks are held. */
export interface AppendState {
  /** Events in the log. */
  readonly head: number;
  /** Events in each stream. */
  readonly versions: ReadonlyMap<string, number>;
  /** Newest tokens of the leases that the appends name. */
  readonly tokens: ReadonlyMap<string, number>;
  /** How far each view has seen the log. */
  readonly seen: ReadonlyMap<string, number>;
  readonly planner: RecordPlanner;
}

/** One statement, and so one snapshot, whatever is asked: each of its own would cost both sides as much as all of them. */
const READ = `
  SELECT 'head' AS part, NULL::text AS kind, NULL::text AS key, NULL::text AS json, NULL::text AS lookup,
    coalesce(max(position), 0) AS version, NULL::bigint AS expires_at FROM event
  UNION ALL SELECT 'stream', s, NULL, NULL, NULL,
    (SELECT coalesce(max(version), 0) FROM event WHERE stream = s), NULL FROM unnest($1::text[]) AS s
  UNION ALL SELECT 'view', view, NULL, NULL, NULL, position, NULL FROM view_state WHERE view = ANY($2)
  UNION ALL SELECT 'record', r.kind, r.key, r.json, r.lookup, r.version, r.expires_at
    FROM unnest($3::text[], $4::text[]) AS p (kind, key) JOIN record AS r ON r.kind = p.kind AND r.key = p.key
  UNION ALL SELECT 'record', r.kind, r.key, r.json, r.lookup, r.version, r.expires_at
    FROM unnest($5::text[], $6::text[]) AS p (kind, lookup) JOIN record AS r ON r.kind = p.kind AND r.lookup = p.lookup
  UNION ALL SELECT 'number', NULL, NULL, NULL, NULL, nextval('record_version'), NULL FROM generate_series(1, $7)`;

/** Reads it; inside the caller's transaction. */
export async function readAppendState(
  client: PoolClient,
  options: { readonly requests: readonly AppendRequest[]; readonly views: readonly View[] },
): Promise<AppendState> {
  const { requests, views } = options;
  const fences = requests.flatMap(({ fence }) => (fence === undefined ? [] : [fence.name]));
  const names = namesIn(requests.flatMap(({ records }) => (records === undefined ? [] : [records])));
  const streams = [...new Set(requests.map(({ stream }) => stream))];
  const values = [streams, views.map(viewId), names.kinds, names.keys, names.lookupKinds, names.lookups, names.puts];
  const [{ rows }, tokens] = await Promise.all([
    client.query({ name: 'append-state', text: READ, values }),
    tokensOf(client, fences),
  ]);
  const of = (part: string) => rows.filter((row) => row.part === part);
  const counts = (part: string) => new Map(of(part).map((row) => [String(row.kind), Number(row.version)]));
  return {
    head: Number(of('head')[0]?.version ?? 0),
    versions: counts('stream'),
    seen: counts('view'),
    tokens,
    planner: plannerOf({
      stored: of('record').map(recordIn),
      versions: of('number').map(({ version }) => Number(version)),
    }),
  };
}
