import { z } from 'zod';
import { may, viewer } from './server.ts';

const time = z.iso.datetime();
const actor = z.object({
  kind: z.enum(['human', 'script', 'agent', 'rule', 'calendar']),
  name: z.string(),
});

/** One brake as it stands. */
export const brakeRow = z.object({
  id: z.string(),
  /** `FORGE:REPOSITORY` whose configuration states it, and whose changes it holds; `null` = none does. */
  repository: z.string().nullable(),
  /** Parts such as `tier:0`; it holds what any of them covers. */
  scope: z.array(z.string()),
  reason: z.string(),
  by: actor,
  /** `null` = the configuration states it. */
  at: time.nullable(),
  state: z.enum(['active', 'waiting', 'ended']),
  /** Since when it holds without a break; `null` = it does not hold now. */
  since: time.nullable(),
  /** When it stops holding by itself; `null` = only a human ends it, or it does not hold now. */
  until: time.nullable(),
  /** When it begins to hold next; `null` = it holds, or not in sight. */
  next: time.nullable(),
  /** `until`: over by itself. `review`: holds on, and is to be looked at. `at` = `null`: a change of the configuration ends it. */
  end: z.object({ kind: z.enum(['until', 'review']), at: time.nullable() }),
  /** It was to be looked at by now. */
  overdue: z.boolean(),
  /** As people write windows, with the zone; `null` = all the time. */
  window: z.string().nullable(),
  /** Time zone of the windows; `null` = it has none. */
  zone: z.string().nullable(),
  /** Sign-offs that a hotfix needs to pass, `null` = none passes; whether reverts of the merge queue do. */
  lanes: z.object({ hotfix: z.int().nullable(), reverts: z.boolean() }),
  /** What engaged it by itself; `null` = nothing did. */
  cause: z.string().nullable(),
  amendments: z.array(
    z.object({
      by: actor,
      at: time,
      changed: z.array(z.string()),
      direction: z.enum(['stricter', 'milder', 'same']),
    }),
  ),
  released: z.object({ by: actor, at: time, note: z.string() }).nullable(),
  /** Open changes that it holds now; `null` = no server was asked. */
  holds: z.int().nullable(),
});
export type BrakeRow = z.infer<typeof brakeRow>;

/** All brakes: those that hold, those that will, and the newest that ended. */
export const brakeReport = z.object({
  schema: z.literal('firebreak.brakes/v1'),
  as_of: time,
  /** `null` = no server was asked. */
  viewer: viewer.nullable(),
  /** `null` = a server; else the configuration whose calendar this is. */
  source: z.string().nullable(),
  brakes: z.array(brakeRow),
  /** When they hold within the days to come, the first first; `end` = `null`: until a human releases it. */
  calendar: z.array(
    z.object({ brake: z.string(), repository: z.string().nullable(), start: time, end: time.nullable() }),
  ),
  /** Why calendars that configurations state could not be read; `null` = they were. */
  unread: z.string().nullable(),
  /** What pulls by itself, by the protected bases; absent = no server was asked. `untold`: why it can pull nothing, `null` = its facts are told. */
  rules: z
    .array(z.object({ id: z.string(), repository: z.string(), when: z.string(), untold: z.string().nullable() }))
    .optional(),
  may: z.object({ engage: may, release: may }).nullable(),
});
export type BrakeReport = z.infer<typeof brakeReport>;

/** What became of a brake that was pulled, changed or released. */
export const brakeAnswer = z.object({
  schema: z.literal('firebreak.brake-answer/v1'),
  brake: brakeRow,
  /** Of the event in the log. */
  position: z.int(),
  /** What may be mistaken: names that nothing bears. */
  warnings: z.array(z.string()),
  text: z.string(),
});
export type BrakeAnswer = z.infer<typeof brakeAnswer>;

const scope = z.array(z.string().min(1).max(400)).min(1).max(50);
const reason = z.string().min(1).max(500);
const moment = z.string().min(1).max(80);
const zone = z.string().min(1).max(80);
const windows = z.array(z.string().min(1).max(200)).min(1).max(50);
/** Sign-offs that a hotfix needs; `null` = none passes. */
const hotfix = z.int().min(1).max(5).nullable();

const wish = {
  /** `2h`, a moment with its offset, or one on the wall clock of the zone; ends by itself. */
  until: moment.optional(),
  /** Holds on until a human releases it, and is overdue from then on. */
  review: moment.optional(),
  zone: zone.optional(),
  hotfix: hotfix.optional(),
  reverts: z.boolean().optional(),
};

/** Pulls a brake, now or from a moment on, all the time or in windows. */
export const brakeOnRequest = z
  .strictObject({ scope, reason, from: moment.optional(), windows: windows.optional(), ...wish })
  .refine(({ until, review }) => until === undefined || review === undefined, 'names until or review, not both')
  .refine((given) => given.windows === undefined || given.zone !== undefined, 'windows need a zone');
export type BrakeOnRequest = z.infer<typeof brakeOnRequest>;

/** Changes a brake; what is left out stays. `windows: null` = all the time. */
export const brakeAmendRequest = z
  .strictObject({ scope: scope.optional(), reason: reason.optional(), windows: windows.nullable().optional(), ...wish })
  .refine(({ until, review }) => until === undefined || review === undefined, 'names until or review, not both')
  .refine((given) => (given.windows ?? null) === null || given.zone !== undefined, 'windows need a zone');
export type BrakeAmendRequest = z.infer<typeof brakeAmendRequest>;

export const brakeOffRequest = z.strictObject({ note: reason });

const names = z.array(z.string().min(1).max(300)).max(10_000);

/** Asks whether a step may be taken now; what is left out is not known, and so held by each brake that asks for it. */
export const brakeQuestionRequest = z.strictObject({
  services: names.optional(),
  tiers: z
    .array(z.literal([0, 1, 2, 3]))
    .max(4)
    .optional(),
  flows: names.optional(),
  paths: names.optional(),
  agents: names.optional(),
  models: names.optional(),
  patterns: names.optional(),
  /** `stop`: it pauses, aborts, rolls back or is a kill switch; no brake holds it. */
  step: z.enum(['go', 'stop']).default('go'),
});
export type BrakeQuestionRequest = z.infer<typeof brakeQuestionRequest>;

/** Whether a step may be taken at this moment. */
export const brakeVerdict = z.object({
  schema: z.literal('firebreak.brake-verdict/v1'),
  as_of: time,
  allowed: z.boolean(),
  holds: z.array(
    z.object({
      brake: z.string(),
      /** Of its scope, what covers the step. */
      part: z.string(),
      /** Why that is not known for sure; `null` = it is. */
      unknown: z.string().nullable(),
      until: time.nullable(),
      message: z.string(),
      how: z.string(),
    }),
  ),
});
export type BrakeVerdict = z.infer<typeof brakeVerdict>;
