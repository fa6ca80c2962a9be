import { z } from 'zod';
import { deliveryMetrics } from './delivery.ts';
import { may, viewer } from './server.ts';

const time = z.iso.datetime();
const bound = z.number().nullable();
const week = z.string().regex(/^\d{4}-W\d{2}$/);
const severity = z.literal([1, 2, 3, 4]);

/** Where a sentence comes from: an event of the log, a page, or the definition of its figure. */
const source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), position: z.int() }),
  z.object({ kind: z.literal('page'), path: z.string() }),
  z.object({ kind: z.literal('figure'), rule: z.string() }),
]);

/** One sentence with what it comes from; `sources` is never empty. */
const sentence = z.object({ text: z.string(), sources: z.array(source) });
export type WeeklySentence = z.infer<typeof sentence>;

/** A chart of thirteen weeks, the week itself the last; limits by the weeks before it. */
const trend = z.object({
  /** `null` = too few weeks. */
  centre: bound,
  baseline: z.int(),
  points: z.array(
    z.object({ from: time, count: z.int(), n: z.int(), value: bound, low: bound, high: bound, signal: z.boolean() }),
  ),
});
export type WeeklyTrend = z.infer<typeof trend>;

const action = z.object({
  incident: z.string(),
  kind: z.enum(['prevent', 'detect', 'mitigate', 'process']),
  text: z.string(),
  owner: z.string(),
  due: time,
});

const draw = z.object({ candidates: z.array(z.string()), seed: z.string(), drawn: z.string().nullable() });

/** The document of one week: what is frozen at the cut-off. */
export const weeklyReview = z.object({
  schema: z.literal('firebreak.weekly-review/v1'),
  week,
  from: time,
  to: time,
  /** Nothing later is known in it. */
  cut_off: time,
  made_at: time,
  source: z.enum(['git', 'record']),
  repositories: z.array(z.string()),
  headline: z.array(sentence),
  severities: z.object({ sev1: z.int(), sev2: z.int(), sev3: z.int(), sev4: z.int() }),
  incidents: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      severity,
      state: z.enum(['open', 'mitigated', 'closed']),
      started_at: time,
      mitigated_at: time.nullable(),
      cause: z.object({
        kind: z.enum(['unknown', 'none', 'suspect', 'cause']),
        change: z.string().nullable(),
        probability: bound,
        grade: z.string().nullable(),
      }),
      ai_role: z.string(),
      sentences: z.array(sentence),
    }),
  ),
  /** Beyond those that are told. */
  more_incidents: z.int(),
  trends: z.object({ incidents: trend, repairs: trend, failures: trend }),
  /** Of the week and the eleven before it. */
  metrics: deliveryMetrics,
  delivery: z.array(sentence),
  cohorts: z.array(sentence),
  accepted: z.array(sentence),
  overdue: z.array(action),
  disputes: z.array(sentence),
  /** Drawn by a seed that was known before the week began. */
  wheel: draw,
  /** What the document does not say. */
  notes: z.array(z.string()),
});
export type WeeklyReview = z.infer<typeof weeklyReview>;

const decision = z.object({
  id: z.string(),
  text: z.string(),
  owner: z.string(),
  due: time,
  state: z.enum(['open', 'done', 'dropped']),
  overdue: z.boolean(),
  at: time,
});

/** `GET /api/v1/weekly/{week}` and `firebreak weekly`: the document, and what the meeting made of it. */
export const weeklyReport = z.object({
  schema: z.literal('firebreak.weekly/v1'),
  as_of: time,
  /** `null` = no server was asked. */
  viewer: viewer.nullable(),
  /** `draft`: it may still change. `frozen`: kept in the log by its digest. */
  state: z.enum(['draft', 'frozen']),
  frozen_at: time.nullable(),
  /** SHA-256 of the document, as it is or was frozen. */
  digest: z.string(),
  review: weeklyReview,
  /** Spun in the meeting; `null` = not yet. */
  spun: draw.extend({ at: time }).nullable(),
  decisions: z.array(decision),
  previous: week,
  /** `null` = it has not begun. */
  next: week.nullable(),
  may: z.object({ freeze: may, spin: may, decide: may }),
});
export type WeeklyReport = z.infer<typeof weeklyReport>;

/** Answer to what somebody did to a week. */
export const weeklyAnswer = z.object({
  schema: z.literal('firebreak.weekly-answer/v1'),
  week,
  position: z.int(),
  /** One sentence. */
  text: z.string(),
});
export type WeeklyAnswer = z.infer<typeof weeklyAnswer>;

/** `POST /api/v1/weekly/{week}/decisions`. */
export const weeklyDecisionRequest = z.strictObject({
  text: z.string().max(2_000),
  owner: z.string().max(500),
  due: time,
});
export type WeeklyDecisionRequest = z.infer<typeof weeklyDecisionRequest>;

/** `POST /api/v1/weekly/{week}/decisions/{decision}`. */
export const weeklyDecisionEndRequest = z.strictObject({ state: z.enum(['done', 'dropped']) });
export type WeeklyDecisionEndRequest = z.infer<typeof weeklyDecisionEndRequest>;
