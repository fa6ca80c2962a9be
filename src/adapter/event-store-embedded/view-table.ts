import type Database from 'libsql';
import { type Envelope, foldView, keysIn, PAGE, type Row, type View, viewId } from '../../event-log/index.ts';
import { first, inTransaction } from './database.ts';
import { envelopeIn } from './row.ts';

/** The views of one database. */
export interface ViewTable {
  /**
   * Folds what each view has not seen yet; inside the caller's transaction. `fresh` was just appended: a view that has seen
   * all before it need not read it back.
   */
  readonly catchUp: (fresh: readonly Envelope[]) => void;
  /** The same in a transaction for each page, for the start of a program with a new view. */
  readonly catchUpByPage: () => void;
  readonly rebuild: (view: View) => void;
  readonly read: (view: View, key: string) => unknown;
  readonly list: (view: View, request: { readonly after: string; readonly limit: number }) => readonly Row[];
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Prepares the statements; `lift` is applied to every event before a view sees it. */
export function viewTable(options: {
  readonly database: Database;
  readonly views: readonly View[];
  readonly lift: (event: Envelope) => Envelope;
}): ViewTable {
  const { database, views, lift } = options;
  const state = database.prepare('SELECT position FROM view_state WHERE view = ?');
  const states = database.prepare('SELECT view, position FROM view_state');
  const setStates = database.prepare(
    `INSERT INTO view_state (view, position) SELECT value, ?2 FROM json_each(?1) WHERE true
     ON CONFLICT (view) DO UPDATE SET position = excluded.position`,
  );
  const events = database.prepare('SELECT * FROM event WHERE position > ? ORDER BY position LIMIT ?');
  const get = database.prepare('SELECT json FROM document WHERE view = ? AND key = ?');
  // One statement for all places of a page: most of what a short statement costs is being asked.
  const getMany = database.prepare(
    `SELECT d.view, d.key, d.json FROM json_each(?) AS place
     CROSS JOIN document AS d ON d.view = place.value ->> 0 AND d.key = place.value ->> 1`,
  );
  const put = database.prepare(
    'INSERT INTO document (view, key, json) VALUES (?, ?, ?) ON CONFLICT (view, key) DO UPDATE SET json = excluded.json',
  );
  const remove = database.prepare('DELETE FROM document WHERE view = ? AND key = ?');
  const clear = database.prepare('DELETE FROM document WHERE view = ?');
  const list = database.prepare('SELECT key, json FROM document WHERE view = ? AND key > ? ORDER BY key LIMIT ?');

  const jsonOf = (id: string, key: string): string | null => {
    const row = first(get, id, key);
    return row === undefined ? null : String(row['json']);
  };
  /** JSON of the documents that are there, by view and key. */
  const storedOf = (
    places: readonly (readonly [string, string])[],
  ): ReadonlyMap<string, ReadonlyMap<string, string>> => {
    const stored = new Map<string, Map<string, string>>();
    if (places.length === 0) return stored;
    for (const { view, key, json } of getMany.all(JSON.stringify(places))) {
      const kept = stored.get(String(view)) ?? new Map<string, string>();
      stored.set(String(view), kept.set(String(key), String(json)));
    }
    return stored;
  };
  /** Folds events that follow what these views have seen: however many views, the same few statements. */
  const fold = (folded: readonly View[], next: readonly Envelope[]): void => {
    const ids = folded.map(viewId);
    const stored = storedOf(folded.flatMap((view, i) => keysIn(view, next).map((key) => [ids[i] ?? '', key] as const)));
    for (const [i, view] of folded.entries()) {
      for (const write of foldView({ view, events: next, stored: stored.get(ids[i] ?? '') ?? NOTHING })) {
        if (write.json === null) remove.run(write.view, write.key);
        else put.run(write.view, write.key, write.json);
      }
    }
    setStates.run(JSON.stringify(ids), next.at(-1)?.position ?? 0);
  };
  /** Reads and folds one page; false = there was nothing left. */
  const foldPage = (view: View): boolean => {
    const after = Number(first(state, viewId(view))?.['position'] ?? 0);
    const page = events.all(after, PAGE).map((row) => lift(envelopeIn(row)));
    if (page.length > 0) fold([view], page);
    return page.length > 0;
  };
  const foldAll = (view: View): void => {
    while (foldPage(view));
  };
  return {
    catchUp(fresh) {
      const seen = new Map(states.all().map((row) => [String(row['view']), Number(row['position'])]));
      const lifted = fresh.map(lift);
      const isNext = (view: View): boolean => fresh[0]?.position === (seen.get(viewId(view)) ?? 0) + 1;
      fold(views.filter(isNext), lifted);
      for (const view of views) if (!isNext(view)) foldAll(view);
    },
    catchUpByPage() {
      for (const view of views) while (inTransaction(database, () => foldPage(view)));
    },
    rebuild(view) {
      inTransaction(database, () => {
        clear.run(viewId(view));
        setStates.run(JSON.stringify([viewId(view)]), 0);
        foldAll(view);
      });
    },
    read(view, key) {
      const json = jsonOf(viewId(view), key);
      return json === null ? null : JSON.parse(json);
    },
    list: (view, { after, limit }) =>
      list
        .all(viewId(view), after, Math.min(limit, PAGE))
        .map((row) => ({ key: String(row['key']), document: JSON.parse(String(row['json'])) })),
  };
}
