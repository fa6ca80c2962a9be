/**
 * Forward only: an entry that was released is never edited, a change is a new entry. The table `migration` counts what a
 * database has seen. Keys sort by bytes (`COLLATE "C"`), as in the embedded store.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE event (
     position bigint PRIMARY KEY,
     stream text COLLATE "C" NOT NULL,
     version bigint NOT NULL,
     type text NOT NULL,
     schema_version integer NOT NULL,
     at bigint NOT NULL,
     actor text,
     payload text NOT NULL,
     digest text NOT NULL,
     UNIQUE (stream, version)
   );
   CREATE TABLE document (
     view text COLLATE "C" NOT NULL,
     key text COLLATE "C" NOT NULL,
     json text NOT NULL,
     PRIMARY KEY (view, key)
   );
   CREATE TABLE view_state (view text PRIMARY KEY, position bigint NOT NULL);
   CREATE TABLE checkpoint (size bigint PRIMARY KEY, note text NOT NULL);
   CREATE TABLE tile (
     level integer NOT NULL,
     number bigint NOT NULL,
     hashes bytea NOT NULL,
     PRIMARY KEY (level, number)
   );`,
  `CREATE TABLE kept_document (digest text PRIMARY KEY, body text NOT NULL);
   CREATE SEQUENCE lease_token;
   CREATE TABLE lease (
     name text COLLATE "C" PRIMARY KEY,
     holder text NOT NULL,
     token bigint NOT NULL,
     expires_at timestamptz NOT NULL
   );
   CREATE SEQUENCE record_version;
   CREATE TABLE record (
     kind text COLLATE "C" NOT NULL,
     key text COLLATE "C" NOT NULL,
     json text NOT NULL,
     version bigint NOT NULL,
     lookup text COLLATE "C",
     expires_at bigint,
     PRIMARY KEY (kind, key)
   );
   CREATE UNIQUE INDEX record_lookup ON record (kind, lookup) WHERE lookup IS NOT NULL;
   CREATE INDEX record_expiry ON record (expires_at) WHERE expires_at IS NOT NULL;`,
];
