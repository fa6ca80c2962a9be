import { z } from 'zod';

const time = z.iso.datetime();

/** What an entry waits for, or what became of it. */
export const queueConstraint = z.object({
  code: z.enum([
    'landed',
    'ejected',
    'landing',
    'paused',
    'freeze',
    'sign-off',
    'stack-parent',
    'textual-conflict',
    'flake-hold',
    'own-build',
    'predecessor',
    'slot',
  ]),
  /** Of an ejection: `build-failed`, `textual-conflict`, `content-changed`, ...; else `null`. */
  reason: z.string().nullable(),
  text: z.string(),
  /** Entries that it is about; may be empty. */
  entries: z.array(z.int()),
  /** Files that several changes touch in the same lines; may be empty. */
  files: z.array(z.string()),
  /** Build that it is about; `null` = none. */
  build: z.string().nullable(),
  /** Freeze that it waits for; `null` = none. */
  freeze: z.string().nullable(),
});

/** Nine of ten entries that land do so between `earliest` and `latest`; what it rests on is told. */
export const queueExpected = z.object({
  earliest: time,
  /** As likely before as after. */
  likely: time,
  latest: time,
  /** Builds that it was learnt from; 0 = none yet. */
  builds: z.int(),
  /** Entries of this queue whose landing taught it. */
  landings: z.int(),
  /** `false` = the queue has not landed enough to know how well its intervals fit; they rest on simulated queues. */
  calibrated: z.boolean(),
});

/** Where one change stands in a queue, for screens about something else. */
export const queueStanding = z.object({
  /** `FORGE:REPOSITORY@BRANCH`. */
  queue: z.string(),
  entry: z.int(),
  change: z.string(),
  title: z.string(),
  state: z.enum(['waiting', 'landed', 'ejected']),
  lane: z.enum(['revert', 'hotfix', 'normal']),
  /** Place in the order in which they may land, 1 and up; `null` = it does not wait. */
  place: z.int().nullable(),
  /** All that wait there. */
  waiting: z.int(),
  constraint: queueConstraint,
  /** `null` = it does not wait, or nobody knows while it is held. */
  expected: queueExpected.nullable(),
});
export type QueueStanding = z.infer<typeof queueStanding>;
