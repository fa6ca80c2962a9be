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
  /** By {@link seenBy} in the same transaction. */
  readonly seen: ReadonlyMap<string, number>;
}): Promise<void> {
  const { client, views, lift, fresh, seen } = options;
  if (views.length === 0) return;
  const isNext = (view: View): boolean => fresh[0]?.position === (seen.get(viewId(view)) ?? 0) + 1;
  await foldPage({ client, views: views.filter(isNext), events: fresh.map(lift) });
  for (const view of views) {
    if (!isNext(view)) await foldAfter({ client, view, lift, after: seen.get(viewId(view)) ?? 0 });
  }
}

/** How far each view has seen the log; one that is missing has seen nothing. */
export async function seenBy(client: PoolClient, views: readonly View[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query({
    name: 'view-states',
    text: 'SELECT view, position FROM view_state WHERE view = ANY($1)',
    values: [views.map(viewId)],
  });
  return new Map(rows.map((row) => [String(row.view), Number(row.position)]));
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
    await foldPage({ client, views: [view], events });
    after = last.position;
  }
}

/** Folds events that follow what these views have seen: however many views, the same few statements. */
async function foldPage(options: {
  readonly client: PoolClient;
  readonly views: readonly View[];
  readonly events: readonly Envelope[];
}): Promise<void> {
  const { client, views, events } = options;
  const last = events.at(-1);
  if (views.length === 0 || last === undefined) return;
  const stored = await storedOf(
    client,
    views.flatMap((view) => keysIn(view, events).map((key) => ({ view: viewId(view), key }))),
  );
  const writes = views.flatMap((view) => foldView({ view, events, stored: stored.get(viewId(view)) ?? new Map() }));
  const kept = writes.filter(({ json }) => json !== null);
  const gone = writes.filter(({ json }) => json === null);
  await Promise.all([
    gone.length > 0 ? client.query({ ...REMOVE, values: columns(gone) }) : null,
    client.query({
      ...PUT,
      values: [...columns(kept), kept.map(({ json }) => json), views.map(viewId), last.position],
    }),
  ]);
}

const REMOVE = {
  name: 'remove-documents',
  text: 'DELETE FROM document WHERE (view, key) IN (SELECT * FROM unnest($1::text[], $2::text[]))',
};

/** Documents, and how far their views have seen the log. */
const PUT = {
  name: 'put-documents',
  text: `WITH put AS (
           INSERT INTO document (view, key, json) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
           ON CONFLICT (view, key) DO UPDATE SET json = excluded.json
         )
         INSERT INTO view_state (view, position) SELECT v, $5 FROM unnest($4::text[]) AS v
         ON CONFLICT (view) DO UPDATE SET position = excluded.position`,
};

/** JSON of the documents that are there, by view and key. */
async function storedOf(
  client: PoolClient,
  places: readonly Omit<RowWrite, 'json'>[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const stored = new Map<string, Map<string, string>>();
  if (places.length === 0) return stored;
  const { rows } = await client.query({
    name: 'documents',
    text: `SELECT d.view, d.key, d.json FROM unnest($1::text[], $2::text[]) AS p (view, key)
           JOIN document d ON d.view = p.view AND d.key = p.key`,
    values: columns(places),
  });
  for (const row of rows) {
    const view = String(row.view);
    const kept = stored.get(view) ?? new Map<string, string>();
    stored.set(view, kept.set(String(row.key), String(row.json)));
  }
  return stored;
}

function columns(places: readonly Omit<RowWrite, 'json'>[]): [string[], string[]] {
  return [places.map(({ view }) => view), places.map(({ key }) => key)];
}
