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
];
