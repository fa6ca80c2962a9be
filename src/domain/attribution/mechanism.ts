import type { Edit } from './edit.ts';
import type { Symptom } from './symptom.ts';

/** A way in which software fails, with how its symptom sounds and what an edit that brings it about touches. */
interface Mechanism {
  readonly id: string;
  /** In messages, attributes and names of series. */
  readonly symptom: RegExp;
  /** In changed lines, title and paths. */
  readonly edit: RegExp;
  /** What such a change does, for people. */
  readonly text: string;
}

/**
 * The classes of bugs and operations behind outages of the surveys (Gunawi et al., "What bugs live in the cloud?", SoCC 2014, and
 * "Why does the cloud stop computing?", SoCC 2016; Yuan et al., OSDI 2014; Google's SRE Workbook, appendix C). Every expression is
 * a plain alternation, so it takes linear time.
 */
const MECHANISMS: readonly Mechanism[] = [
  {
    id: 'schema',
    symptom:
      /does not exist|no such (?:table|column|index|field)|unknown (?:column|field|table)|undefined column|undefined table|missing (?:column|table)|doesn't exist|no mapping|relation "|invalid column|schema mismatch|cannot find column/,
    edit: /migrat|alter table|drop (?:table|column|index)|create table|rename|schema|mapping|column|\bddl\b|add column/,
    text: 'changes a schema that the symptom misses a part of',
  },
  {
    id: 'query',
    symptom:
      /slow query|statement timeout|query timeout|full (?:table )?scan|seq scan|rows[_. ]examined|db[_. ](?:calls|queries|time|duration|latency)|queries[_ ]per|query[_ ](?:count|duration|time|latency)|lock wait|deadlock|n\+1|select .{0,200} from /,
    edit: /select |\blimit\b|\bindex\b|\bjoin\b|where |\bquery|\bfind(?:all|many|one|by)|\.exec|preload|includes\(|eager|lazy|\border by\b|\bin \(|\bbatch|for .{0,80}range|\bforeach\b|\bsql\b|transaction|for update/,
    text: 'changes what a query asks for or how often',
  },
  {
    id: 'deadline',
    symptom: /deadline|timed? ?out|timeout|context canceled|etimedout|504/,
    edit: /timeout|deadline|\bttl\b|withtimeout|time\.(?:second|millisecond)|duration|retry|retries|backoff|_ms\b/,
    text: 'changes how long something is waited for',
  },
  {
    id: 'absent-value',
    symptom:
      /nil pointer|null ?pointer|npe\b|nonetype|undefined is not|cannot read propert|of undefined|of null|segfault|sigsegv|invalid memory address|panic|unwrap\(\)|index out of (?:range|bounds)|null reference|attributeerror|typeerror|keyerror|missing key/,
    edit: /\bnil\b|\bnull\b|\bnone\b|undefined|optional|unwrap|\?\.|\?\?|\bguard|getordefault|\.get\(|if .{0,60}!=|len\(|\*[a-z]|->|\[[a-z0-9]+\]|omitempty/,
    text: 'changes how an absent value is dealt with',
  },
  {
    id: 'memory',
    symptom: /out of memory|oom|heap|memory|gc[_ ](?:pause|time|overhead)|rss\b|evict|restart[_ ]?count|working_set/,
    edit: /cache|buffer|memory|heap|xmx|preload|pool|append|accumulate|unbounded|\bmap\[|new map|evict|lru|max_?size|max_?entries|capacity|stream|readall|leak|retain|\blimits?:/,
    text: 'changes what is kept in memory',
  },
  {
    id: 'disk',
    symptom:
      /no space left|disk|enospc|inode|volume|filesystem|storage[_ ](?:used|full)|wal[_ ]size|log[_ ](?:bytes|volume|rate|lines)/,
    edit: /log[_.]?level|debug|verbose|logger|log\.|logging|retention|rotat|dump|tmp|persist|volume|snapshot|archive|disk|trace/,
    text: 'changes what is written to disk',
  },
  {
    id: 'processor',
    symptom: /cpu|throttled_seconds|event loop|load[_ ]average|saturat|hot ?loop|thread[_ ]?pool/,
    edit: /regex|regexp|\bloop\b|while|for \(|sort|hash|bcrypt|cost|compress|gzip|encrypt|serialize|cpu|replicas|concurrency|worker|recurs|interval|poll/,
    text: 'changes how much is computed',
  },
  {
    id: 'capacity',
    symptom:
      /throttl|throughput|capacity|rate limit|too many requests|\b429\b|quota|provisioned|limit exceeded|queue full|rejected execution|backpressure|shed/,
    edit: /capacity|throughput|quota|rate[_-]?limit|limit|replicas|min_?size|max_?size|autoscal|\bhpa\b|batch|write|put_?item|concurrency|shard|partition|retry|burst|\brps\b|\bqps\b/,
    text: 'changes what is asked of a limit, or the limit',
  },
  {
    id: 'pool',
    symptom:
      /pool (?:exhaust|timeout|is full)|connection pool|too many (?:connections|clients|open files)|acquire|max_?connections|emfile|file descriptor|connections?[_ ](?:in_use|active|open|waiting)|pool[_ ](?:in_use|wait|size|active|usage)|hikari|no available connection/,
    edit: /pool|max_?conn|max_?open|max_?idle|connection|\.close\(|defer |release|keep_?alive|\bopen\(|acquire|session|transaction|\busing\b|with_?connection/,
    text: 'changes how connections are taken or given back',
  },
  {
    id: 'permission',
    symptom:
      /\b401\b|\b403\b|unauthori[sz]ed|forbidden|permission denied|access ?denied|invalid (?:token|credential|signature|api key)|token (?:expired|invalid)|jwt|authentication failed|not authorized|login fail|csrf|cors/,
    edit: /auth|secret|token|credential|password|\brole|\biam\b|policy|permission|scope|jwt|signing|\bkey\b|api_?key|acl|rbac|issuer|audience|cookie|session|cors|origin|vault/,
    text: 'changes who may do what, or how that is proved',
  },
  {
    id: 'address',
    symptom:
      /no such host|nxdomain|name resolution|dns|connection refused|econnrefused|no route|unreachable|enotfound|no healthy upstream|no endpoints|host not found|econnreset|connection reset/,
    edit: /host|endpoint|url|port\b|dns|service_?name|ingress|network_?policy|security_?group|selector|upstream|address|route|cidr|subnet|egress|base_?uri|domain|targetport|listen/,
    text: 'changes where something is looked for',
  },
  {
    id: 'registration',
    symptom:
      /not registered|unregistered|not found|no handler|unknown (?:agent|handler|type|plugin|tool|command|method|service|job|task|provider)|unimplemented|no such (?:module|file|bean|method)|modulenotfound|importerror|cannot find module|classnotfound|no qualifying bean|missing (?:config|env|environment|setting|required)|is not defined|lookup[_ ]failed|not configured|no provider/,
    edit: /regist|import|require|provider|\bbean\b|inject|factory|export|module|env|config|default|handlers?\b|routes?\b|plugin|bootstrap|startup|init\(|__init__|entry_?point|rename|move|remove|delete/,
    text: 'changes what is registered, imported or configured',
  },
  {
    id: 'encoding',
    symptom:
      /parse ?(?:error|exception|fail)|unmarshal|deseriali|decode|invalid json|unexpected token|malformed|cannot parse|schema validation|validation (?:error|failed)|type mismatch|unknown enum|protobuf|avro|invalid (?:format|character|payload|type)|serializ|unexpected end|cannot cast|conversion|encoding/,
    edit: /json:|\bjson\b|proto|avro|encode|decode|serial|marshal|parse|format|schema|\btype\b|enum|field|struct|content-?type|charset|utf|codec|version|payload|cast|strict|validat/,
    text: 'changes how data are written or read',
  },
  {
    id: 'cache',
    symptom: /cache[_ ](?:miss|hit)|hit[_ ](?:ratio|rate)|stale|cache|redis|memcache|stampede|thundering/,
    edit: /cache|ttl|evict|redis|memcache|invalidat|expire|key_?prefix|cache_?key|prefix|max-age|etag/,
    text: 'changes what is found in a cache',
  },
  {
    id: 'lock',
    symptom:
      /deadlock|lock|mutex|contention|race|blocked|stuck|starv|concurrent modification|serialization failure|conflict/,
    edit: /lock|mutex|synchroni|atomic|goroutine|thread|async|await|channel|transaction|isolation|concurren|parallel|wait|semaphore|for update/,
    text: 'changes what waits for what',
  },
  {
    id: 'backlog',
    symptom:
      /lag|backlog|queue[_ ](?:depth|length|size|wait)|consumer|unacked|dead ?letter|redeliver|rebalanc|offset|poison/,
    edit: /consumer|producer|topic|partition|offset|queue|prefetch|batch|poll|ack|commit|worker|concurrency|group_?id|max\.poll|rebalanc|kafka|rabbit|sqs|subscri|publish|retry/,
    text: 'changes how a queue is filled or emptied',
  },
  {
    id: 'repetition',
    symptom: /retry|retries|attempt|storm|amplif|requests?[_ ](?:per|rate)|calls[_ ](?:per|in)|duplicate|fan-?out/,
    edit: /retry|retries|attempt|backoff|jitter|max_?retries|circuit|loop|for .{0,80}(?:range|of|in) |foreach|fan_?out|parallel|promise\.all|poll|interval|idempot/,
    text: 'changes how often something is asked again',
  },
  {
    id: 'price',
    symptom:
      /price|amount|currency|rounding|discount|tax|total[_ ]mismatch|negative|overcharg|balance|conversion rate|revenue|checkout[_ ]success/,
    edit: /price|amount|currency|round|discount|tax|decimal|cents|float|rate|total|locale|coupon|promo/,
    text: 'changes how an amount is worked out',
  },
  {
    id: 'transport',
    symptom:
      /tls|ssl|handshake|certificate|x509|cipher|alpn|http\/2|goaway|protocol error|econnreset|connection reset|broken pipe|\b502\b|bad gateway/,
    edit: /tls|ssl|cert|cipher|http2|http\/2|h2c|proxy|protocol|alpn|keep_?alive|min_?version|ca_?bundle|verify|mtls|grpc|idle_?timeout/,
    text: 'changes how connections are made',
  },
];

/** A mechanism that joins a change with the symptom. */
export interface MechanismMatch {
  /** In [0, 1]. */
  readonly strength: number;
  readonly id: string | null;
  readonly text: string | null;
}

/** In the difference itself; a title or a path says what somebody meant to do. */
const IN_HAZARD = 1;
const IN_LINES = 0.7;
const IN_TITLE = 0.5;
const IN_PATHS = 0.3;
/** Every mechanism that most candidates touch says as little as a frequent word. */
const NOTHING: MechanismMatch = { strength: 0, id: null, text: null };

/** For every change, the mechanism that joins it best with the symptom; how many others before the symptom touch it counts against it. */
export function matchMechanisms(
  edits: readonly Edit[],
  symptom: Symptom,
  isEarlier: readonly boolean[],
): MechanismMatch[] {
  const active = MECHANISMS.map((mechanism) => ({ mechanism, weight: sounding(mechanism, symptom) })).filter(
    ({ weight }) => weight > 0,
  );
  const most = Math.max(...active.map(({ weight }) => weight), 1e-9);
  const rows = edits.map((edit) => active.map(({ mechanism }) => touched(mechanism, edit)));
  const rarity = active.map((_, column) => {
    const earlier = rows.filter((_, index) => isEarlier[index] ?? true);
    const all = Math.max(1, earlier.length);
    const having = Math.max(1, earlier.filter((row) => (row[column] ?? 0) > 0).length);
    return Math.log(1 + (all - having + 0.5) / (having + 0.5)) / Math.log(1 + (all - 0.5) / 1.5);
  });
  return rows.map((row) =>
    row.reduce<MechanismMatch>((best, touch, column) => {
      const one = active[column];
      const strength =
        one === undefined ? 0 : touch * (one.weight / most) * Math.min(1, 0.3 + 0.7 * (rarity[column] ?? 0));
      return one !== undefined && strength > best.strength
        ? { strength, id: one.mechanism.id, text: one.mechanism.text }
        : best;
    }, NOTHING),
  );
}

/** How loudly the symptom speaks of a mechanism: the weight of the texts that do. */
function sounding({ symptom: sound }: Mechanism, symptom: Symptom): number {
  return symptom.texts.reduce(
    (sum, { text, weight }) => sum + (sound.test(text.slice(0, SCANNED).toLowerCase()) ? weight : 0),
    0,
  );
}

/** Of one text: what a message is about stands at its head. */
const SCANNED = 4_000;
const SCANNED_LINES = 40_000;

function touched({ edit: pattern }: Mechanism, edit: Edit): number {
  if (pattern.test(edit.removedText.slice(0, SCANNED_LINES)) || pattern.test(edit.addedText.slice(0, SCANNED_LINES))) {
    return edit.hazard === null ? IN_LINES : IN_HAZARD;
  }
  if (pattern.test(edit.title)) return IN_TITLE;
  return pattern.test(edit.paths.slice(0, SCANNED)) ? IN_PATHS : 0;
}
