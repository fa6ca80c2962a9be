/**
 * Forward only: an entry that was released is never edited, a change is a new entry. `PRAGMA user_version` counts what a
 * database has seen.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE event (
     position INTEGER PRIMARY KEY,
     stream TEXT NOT NULL,
     version INTEGER NOT NULL,
     type TEXT NOT NULL,
     schema_version INTEGER NOT NULL,
     at INTEGER NOT NULL,
     actor TEXT,
     payload TEXT NOT NULL,
     digest TEXT NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX event_stream ON event (stream, version);
   CREATE TABLE document (
     view TEXT NOT NULL,
     key TEXT NOT NULL,
     json TEXT NOT NULL,
     PRIMARY KEY (view, key)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE view_state (view TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
   CREATE TABLE tile (
     level INTEGER NOT NULL,
     number INTEGER NOT NULL,
     hashes BLOB NOT NULL,
     PRIMARY KEY (level, number)
   ) STRICT, WITHOUT ROWID;`,
];
