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

/** Prepares the statements; `lift` is applied to every event before a view sees it. */
export function viewTable(options: {
  readonly database: Database;
  readonly views: readonly View[];
  readonly lift: (event: Envelope) => Envelope;
}): ViewTable {
  const { database, views, lift } = options;
  const state = database.prepare('SELECT position FROM view_state WHERE view = ?');
  const states = database.prepare('SELECT view, position FROM view_state');
  const setState = database.prepare(
    'INSERT INTO view_state (view, position) VALUES (?, ?) ON CONFLICT (view) DO UPDATE SET position = excluded.position',
  );
  const events = database.prepare('SELECT * FROM event WHERE position > ? ORDER BY position LIMIT ?');
  const get = database.prepare('SELECT json FROM document WHERE view = ? AND key = ?');
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
  /** Folds events that follow what the view has seen. */
  const fold = (view: View, next: readonly Envelope[]): void => {
    const id = viewId(view);
    const stored = new Map<string, string>();
    for (const key of keysIn(view, next)) {
      const json = jsonOf(id, key);
      if (json !== null) stored.set(key, json);
    }
    for (const { key, json } of foldView({ view, events: next, stored })) {
      if (json === null) remove.run(id, key);
      else put.run(id, key, json);
    }
    setState.run(id, next.at(-1)?.position ?? 0);
  };
  /** Reads and folds one page; false = there was nothing left. */
  const foldPage = (view: View): boolean => {
    const after = Number(first(state, viewId(view))?.['position'] ?? 0);
    const page = events.all(after, PAGE).map((row) => lift(envelopeIn(row)));
    if (page.length > 0) fold(view, page);
    return page.length > 0;
  };
  const foldAll = (view: View): void => {
    while (foldPage(view));
  };
  return {
    catchUp(fresh) {
      const seen = new Map(states.all().map((row) => [String(row['view']), Number(row['position'])]));
      const lifted = fresh.map(lift);
      for (const view of views) {
        if (fresh[0]?.position === (seen.get(viewId(view)) ?? 0) + 1) fold(view, lifted);
        else foldAll(view);
      }
    },
    catchUpByPage() {
      for (const view of views) while (inTransaction(database, () => foldPage(view)));
    },
    rebuild(view) {
      inTransaction(database, () => {
        clear.run(viewId(view));
        setState.run(viewId(view), 0);
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
