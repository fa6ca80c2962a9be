import { excerpt } from '../../kernel/index.ts';
import { concentrated, type Sign } from './bound-failure.ts';
import type { LogShape } from './log-shape.ts';
import type {
  AttributionReason,
  BlamedService,
  CaseEvidence,
  ExternalKind,
  OnsetEstimate,
  TraceSpan,
} from './model.ts';
import type { Shift } from './shift.ts';
import type { Symptom } from './symptom.ts';

/** Signs of one kind say the same; signs of all kinds together are kept at this. */
const ALL_MOST = 4;

/** Signs that something outside did it, one reason for each kind: what somebody stated, what lines say, and how they are spread. */
export function externalReasons(
  evidence: CaseEvidence,
  seen: {
    readonly shapes: readonly LogShape[];
    readonly shifts: readonly Shift[];
    readonly onsets: readonly OnsetEstimate[];
    readonly symptom: Symptom;
    readonly failing: readonly TraceSpan[];
    readonly blamed: readonly BlamedService[];
  },
): AttributionReason[] {
  const signs = [
    ...evidence.externals.map(({ kind, text }) => ({ kind, logOdds: 2.5, text: `stated: ${excerpt(text, 120)}` })),
    ...worded(seen.symptom),
    ...traffic(seen),
    ...concentrated(seen.shapes, seen.failing),
    ...nodeSeries(seen.shifts),
    ...foreign(evidence, seen.blamed),
  ];
  const best = new Map<ExternalKind, Sign>();
  for (const sign of signs) if (sign.logOdds > (best.get(sign.kind)?.logOdds ?? 0)) best.set(sign.kind, sign);
  let left = ALL_MOST;
  return [...best.values()]
    .sort((a, b) => b.logOdds - a.logOdds || (a.kind < b.kind ? -1 : 1))
    .map(({ kind, logOdds, text }) => {
      const given = Math.min(logOdds, left);
      left -= given;
      return { family: 'external', code: kind, logOdds: given, text } as const;
    })
    .filter(({ logOdds }) => logOdds > 0);
}

/** Words that say of themselves that the cause is outside; a service's own errors seldom use them. */
const WORDED: readonly { readonly kind: ExternalKind; readonly sound: RegExp; readonly logOdds: number }[] = [
  {
    kind: 'certificate',
    sound:
      /certificate (?:has )?expired|cert_has_expired|certificate is not yet valid|expired certificate|certificate .{0,60}expir/,
    logOdds: 2.5,
  },
  {
    kind: 'node',
    sound:
      /nodenotready|node not ready|node.{0,40}(?:pressure|unreachable|cordon|drain)|diskpressure|memorypressure|noisy neighbou?r|hypervisor|hardware error|kernel panic|spot (?:instance )?(?:interruption|reclaim)|instance retire|preempt|cpu steal|host maintenance|i\/o error on dev|co-?located|overcommit/,
    logOdds: 2,
  },
  {
    kind: 'provider',
    sound:
      /third[- ]party|status page|provider (?:outage|returned|error|degraded|unavailable)|external (?:api|provider|dependency|service)|vendor|service disruption|scheduled maintenance|region(?:al)? (?:outage|degrad|unavailable)|availability zone|upstream provider|(?:stripe|paypal|adyen|twilio|sendgrid|auth0|okta|cloudflare|fastly|akamai|aws|gcp|azure|s3|openai|github)\b.{0,60}(?:outage|unavailable|degraded|5\d\d|error|timeout|timed out|down)/,
    logOdds: 2,
  },
  {
    kind: 'network',
    sound:
      /packet loss|network partition|bgp|link (?:down|flap)|cross-zone|no route to host|isp\b|resolver|servfail|nxdomain/,
    logOdds: 1.5,
  },
  {
    kind: 'data',
    sound:
      /poison|corrupt(?:ed)? (?:record|message|row|data)|malformed (?:record|row|message|payload|event)|bad (?:record|row|data)|dead[- ]letter|unprocessable (?:record|message)|invalid (?:record|utf-?8)|stuck (?:at|on) offset|skipp.{0,20}record/,
    logOdds: 1.8,
  },
  {
    kind: 'traffic',
    sound:
      /flash sale|traffic (?:surge|spike)|surge|load shed|shedding|campaign|bot traffic|crawler|ddos|scraper|viral|promotion (?:start|live)|black friday|max ?replicas|at capacity|scale(?:d)? (?:up|out)|\bhpa\b/,
    logOdds: 1.5,
  },
  {
    kind: 'provider',
    sound:
      /(?:https?:\/\/|to |from |by |at |host[= :"]{1,3}|lookup )(?:[a-z0-9-]{1,40}\.){1,4}(?:com|io|net|org|cloud|dev|ai|co)\b/,
    logOdds: 1.5,
  },
  {
    kind: 'certificate',
    sound: /(?:licen[cs]e|api key|credential|secret|domain|subscription)s? (?:has |have |is )?expired/,
    logOdds: 1.2,
  },
];
/** A line of an incident may use such a word in passing; half of its weight is the least that counts. */
const SURE = 0.45;

function worded({ texts }: Symptom): Sign[] {
  return WORDED.flatMap(({ kind, sound, logOdds }) => {
    const said = texts
      .filter(
        ({ source, text, weight }) =>
          source !== 'metric' && (weight >= SURE || source === 'log') && sound.test(text.slice(0, 2_000).toLowerCase()),
      )
      .sort((a, b) => b.weight - a.weight)[0];
    if (said === undefined) return [];
    const word = sound.exec(said.text.slice(0, 2_000).toLowerCase())?.[0] ?? '';
    return [{ kind, logOdds: logOdds * Math.min(1, 0.5 + said.weight / 2), text: `lines say "${excerpt(word, 60)}"` }];
  });
}

/** Names of series of what comes in, not of what goes wrong. */
const INCOMING =
  /(?:^|[_.])(?:requests?|reqs?|rps|qps|traffic|sessions?|visitors?|ingress|orders?|connections?|messages?_in)(?:[_.]|$)/i;
const NOT_INCOMING =
  /error|fail|5xx|4xx|latenc|duration|ratio|pct|percent|time|reject|drop|retr|timeout|queue|size|success|write|log|disk|cache|db|quer|outgoing|egress|throttl|denied|block|slow|invalid|abandon|cancel|shed/i;
/** Traffic that led to trouble came before it or with it. */
const LATER_MS = 3 * 60_000;

function traffic({
  shifts,
  onsets,
}: {
  readonly shifts: readonly Shift[];
  readonly onsets: readonly OnsetEstimate[];
}): Sign[] {
  const first = onsets[0];
  const up = shifts.filter(
    ({ metric, direction, before, after, at }) =>
      direction === 'up' &&
      INCOMING.test(metric) &&
      !NOT_INCOMING.test(metric) &&
      after > 1.5 * before &&
      (first === undefined || at <= first.at + LATER_MS),
  );
  const one = up[0];
  if (one === undefined) return [];
  const services = new Set(up.map(({ service }) => service)).size;
  const times = one.before > 0 ? ` ${(one.after / one.before).toFixed(1)} times` : '';
  return [
    {
      kind: 'traffic',
      logOdds: services > 1 ? 3 : 2.2,
      text: `${excerpt(one.metric, 60)} of ${services} ${services === 1 ? 'service' : 'services'} rose${times} with the onset or before`,
    },
  ];
}

/** A machine that is in trouble has series of its own, under its own name. */
const NODE_SERIES = /^(?:node|host|machine|kubelet|disk_io|steal)[_.]|[_.](?:steal|node_cpu|host_cpu)|node_/i;

function nodeSeries(shifts: readonly Shift[]): Sign[] {
  const shifted = shifts.filter(
    ({ metric, service }) => NODE_SERIES.test(metric) || /^(?:ip-|node-|host-|i-[0-9a-f]{8})/.test(service),
  );
  const one = shifted[0];
  return one === undefined
    ? []
    : [{ kind: 'node', logOdds: 1.5, text: `${excerpt(one.metric, 60)} of ${excerpt(one.service, 60)} shifted` }];
}

/** So much of the blame must lie there. */
const FOREIGN_FROM = 0.4;

/** The fault lies where nobody here changes anything and no lines come from: somebody else runs it. A database is such a place too, so it is a weak sign. */
function foreign(evidence: CaseEvidence, blamed: readonly BlamedService[]): Sign[] {
  const [first] = blamed;
  if (first === undefined || first.share < FOREIGN_FROM || evidence.spans.length === 0 || evidence.logs.length === 0)
    return [];
  const { service } = first;
  const isOurs =
    evidence.candidates.some((candidate) => candidate.service === service) ||
    evidence.logs.some((line) => line.service === service);
  return isOurs
    ? []
    : [{ kind: 'provider', logOdds: 1, text: `the fault lies in ${excerpt(service, 60)}, which nobody changes here` }];
}
