import { z } from 'zod';

const grade = z.enum(['none', 'asserted', 'temporal', 'spatial', 'mechanism', 'intervention']);
const share = z.number().min(0).max(1);

/** One part of a score. */
const attributionReason = z.object({
  family: z.enum(['prior', 'time', 'service', 'text', 'mechanism', 'kind', 'control', 'intervention', 'external']),
  code: z.string(),
  /** Natural logarithm of how many times likelier this makes it. */
  log_odds: z.number(),
  text: z.string(),
});

/** One candidate change, likeliest first in its list. */
export const attributionCandidate = z.object({
  id: z.string(),
  kind: z.enum(['code', 'config', 'flag', 'infrastructure']),
  /** `null` = neither stated nor told by its files. */
  service: z.string().nullable(),
  title: z.string(),
  probability: share,
  grade,
  /** `cause` needs a grade of mechanism or intervention and more than half of the probability; `cleared` = it came after the symptom. */
  standing: z.enum(['cause', 'suspect', 'cleared']),
  reasons: z.array(attributionReason),
  /** What would make the evidence better, weakest need first. */
  raise: z.array(z.object({ to: grade, text: z.string() })),
});

/** `firebreak attribute`: which change may have caused an incident. */
export const attributionReport = z.object({
  schema: z.literal('firebreak.attribution/v1'),
  place: z.string(),
  /** `unknown` names no candidate; `why` says what is missing. */
  answer: z.object({
    kind: z.enum(['candidate', 'none', 'unknown']),
    id: z.string().nullable(),
    why: z.enum(['no-onset', 'no-candidate', 'undecided']).nullable(),
  }),
  /** The likeliest 10 of `shown_of`; probabilities of all of them, `none` and `unknown` sum to 1. */
  candidates: z.array(attributionCandidate),
  shown_of: z.int(),
  /** None of the candidates. */
  none: z.object({ probability: share, reasons: z.array(attributionReason) }),
  /** A change that is not in the list, or a cause of no known kind. */
  unknown: share,
  /** Weightiest first. */
  onsets: z.array(
    z.object({ at: z.iso.datetime().nullable(), weight: share, error_seconds: z.number(), source: z.string() }),
  ),
  /** How likely the fault lies in each, likeliest first. */
  services: z.array(z.object({ service: z.string(), share, reasons: z.array(z.string()) })),
  missing: z.array(z.enum(['metrics', 'logs', 'traces', 'differences', 'candidates'])),
  /** What of the case could not be read, the first 20 of `gap_count`. */
  gaps: z.array(z.object({ place: z.string(), message: z.string() })),
  gap_count: z.int(),
});
export type AttributionReport = z.infer<typeof attributionReport>;

const time = z.union([z.string(), z.number()]);
const events = z.object({ bad: z.number().min(0), all: z.number().min(0) });

/** What is known of one incident, as one document; every member may be left out, and extra ones are left alone. */
export const attributionCase = z.object({
  alert: z
    .looseObject({ service: z.string(), metric: z.string().optional(), fired_at: time, summary: z.string().optional() })
    .optional(),
  /** Samples, or an answer of Prometheus to a range query. */
  metrics: z
    .union([
      z.array(z.looseObject({ timestamp: time, service: z.string(), metric: z.string(), value: z.number() })),
      z.looseObject({ data: z.looseObject({ result: z.array(z.unknown()) }) }),
    ])
    .optional(),
  logs: z
    .array(
      z.looseObject({ timestamp: time, service: z.string(), severity_text: z.string().optional(), msg: z.string() }),
    )
    .optional(),
  /** Spans, or traces as OpenTelemetry writes them in JSON. */
  traces: z
    .union([
      z.array(
        z.looseObject({
          trace_id: z.string(),
          span_id: z.string(),
          parent_id: z.string().nullable(),
          service: z.string(),
          name: z.string(),
          start: time,
          duration_ms: z.number(),
          status: z.string().optional(),
        }),
      ),
      z.looseObject({ resourceSpans: z.array(z.unknown()) }),
    ])
    .optional(),
  /** Shapes of log lines as a log store counted them against its baseline. */
  patterns: z.array(z.looseObject({ service: z.string(), signature: z.string(), count: z.number() })).optional(),
  commits: z
    .array(
      z.looseObject({
        sha: z.string(),
        timestamp: time,
        message: z.string(),
        files_changed: z.array(z.string()),
        diff: z.string().nullable().optional(),
      }),
    )
    .optional(),
  deploys: z
    .array(
      z.looseObject({
        timestamp: time,
        service: z.string(),
        commit_sha: z.string().optional(),
        version: z.string().optional(),
      }),
    )
    .optional(),
  flags: z
    .array(z.looseObject({ timestamp: time, flag: z.string(), service: z.string().optional(), change: z.string() }))
    .optional(),
  controls: z.array(z.looseObject({ candidate: z.string(), treated: events, control: events })).optional(),
  interventions: z
    .array(
      z.looseObject({
        candidate: z.string(),
        timestamp: time,
        action: z.enum(['rolled-back', 'switched-off', 're-applied']),
        result: z.enum(['recovered', 'unchanged', 'returned']).optional(),
      }),
    )
    .optional(),
  external: z
    .array(
      z.looseObject({
        kind: z.enum(['provider', 'certificate', 'traffic', 'node', 'data', 'network']),
        text: z.string(),
        timestamp: time.optional(),
      }),
    )
    .optional(),
  calls: z.array(z.looseObject({ caller: z.string(), callee: z.string() })).optional(),
  /** Ids of candidates that somebody names as the cause. */
  asserted: z.array(z.string()).optional(),
});
