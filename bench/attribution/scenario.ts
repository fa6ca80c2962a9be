/** Words of one made-up service, which faults and harmless edits are written with. */
export interface Domain {
  readonly service: string;
  readonly folder: string;
  readonly entity: string;
  readonly field: string;
  readonly table: string;
  readonly verb: string;
}

/** Services of the made-up shop; their names follow no single pattern, as names of real ones do not. */
export const DOMAINS: readonly Domain[] = [
  {
    service: 'checkout-svc',
    folder: 'services/checkout',
    entity: 'Basket',
    field: 'voucher_code',
    table: 'basket_lines',
    verb: 'Submit',
  },
  {
    service: 'paymentservice',
    folder: 'services/payment',
    entity: 'Charge',
    field: 'settlement_ref',
    table: 'charges',
    verb: 'Authorize',
  },
  {
    service: 'inventory-api',
    folder: 'apps/inventory',
    entity: 'StockUnit',
    field: 'warehouse_slot',
    table: 'stock_units',
    verb: 'Reserve',
  },
  {
    service: 'profile',
    folder: 'profile/src',
    entity: 'Member',
    field: 'birth_date',
    table: 'members',
    verb: 'Lookup',
  },
  {
    service: 'notifier',
    folder: 'cmd/notifier',
    entity: 'Dispatch',
    field: 'channel_token',
    table: 'dispatch_queue',
    verb: 'Deliver',
  },
  {
    service: 'pricing-engine',
    folder: 'services/pricing-engine',
    entity: 'Quote',
    field: 'tariff_band',
    table: 'tariffs',
    verb: 'Evaluate',
  },
  {
    service: 'shippingservice',
    folder: 'services/shipping',
    entity: 'Parcel',
    field: 'carrier_zone',
    table: 'parcels',
    verb: 'Route',
  },
  {
    service: 'edge-gateway',
    folder: 'gateway',
    entity: 'Upstream',
    field: 'route_prefix',
    table: 'route_rules',
    verb: 'Forward',
  },
  {
    service: 'session-store',
    folder: 'services/session-store',
    entity: 'Session',
    field: 'device_hash',
    table: 'sessions',
    verb: 'Resume',
  },
  {
    service: 'reportworker',
    folder: 'workers/report',
    entity: 'Ledger',
    field: 'period_key',
    table: 'ledger_rows',
    verb: 'Aggregate',
  },
];

/** A way to break a service, in its words. */
export interface Fault {
  readonly name: string;
  readonly kind: 'code' | 'config' | 'flag' | 'infrastructure';
  /** Lines that the broken service logs. */
  readonly logs: (domain: Domain) => readonly string[];
  readonly attributes: (domain: Domain) => Readonly<Record<string, string>>;
  readonly metric: string;
  readonly title: (domain: Domain) => string;
  readonly file: (domain: Domain) => string;
  readonly diff: (domain: Domain) => string | null;
  /** Whether symptoms creep in. */
  readonly isRamp: boolean;
}

const camel = (text: string) => text.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const none = () => ({});

/** Faults of the classes that surveys of outages name; nothing here is taken from a recorded case. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'column-renamed',
    kind: 'code',
    logs: ({ field, table }) => [`pq: column ${table}.${field} does not exist`, `query on ${table} failed`],
    attributes: ({ field, table }) => ({ 'db.statement': `SELECT id, ${field} FROM ${table} WHERE id = ?` }),
    metric: 'http_5xx_ratio',
    title: ({ entity }) => `tidy ${entity.toLowerCase()} storage`,
    file: ({ folder, table }) => `${folder}/db/014_${table}.sql`,
    diff: ({ field, table }) => `-  ${field} text not null,\n+  ${field}_v2 text not null,\n@@ alter table ${table}`,
    isRamp: false,
  },
  {
    name: 'null-dereference',
    kind: 'code',
    logs: ({ entity, verb }) => [
      `panic: runtime error: invalid memory address or nil pointer dereference in ${entity}${verb}`,
    ],
    attributes: ({ entity, verb, folder }) => ({
      stack: `goroutine 81\n${folder}/${entity.toLowerCase()}.go:88 (*${entity}Service).${verb}`,
    }),
    metric: 'error_rate',
    title: ({ entity }) => `simplify ${entity.toLowerCase()} lookup`,
    file: ({ folder, entity }) => `${folder}/${entity.toLowerCase()}.go`,
    diff: ({ entity, verb }) =>
      `func (s *${entity}Service) ${verb}(ctx) {\n-\tif found == nil {\n-\t\treturn ErrMissing\n-\t}\n+\treturn found.Owner.Id\n`,
    isRamp: false,
  },
  {
    name: 'timeout-cut',
    kind: 'config',
    logs: ({ entity }) => [`${entity} call: deadline exceeded after 250ms`],
    attributes: () => ({ 'rpc.code': 'DEADLINE_EXCEEDED' }),
    metric: 'rpc_error_pct',
    title: () => 'tighten client settings',
    file: ({ folder }) => `${folder}/config/production.yaml`,
    diff: ({ entity }) => ` ${entity.toLowerCase()}_client:\n-  timeout_ms: 4000\n+  timeout_ms: 250\n`,
    isRamp: false,
  },
  {
    name: 'cache-without-bound',
    kind: 'code',
    logs: ({ entity }) => [`container killed: OOMKilled`, `gc pause 1800ms while serving ${entity}`],
    attributes: none,
    metric: 'heap_used_mb',
    title: ({ entity }) => `keep ${entity.toLowerCase()} results near`,
    file: ({ folder, entity }) => `${folder}/${entity.toLowerCase()}_memo.ts`,
    diff: ({ entity }) =>
      `-const near = new LRU<string, ${entity}>({ max: 500 });\n+const near = new Map<string, ${entity}>();\n`,
    isRamp: true,
  },
  {
    name: 'loop-of-queries',
    kind: 'code',
    logs: ({ table }) => [`slow request: 312 statements on ${table}`],
    attributes: ({ table }) => ({ 'db.statement': `SELECT * FROM ${table} WHERE id = $1` }),
    metric: 'latency_p99_ms',
    title: ({ entity }) => `show ${entity.toLowerCase()} details in lists`,
    file: ({ folder, entity }) => `${folder}/list_${entity.toLowerCase()}.py`,
    diff: ({ entity, table }) =>
      `-rows = repo.fetch_many(ids)\n+rows = [repo.get_${entity.toLowerCase()}(i) for i in ids]  # ${table}\n`,
    isRamp: false,
  },
  {
    name: 'pool-leak',
    kind: 'code',
    logs: ({ table }) => [`could not acquire connection from pool: timed out (${table})`],
    attributes: none,
    metric: 'db_pool_in_use',
    title: ({ entity }) => `stream ${entity.toLowerCase()} export`,
    file: ({ folder, entity }) => `${folder}/export/${entity.toLowerCase()}_export.go`,
    diff: () => `-\tdefer rows.Close()\n+\tgo stream(rows)\n`,
    isRamp: true,
  },
  {
    name: 'wrong-address',
    kind: 'config',
    logs: ({ entity }) => [`dial tcp: lookup ${entity.toLowerCase()}-db.internal: no such host`],
    attributes: ({ entity }) => ({ 'net.peer.name': `${entity.toLowerCase()}-db.internal` }),
    metric: 'http_5xx_ratio',
    title: () => 'move settings to the new layout',
    file: ({ folder }) => `${folder}/values.yaml`,
    diff: ({ entity }) =>
      `-  host: ${entity.toLowerCase()}-db.prod.svc\n+  host: ${entity.toLowerCase()}-db.internal\n`,
    isRamp: false,
  },
  {
    name: 'permission-removed',
    kind: 'infrastructure',
    logs: ({ entity }) => [`AccessDenied: not authorized to perform kms:Decrypt for ${entity}`],
    attributes: none,
    metric: 'error_rate',
    title: () => 'least privilege for roles',
    file: () => 'infra/iam/roles.tf',
    diff: ({ service }) =>
      `resource "aws_iam_role_policy" "${service}" {\n-  actions = ["kms:Decrypt", "s3:GetObject"]\n+  actions = ["s3:GetObject"]\n`,
    isRamp: false,
  },
  {
    name: 'memory-limit',
    kind: 'infrastructure',
    logs: () => ['container killed: OOMKilled (memory limit reached)'],
    attributes: none,
    metric: 'container_restarts',
    title: ({ service }) => `right-size ${service}`,
    file: ({ service }) => `deploy/k8s/${service}/deployment.yaml`,
    diff: () => ` resources:\n   limits:\n-    memory: 2Gi\n+    memory: 512Mi\n`,
    isRamp: false,
  },
  {
    name: 'flag-turned-on',
    kind: 'flag',
    logs: ({ verb, field }) => [`${verb} with new ${field} path: unexpected empty value`],
    attributes: none,
    metric: 'error_rate',
    title: ({ field }) => `new_${field}_path off->on`,
    file: () => '',
    diff: () => null,
    isRamp: false,
  },
  {
    name: 'unknown-enum',
    kind: 'code',
    logs: ({ entity, field }) => [`cannot deserialize ${entity}.${camel(field)}: unknown enum value`],
    attributes: none,
    metric: 'consumer_error_rate',
    title: ({ entity }) => `add variant to ${entity.toLowerCase()} payload`,
    file: ({ folder, entity }) => `${folder}/proto/${entity.toLowerCase()}.proto`,
    diff: ({ field }) => `-  string ${field} = 4;\n+  ${camel(field)}Kind ${field} = 4;\n`,
    isRamp: false,
  },
  {
    name: 'job-not-registered',
    kind: 'code',
    logs: ({ verb, entity }) => [`no handler for job ${verb}${entity}`],
    attributes: none,
    metric: 'jobs_failed_total',
    title: () => 'load jobs lazily',
    file: ({ folder }) => `${folder}/boot/jobs.rb`,
    diff: ({ verb, entity }) =>
      `-  require 'jobs/${verb.toLowerCase()}_${entity.toLowerCase()}'\n-  Jobs.register(${verb}${entity})\n+  Jobs.autoload!\n`,
    isRamp: false,
  },
  {
    name: 'limit-lowered',
    kind: 'config',
    logs: ({ table }) => [`request throttled: write quota of ${table} exceeded`],
    attributes: none,
    metric: 'throttled_requests',
    title: () => 'cost review of tables',
    file: ({ folder }) => `${folder}/config/limits.yaml`,
    diff: ({ table }) => ` ${table}:\n-  write_units: 900\n+  write_units: 60\n`,
    isRamp: false,
  },
  {
    name: 'retry-loop',
    kind: 'code',
    logs: ({ verb }) => [`${verb}: giving up after 25 attempts`, 'circuit open'],
    attributes: none,
    metric: 'outgoing_calls_per_second',
    title: ({ verb }) => `more patience in ${verb.toLowerCase()}`,
    file: ({ folder, verb }) => `${folder}/${verb.toLowerCase()}_client.kt`,
    diff: () => `-  retry(max = 2, backoff = exponential(200.ms))\n+  retry(max = 25, backoff = none())\n`,
    isRamp: false,
  },
];

/** A cause outside. */
export interface Outside {
  readonly name: string;
  readonly logs: (domain: Domain) => readonly string[];
  readonly attributes: (domain: Domain) => Readonly<Record<string, string>>;
  readonly metric: string;
  /** A series of what comes in that rises with it, or before. */
  readonly incoming: string | null;
}

/** Causes outside of every change. */
export const OUTSIDES: readonly Outside[] = [
  {
    name: 'provider-down',
    logs: () => ['POST https://api.acquirer.example/v2: 503 from external provider', 'acquirer unavailable, giving up'],
    attributes: () => ({ 'http.host': 'api.acquirer.example' }),
    metric: 'http_5xx_ratio',
    incoming: null,
  },
  {
    name: 'certificate',
    logs: () => ['x509: certificate has expired or is not yet valid'],
    attributes: none,
    metric: 'error_rate',
    incoming: null,
  },
  {
    name: 'surge',
    logs: () => ['queue full, request rejected', 'p99 above budget'],
    attributes: none,
    metric: 'latency_p99_ms',
    incoming: 'requests_per_second',
  },
  {
    name: 'node',
    logs: () => ['request slow: run queue long'],
    attributes: () => ({ 'k8s.node': 'pool-b-17' }),
    metric: 'latency_p99_ms',
    incoming: null,
  },
  {
    name: 'tenant',
    logs: ({ table }) => [`payload of ${table} too large`],
    attributes: () => ({ tenant_id: 't-90417' }),
    metric: 'error_rate',
    incoming: null,
  },
  {
    name: 'resolver',
    logs: () => ['resolver answered SERVFAIL', 'connection reset by peer'],
    attributes: none,
    metric: 'http_5xx_ratio',
    incoming: null,
  },
  { name: 'no-sign', logs: () => ['request failed'], attributes: none, metric: 'http_5xx_ratio', incoming: null },
];

/** Harmless edits; some touch the words of faults, as harmless edits do. */
export const HARMLESS: readonly ((domain: Domain) => {
  readonly title: string;
  readonly file: string;
  readonly diff: string | null;
})[] = [
  ({ folder, entity }) => ({
    title: `refactor: split ${entity} handler`,
    file: `${folder}/${entity.toLowerCase()}_handler.go`,
    diff: `-func handle(r) { decode(r); run(r) }\n+func handle(r) { run(decode(r)) }\n`,
  }),
  ({ folder, verb }) => ({
    title: `perf: fewer allocations in ${verb}`,
    file: `${folder}/${verb.toLowerCase()}.go`,
    diff: `-\tbuf := bytes.Buffer{}\n+\tbuf := pool.Get()\n`,
  }),
  ({ folder }) => ({
    title: 'chore: raise health check timeout',
    file: `${folder}/health.yaml`,
    diff: `-  timeout: 1s\n+  timeout: 2s\n`,
  }),
  ({ folder, table }) => ({
    title: `add index on ${table}`,
    file: `${folder}/db/015_index.sql`,
    diff: `+create index concurrently on ${table} (created_at);\n`,
  }),
  ({ folder }) => ({
    title: 'feat: metric for queue length',
    file: `${folder}/metrics.go`,
    diff: `+var queueLength = prometheus.NewGauge("queue_length")\n`,
  }),
  ({ folder, entity }) => ({
    title: `feat: ${entity} badge in lists`,
    file: `${folder}/web/${entity.toLowerCase()}.css`,
    diff: `-.badge { color: red }\n+.badge { color: teal }\n`,
  }),
  () => ({ title: 'chore: bump dependencies', file: 'go.sum', diff: null }),
  () => ({ title: 'docs: runbook for on-call', file: 'docs/runbook.md', diff: null }),
  () => ({ title: 'test: cover money rounding', file: 'pkg/money/round_test.go', diff: null }),
  () => ({ title: 'ci: cache modules', file: '.github/workflows/ci.yml', diff: null }),
  ({ folder }) => ({
    title: 'fix: typo in message',
    file: `${folder}/messages.go`,
    diff: `-"recieved"\n+"received"\n`,
  }),
  ({ folder, field }) => ({
    title: `accept empty ${field}`,
    file: `${folder}/validate.go`,
    diff: `-\tif in.${camel(field)} == "" { return errEmpty }\n+\t// ${field} may be empty\n`,
  }),
  () => ({ title: 'rotate staging certificate', file: 'deploy/staging/tls.yaml', diff: null }),
  () => ({ title: 'refactor: move logger', file: 'pkg/log/logger.go', diff: null }),
  ({ folder, verb }) => ({
    title: `retry ${verb} once on reset`,
    file: `${folder}/client.go`,
    diff: `+\tretry.Once(ctx, call)\n`,
  }),
  () => ({ title: 'pin linter', file: '.golangci.yml', diff: null }),
];

/** An edit of the very place that reports the symptom, which changes nothing: an error names who noticed it, not who caused it. */
export function rewording(
  what: Fault | Outside,
  domain: Domain,
): { readonly title: string; readonly file: string; readonly diff: string } {
  const line = what.logs(domain)[0] ?? 'failed';
  return {
    title: `tidy ${domain.entity.toLowerCase()} error paths`,
    file: `${domain.folder}/${domain.entity.toLowerCase()}_errors.go`,
    diff: `func (s *${domain.entity}Service) ${domain.verb}(ctx) {\n-\treturn fmt.Errorf("${line}: %w", err)\n+\treturn s.wrap(ctx, "${line}", err)\n`,
  };
}
