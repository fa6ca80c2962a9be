import { assert, canonicalJson } from '../kernel/index.ts';
import type { Envelope } from './model.ts';

/**
 * A fold of events into JSON documents by key, kept in the same transaction as the events. Pure: the same events give the
 * same documents, so that a view can be thrown away and built again.
 */
export interface View {
  /** Kebab-case. */
  readonly name: string;
  /** A new version is built from the beginning beside the old one, which older nodes go on writing. */
  readonly version: number;
  /** Keys of the documents that an event touches; may be empty. */
  readonly keysOf: (event: Envelope) => readonly string[];
  /** The document after the event; `null` = there is none. */
  readonly evolve: (step: { readonly document: unknown; readonly key: string; readonly event: Envelope }) => unknown;
}

/** One document of a view, by its key. */
export interface Row {
  readonly key: string;
  readonly document: unknown;
}

/** A document to write (`json`) or to take away (`null`). */
export interface RowWrite {
  readonly view: string;
  readonly key: string;
  readonly json: string | null;
}

/** How stores name a view: its version is part of it. */
export function viewId({ name, version }: Pick<View, 'name' | 'version'>): string {
  return `${name}@${version}`;
}

/** The keys whose documents a fold needs; each once. */
export function keysIn(view: View, events: readonly Envelope[]): readonly string[] {
  return [...new Set(events.flatMap((event) => view.keysOf(event)))];
}

/** Folds events into one view's documents; `stored` holds the JSON of those that exist already. */
export function foldView(options: {
  readonly view: View;
  readonly events: readonly Envelope[];
  readonly stored: ReadonlyMap<string, string>;
}): readonly RowWrite[] {
  const { view, events, stored } = options;
  const documents = new Map<string, unknown>();
  const before = (key: string): unknown => {
    const json = stored.get(key);
    return json === undefined ? null : JSON.parse(json);
  };
  for (const event of events) {
    for (const key of view.keysOf(event)) {
      assert(key.length > 0 && key.length <= MAX_KEY, 'the key of a document is short');
      const document = documents.has(key) ? documents.get(key) : before(key);
      documents.set(key, view.evolve({ document, key, event }) ?? null);
    }
  }
  const id = viewId(view);
  return [...documents].map(([key, document]) => ({
    view: id,
    key,
    json: document === null ? null : canonicalJson(document),
  }));
}

/** Units of a document's key: fits an index of either store. */
const MAX_KEY = 300;
