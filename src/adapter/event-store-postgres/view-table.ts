import type { PoolClient } from 'pg';
import { type Envelope, foldView, keysIn, PAGE, type RowWrite, type View, viewId } from '../../event-log/index.ts';
import { envelopeIn } from './row.ts';

/** Folds what each view has not seen yet, `fresh` being the newest events of the log; inside the caller's transaction. */
export async function catchUp(options: {
  readonly client: PoolClient;
  readonly views: readonly View[];
  readonly lift: (event: Envelope) => Envelope;
  /** Just appended: they need not be read again by a view that has seen all before them. */
  readonly fresh: readonly Envelope[];
}): Promise<void> {
  const { client, views, lift, fresh } = options;
  if (views.length === 0) return;
  const { rows } = await client.query({
    name: 'view-states',
    text: 'SELECT view, position FROM view_state WHERE view = ANY($1)',
    values: [views.map(viewId)],
  });
  const seen = new Map(rows.map((row) => [String(row.view), Number(row.position)]));
  for (const view of views) {
    const after = seen.get(viewId(view)) ?? 0;
    if (fresh[0]?.position === after + 1) await foldPage({ client, view, events: fresh.map(lift) });
    else await foldAfter({ client, view, lift, after });
  }
}

/** Throws documents away and folds all events again; inside the caller's transaction. */
export async function rebuild(options: {
  readonly client: PoolClient;
  readonly view: View;
  readonly lift: (event: Envelope) => Envelope;
}): Promise<void> {
  const { client, view } = options;
  await client.query('DELETE FROM document WHERE view = $1', [viewId(view)]);
  await client.query('DELETE FROM view_state WHERE view = $1', [viewId(view)]);
  await foldAfter({ ...options, after: 0 });
}

async function foldAfter(options: {
  readonly client: PoolClient;
  readonly view: View;
  readonly lift: (event: Envelope) => Envelope;
  readonly after: number;
}): Promise<void> {
  const { client, view, lift } = options;
  for (let { after } = options; ; ) {
    const { rows } = await client.query('SELECT * FROM event WHERE position > $1 ORDER BY position LIMIT $2', [
      after,
      PAGE,
    ]);
    const events = rows.map(envelopeIn).map(lift);
    const last = events.at(-1);
    if (last === undefined) return;
    await foldPage({ client, view, events });
    after = last.position;
  }
}

async function foldPage(options: {
  readonly client: PoolClient;
  readonly view: View;
  readonly events: readonly Envelope[];
}): Promise<void> {
  const { client, view, events } = options;
  const id = viewId(view);
  const keys = keysIn(view, events);
  const stored = new Map<string, string>();
  if (keys.length > 0) {
    const { rows } = await client.query({
      name: 'documents',
      text: 'SELECT key, json FROM document WHERE view = $1 AND key = ANY($2)',
      values: [id, keys],
    });
    for (const row of rows) stored.set(String(row.key), String(row.json));
  }
  await write(client, id, foldView({ view, events, stored }));
  await client.query({
    name: 'set-view-state',
    text: 'INSERT INTO view_state (view, position) VALUES ($1, $2) ON CONFLICT (view) DO UPDATE SET position = excluded.position',
    values: [id, events.at(-1)?.position ?? 0],
  });
}

async function write(client: PoolClient, id: string, writes: readonly RowWrite[]): Promise<void> {
  const kept = writes.filter(({ json }) => json !== null);
  const gone = writes.filter(({ json }) => json === null);
  if (kept.length > 0) {
    await client.query({
      name: 'put-documents',
      text: `INSERT INTO document (view, key, json) SELECT $1, * FROM unnest($2::text[], $3::text[])
             ON CONFLICT (view, key) DO UPDATE SET json = excluded.json`,
      values: [id, kept.map(({ key }) => key), kept.map(({ json }) => json)],
    });
  }
  if (gone.length > 0) {
    await client.query('DELETE FROM document WHERE view = $1 AND key = ANY($2)', [id, gone.map(({ key }) => key)]);
  }
}
