import { z } from 'zod';
import { alarmDocument } from './detection.ts';
import { viewer } from './server.ts';

const time = z.iso.datetime();

/** What alarms are about, as the protected base of a repository states it. */
const subject = {
  repository: z.string(),
  name: z.string(),
  service: z.string().nullable(),
  flow: z.string().nullable(),
  environment: z.string().nullable(),
};

/** How fast an error budget burns: both windows show at least the threshold. */
const burn = z.object({
  objective: z.number(),
  threshold: z.number(),
  long: z.object({ seconds: z.number(), rate: z.number(), events: z.number() }),
  short: z.object({ seconds: z.number(), rate: z.number() }),
});

/** One alarm, open or over. */
export const alarmRow = z.object({
  id: z.string(),
  ...subject,
  state: z.enum(['open', 'over']),
  severity: z.enum(['info', 'warning', 'critical']),
  told_at: time,
  /** When it was last told of. */
  changed_at: time,
  over_at: time.nullable(),
  /** `not-watched`: nobody states it any more. `forgotten`: what it rested on is not known any more. */
  because: z.enum(['recovered', 'new-level', 'not-watched', 'forgotten']).nullable(),
  /** Of a series, with its picture; `null` = an error budget burns. */
  alarm: alarmDocument.nullable(),
  burn: burn.nullable(),
});
export type AlarmRow = z.infer<typeof alarmRow>;

/** One series or objective that is watched, and how far it is known. */
const watched = z.object({
  ...subject,
  kind: z.enum(['series', 'objective']),
  /** Selectors, joined by ` + `. */
  series: z.string(),
  step_seconds: z.number(),
  /** False alarms that are borne; `null` = an objective. */
  budget_per_week: z.number().nullable(),
  /** End of the newest step that is known; `null` = none yet. */
  known_to: time.nullable(),
  counts: z.object({
    taken: z.int(),
    missing: z.int(),
    late: z.int(),
    doubled: z.int(),
    refused: z.int(),
    restarts: z.int(),
  }),
  /** In steps; `null` = none is known or none fits. */
  season: z.int().nullable(),
  /** Whether thresholds are learnt; until then only a plain outage alarms. */
  learnt: z.boolean(),
  /** The smallest drop that is found at the budget, as a share, and the steps it takes; `null` = not known, or none is looked for. */
  finds: z.object({ share: z.number(), samples: z.int() }).nullable(),
  /** Share of an error budget of 30 days that is spent; `null` = a series, or too few events. */
  spent: z.number().nullable(),
});
export type WatchedRow = z.infer<typeof watched>;

/** `GET /api/v1/alarms`: open alarms first, then those that are over, the newest first. */
export const alarmReport = z.object({
  schema: z.literal('firebreak.alarms/v1'),
  as_of: time,
  viewer,
  alarms: z.array(alarmRow),
  /** Alarms that there are; the newest are listed. */
  shown_of: z.int(),
  watched: z.array(watched),
});
export type AlarmReport = z.infer<typeof alarmReport>;
