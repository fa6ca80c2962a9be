import { z } from 'zod';
import { viewer } from './server.ts';

/** Measurements of one `POST /v1/counters`. */
export const MAX_PUSHED = 5_000;

/** Labels by name; the room checks lengths and characters, and says which points it did not take. */
const labels = z.record(z.string().max(200), z.string().max(1_000));

/** One measurement: either what a counter stands at, or what came to it. */
const pushed = z
  .strictObject({
    /** Such as `orders_total`. */
    metric: z.string().max(400),
    /** `canary`, `control` or any other word; the same as a label `arm`. */
    arm: z.string().min(1).max(100).optional(),
    labels: labels.optional(),
    time: z.iso.datetime({ offset: true }),
    /** Unique to this measurement, so that sending it again changes nothing. An increment needs one. */
    id: z.string().min(1).max(200).optional(),
    /** What the counter stands at; a level where `kind` says so. */
    value: z.number().optional(),
    /** What came to the counter since the measurement before. */
    increment: z.number().optional(),
    kind: z.enum(['counter', 'gauge']).optional(),
  })
  .refine(({ value, increment }) => (value === undefined) !== (increment === undefined), {
    error: 'either value or increment is stated',
  })
  .refine(({ increment, id }) => increment === undefined || id !== undefined, {
    error: 'an increment needs an id, so that it counts once',
  })
  .refine(({ increment, kind }) => increment === undefined || kind !== 'gauge', { error: 'a level has no increment' });

/** `POST /v1/counters`. */
export const counterPushRequest = z.strictObject({ samples: z.array(pushed).min(1).max(MAX_PUSHED) });
export type CounterPushRequest = z.infer<typeof counterPushRequest>;

const refused = z.record(z.string(), z.int());

/** What became of the measurements of a push. */
export const counterPushAnswer = z.object({
  schema: z.literal('firebreak.counter-answer/v1'),
  taken: z.int(),
  /** Told before; nothing changed. */
  same: z.int(),
  /** How many were refused, by why. */
  refused,
});
export type CounterPushAnswer = z.infer<typeof counterPushAnswer>;

const severity = z.enum(['critical', 'error', 'warning', 'unknown', 'info']);

const surge = z.object({
  id: z.string(),
  service: z.string().nullable(),
  flow: z.string().nullable(),
  environment: z.string().nullable(),
  severity,
  opened_at: z.iso.datetime(),
  changed_at: z.iso.datetime(),
  /** Alerts beyond those that are followed by name. */
  more: z.int(),
  alerts: z.array(
    z.object({
      source: z.enum(['alertmanager', 'grafana', 'pagerduty', 'detection']),
      name: z.string(),
      status: z.enum(['firing', 'resolved']),
      severity,
      started_at: z.iso.datetime(),
      ended_at: z.iso.datetime().nullable(),
    }),
  ),
});

/** `GET /api/v1/signals`: what alarms, and whether measurements come. */
export const signalReport = z.object({
  schema: z.literal('firebreak.signals/v1'),
  as_of: z.iso.datetime(),
  viewer,
  /** Those that go on, the one that changed last first. */
  surges: z.array(surge),
  /** Of the node that answers, since its start: measurements stay where they were taken. */
  measurements: z.object({
    series: z.int(),
    series_limit: z.int(),
    taken: z.int(),
    same: z.int(),
    refused,
  }),
  /** What is fetched, and whether it comes. */
  watched: z.array(
    z.object({
      source: z.string(),
      selector: z.string(),
      /** `ok`, `waiting`, or why nothing came. */
      state: z.string(),
      message: z.string(),
      /** Of the last answer. */
      at: z.iso.datetime().nullable(),
      series: z.int(),
    }),
  ),
});
export type SignalReport = z.infer<typeof signalReport>;
