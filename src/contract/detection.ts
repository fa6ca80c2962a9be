import { z } from 'zod';

const band = z.object({ value: z.number(), low: z.number(), high: z.number() });

/** One alarm of one series. */
export const alarmDocument = z.object({
  /** Alarms of one number are one message. */
  surge: z.int().positive(),
  kind: z.enum(['drop', 'rise', 'flat', 'missing']),
  severity: z.enum(['info', 'warning', 'critical']),
  /** An estimate: the first sample of the excursion that led to the alarm. */
  onset_at: z.iso.datetime().nullable(),
  opened_at: z.iso.datetime().nullable(),
  /** `null` = open at the end of the file. */
  cleared_at: z.iso.datetime().nullable(),
  cleared_because: z.enum(['recovered', 'new-level']).nullable(),
  /** Of the sample at which it opened; band of 99.7 % of normal noise. */
  expected: band.nullable(),
  seen: z.number().nullable(),
  /** Sums from the onset to the last sample of the alarm. */
  since_onset: z.object({ seen: z.number(), expected: z.number(), samples: z.int() }).nullable(),
  evidence: z.array(
    z.object({
      detector: z.enum(['drop-window', 'drop-sum', 'drop-jump', 'rise-sum', 'rise-jump', 'flat', 'missing']),
      height: z.number(),
      threshold: z.number(),
      /** `prior`: too little was known to learn the threshold. */
      basis: z.enum(['learnt', 'prior']),
      /** How often a clean series like this one rises as high; `null` = not known yet. */
      false_alarms_per_week: z.number().nullable(),
      /** Samples that were judged together; `null` = as many as the excursion has. */
      samples: z.int().nullable(),
    }),
  ),
  /** As of the opening: the mean of so many samples on the good side of the level ends it, no sooner than `at`. */
  clear: z.object({ samples: z.int(), level: z.number().nullable(), at: z.iso.datetime().nullable() }),
  /** In samples; `null` = compared with the values just before. */
  season: z.int().nullable(),
  /** Up to 60 samples to the last of the alarm, with the band as of then. */
  picture: z.array(
    z.object({ at: z.iso.datetime().nullable(), value: z.number().nullable(), expected: band.nullable() }),
  ),
});
export type AlarmDocument = z.infer<typeof alarmDocument>;

/** `firebreak detect`: the alarms of one series. */
export const detectionReport = z.object({
  schema: z.literal('firebreak.detection/v1'),
  file: z.string(),
  step_seconds: z.number(),
  from: z.iso.datetime().nullable(),
  to: z.iso.datetime().nullable(),
  budget_per_week: z.number(),
  /** Clean weeks that the budget was spent on. */
  weeks: z.number(),
  counts: z.object({ taken: z.int(), missing: z.int(), late: z.int(), doubled: z.int(), refused: z.int() }),
  /** In samples; `null` = none is known or none fits. */
  season: z.int().nullable(),
  /** Whether thresholds were learnt for every direction by the end. */
  learnt: z.boolean(),
  /** The smallest drop that is found at the budget, as a share, and the samples it takes; `null` = not known, or no drops are looked for. */
  finds: z.object({ share: z.number(), samples: z.int() }).nullable(),
  /** The newest 100 of `shown_of`, oldest first. */
  alarms: z.array(alarmDocument),
  shown_of: z.int(),
  /** Lines that are no sample, the first 20 of `gap_count`. */
  gaps: z.array(z.string()),
  gap_count: z.int(),
});
export type DetectionReport = z.infer<typeof detectionReport>;
