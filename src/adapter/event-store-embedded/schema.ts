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
  `CREATE TABLE kept_document (digest TEXT PRIMARY KEY, gzip BLOB NOT NULL) STRICT;
   CREATE TABLE lease (
     name TEXT PRIMARY KEY,
     holder TEXT NOT NULL,
     token INTEGER NOT NULL,
     expires_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE record (
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     json TEXT NOT NULL,
     version INTEGER NOT NULL,
     lookup TEXT,
     expires_at INTEGER,
     PRIMARY KEY (kind, key)
   ) STRICT, WITHOUT ROWID;
   CREATE UNIQUE INDEX record_lookup ON record (kind, lookup) WHERE lookup IS NOT NULL;
   CREATE INDEX record_expiry ON record (expires_at) WHERE expires_at IS NOT NULL;
   CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   INSERT INTO counter (name, value) VALUES ('lease', 0), ('record', 0);`,
];
