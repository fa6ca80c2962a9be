/** What a key is about, as far as its name tells. */
export interface KeyMeaning {
  /** Lower-case words of the key itself: `maxPoolSize` is `max`, `pool`, `size`. */
  readonly words: readonly string[];
  readonly isDuration: boolean;
  readonly isAmount: boolean;
  readonly isRetention: boolean;
  readonly isTraffic: boolean;
  readonly isEndpoint: boolean;
  readonly isDatabase: boolean;
  /** Its value must never be shown. */
  readonly isSecret: boolean;
  /** Whether the name says how many milliseconds one unit is. */
  readonly unitMs: number | null;
  readonly protects: Protection | null;
}

/** What a switch guards, and which of its values takes the guard away. */
export interface Protection {
  readonly rule: 'protection-off' | 'data-protection-off' | 'debug' | 'switch';
  /** The unsafe value; `null` where both directions matter. */
  readonly unsafe: boolean | null;
}

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const DURATION =
  set(`timeout timeouts ttl interval delay duration period backoff expiry expires expiration lifetime deadline
  cooldown grace keepalive wait window debounce lease linger refresh poll polling heartbeat latency staleness age`);
const AMOUNT =
  set(`limit limits max maximum min minimum pool retries retry attempts rate concurrency parallelism workers threads
  connections conns replicas shards partitions batch burst quota capacity qps rps threshold buffer queue depth count instances
  memory heap cores budget quorum factor tries processes ulimit requests`);
const RETENTION = set('retention retain retained');
const TRAFFIC = set('weight weights percent percentage rollout canary traffic split');
const ENDPOINT =
  set(`url uri host hosts hostname endpoint endpoints addr address addresses broker brokers bootstrap domain server
  servers dsn upstream backend region bucket topic registry`);
const DATABASE = set(
  'database db dsn postgres postgresql mysql mongo mongodb redis jdbc datasource sqlalchemy datastore',
);
const SECRET =
  set(`password passwd pwd passphrase secret secrets token tokens apikey credential credentials salt privatekey
  signature bearer cookie`);
const SECRET_PAIRS = [
  'api key',
  'private key',
  'access key',
  'secret key',
  'signing key',
  'encryption key',
  'auth key',
  'master key',
  'license key',
  'shared key',
  'account key',
];
/** What makes a secret-looking key one about the secret: `secretName`, `tokenUrl`. */
const ABOUT_SECRET = set(
  'name ref path file enabled required ttl expiry expires lifetime length type url uri endpoint header issuer audience class algorithm',
);

const GUARD =
  set(`verify verification tls ssl mtls https auth authentication authorization authenticate secure csrf encryption encrypt
  encrypted validate validation signature sanitize mfa 2fa httponly sslmode starttls sandbox firewall captcha rbac acl hsts csp audit strict`);
const DATA_GUARD =
  set(`backup backups persistence persistent persist fsync durable durability replication deletion protect protected
  snapshot snapshots journal wal appendonly archive`);
const DATA_RISK = set('destroy purge truncate drop flush wipe recreate prune');
const OPENING = set(
  'insecure skip disable disabled bypass anonymous public publicly allow unsafe ignore trust privileged expose exposed no without',
);
const SWITCH = set('enabled enable active activated disabled on');
const REHEARSAL = /^dry run$|^dryrun$|\bdry run\b|\bread only\b|\breadonly\b|\bmaintenance\b/;

const UNITS: readonly (readonly [ReadonlySet<string>, number])[] = [
  [set('ms msec msecs millis millisecond milliseconds'), 1],
  [set('s sec secs second seconds'), 1000],
  [set('min mins minute minutes'), 60_000],
  [set('h hr hrs hour hours'), 3_600_000],
  [set('d day days'), 86_400_000],
];

/** Words of a key: cut at separators and at capitals. At most 30 of them. */
export function wordsOf(key: string): readonly string[] {
  return key
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .slice(0, 30);
}

/** What a key is about; the key above it counts where its own name says nothing (`timeouts.read`). */
export function meaningOf(key: string, parent: string): KeyMeaning {
  const words = wordsOf(key);
  const above = wordsOf(parent);
  const has = (known: ReadonlySet<string>): boolean => words.some((word) => known.has(word));
  const hasAbove = (known: ReadonlySet<string>): boolean => has(known) || above.some((word) => known.has(word));
  const unitMs = unitOf(words);
  const isDuration =
    has(DURATION) ||
    (!has(AMOUNT) && above.some((word) => DURATION.has(word))) ||
    (unitMs !== null && words.length > 1);
  return {
    words,
    isDuration,
    isAmount:
      !isDuration && (has(AMOUNT) || has(set('size')) || above.some((word) => word === 'limits' || word === 'pool')),
    isRetention: hasAbove(RETENTION) || /\b(?:expire|delete|purge)\b.*\b(?:days|hours|after)\b/.test(words.join(' ')),
    isTraffic: hasAbove(TRAFFIC),
    isEndpoint: has(ENDPOINT),
    isDatabase: has(DATABASE) || (has(ENDPOINT) && above.some((word) => DATABASE.has(word))),
    isSecret: isSecretKey(words),
    unitMs,
    protects: protectionOf(words, above),
  };
}

/** The key without the words of its unit, to know `timeout_seconds` and `timeout_ms` for the same. */
export function stemOf(key: string): string {
  return wordsOf(key)
    .filter((word) => !UNITS.some(([names]) => names.has(word)) && word !== 'in')
    .join(' ');
}

function unitOf(words: readonly string[]): number | null {
  const last = words.at(-1) ?? '';
  // A rate is no time.
  if (words.length < 2 || words.at(-2) === 'per') return null;
  return UNITS.find(([names]) => names.has(last))?.[1] ?? null;
}

function isSecretKey(words: readonly string[]): boolean {
  const text = words.join(' ');
  const looks = words.some((word) => SECRET.has(word)) || SECRET_PAIRS.some((pair) => text.includes(pair));
  return looks && !ABOUT_SECRET.has(words.at(-1) ?? '');
}

function protectionOf(words: readonly string[], above: readonly string[]): Protection | null {
  const text = words.join(' ');
  if (REHEARSAL.test(text)) return { rule: 'switch', unsafe: null };
  if (words.includes('debug')) return { rule: 'debug', unsafe: true };
  const isSwitch = words.length <= 2 && words.some((word) => SWITCH.has(word));
  const all = isSwitch ? [...above, ...words] : words;
  const negated = words.some((word) => OPENING.has(word));
  const guards = (known: ReadonlySet<string>): boolean => all.some((word) => known.has(word));
  if (guards(DATA_RISK)) return { rule: 'data-protection-off', unsafe: !negated };
  if (guards(DATA_GUARD)) return { rule: 'data-protection-off', unsafe: negated };
  if (guards(GUARD)) return { rule: 'protection-off', unsafe: negated };
  if (negated && !isSwitch) return { rule: 'protection-off', unsafe: true };
  return isSwitch ? { rule: 'switch', unsafe: null } : null;
}
