/** Where a value points to, without anything that signs in. */
export interface Place {
  /** `scheme://host:port/path`, or the host as written. */
  readonly text: string;
  readonly isDatabase: boolean;
}

const DATABASE_SCHEMES = new Set([
  'postgres',
  'postgresql',
  'mysql',
  'mariadb',
  'mongodb',
  'mongodb+srv',
  'redis',
  'rediss',
  'cassandra',
  'clickhouse',
  'sqlserver',
  'oracle',
  'sqlite',
  'cockroachdb',
  'valkey',
]);
/** Longest value looked at. */
const VALUE_LIMIT = 1_000;

/** The place that a value names; `null` where it names none. User, password and query are left out. */
export function placeOf(value: string): Place | null {
  if (value.length > VALUE_LIMIT) return null;
  const plain = value.replace(/^jdbc:/, '');
  const scheme = /^([a-z][a-z0-9+.-]{0,30}):\/\//i.exec(plain);
  if (scheme === null) return bareHost(plain);
  const name = (scheme[1] ?? '').toLowerCase();
  const rest = plain.slice(scheme[0].length).split(/[?#]/, 1)[0] ?? '';
  // A password may hold a slash or an @: all before the last @ is left out.
  const host = rest.slice(rest.lastIndexOf('@') + 1);
  return { text: `${name}://${host}`, isDatabase: DATABASE_SCHEMES.has(name.replace(/\+(?!srv).*$/, '')) };
}

function bareHost(text: string): Place | null {
  const isHost = /^[a-z0-9_](?:[a-z0-9_.,-]*[a-z0-9_])?(?::\d{1,5})?(?:\/[\w./-]*)?$/i.test(text);
  return isHost && /[.:a-z]/i.test(text) ? { text, isDatabase: false } : null;
}
