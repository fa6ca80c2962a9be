import { z } from 'zod';
import { buildOutput } from './queue-output.ts';
import { queueConstraint, queueExpected, queueStanding } from './queue-standing.ts';
import { may, viewer } from './server.ts';

const time = z.iso.datetime();

/** The one thing to do. */
export const queueTodo = z.object({
  /** `none` = it goes on by itself. */
  code: z.string(),
  text: z.string(),
  /** Command line; `null` = there is none for it. */
  command: z.string().nullable(),
});

export const queueRow = z.object({
  number: z.int(),
  /** Place in the order in which they may land, 1 and up; `null` = it does not wait. */
  place: z.int().nullable(),
  /** Id of the change, or name of its branch. */
  change: z.string(),
  title: z.string(),
  head: z.string(),
  content_digest: z.string(),
  state: z.enum(['waiting', 'landed', 'ejected']),
  lane: z.enum(['revert', 'hotfix', 'normal']),
  queued_at: time,
  decided_at: time.nullable(),
  /** `null` = not known: it may touch everything. */
  targets: z.array(z.string()).nullable(),
  parents: z.array(z.int()),
  constraint: queueConstraint,
  todo: queueTodo,
  expected: queueExpected.nullable(),
});

export const queueTrial = z.object({
  number: z.int(),
  base: z.string(),
  tree: z.string().nullable(),
  commit: z.string().nullable(),
  assumes: z.array(z.int()),
  subjects: z.array(z.int()),
  attempt: z.int(),
  started_at: time,
  /** `null` = it runs. */
  outcome: z.enum(['passed', 'failed', 'infrastructure', 'cancelled', 'conflict']).nullable(),
  code: z.string().nullable(),
  build: z.string().nullable(),
  /** Tests that failed and count, and those that failed and are in quarantine; the first of them, empty where it reported none. */
  failed_tests: z.array(z.string()),
  excused_tests: z.array(z.string()),
});

const share = z.object({ value: z.number(), low: z.number(), high: z.number(), n: z.number() });

/** How likely a failure is no fault of what was built, by the tests that failed. */
export const queueDoubt = z.object({
  trial: z.int(),
  /** `believe`, `retry`: it is built again; `control`: the branch alone is built to compare. */
  advice: z.enum(['believe', 'retry', 'control']),
  when: z.enum(['now', 'when-idle']),
  because: z.string(),
  /** P(no fault of it) with its 95 % interval; believed up to `doubt`. */
  innocent: share,
  doubt: z.number(),
  attempts: z.int(),
  /** Tests that failed in every attempt, with how often each fails on good code; the likeliest flakes first. */
  tests: z.array(z.object({ test: z.string(), rate: share })),
  control: z.enum(['passed', 'failed']).nullable(),
});

/** What shows that one step of the branch is green. */
export const queueLanding = z.object({
  number: z.int(),
  entries: z.array(z.int()),
  from: z.string(),
  to: z.string(),
  tree: z.string(),
  assumed: z.array(z.int()),
  /** `tree`: exactly this tree was built. `targets`: each entry with everything that shares a target with it. */
  proof: z.enum(['tree', 'targets']),
  trials: z.array(z.int()),
  builds: z.array(z.string()),
  landed_at: time,
});

/** One queue: what waits, what is built, what landed last. */
export const queueReport = z.object({
  schema: z.literal('firebreak.queue/v1'),
  as_of: time,
  viewer: viewer.nullable(),
  /** `FORGE:REPOSITORY@BRANCH`. */
  queue: z.string(),
  head: z.string(),
  proof: z.enum(['tree', 'targets']),
  workers: z.int(),
  /** How long a build takes, by the newest ones; by what the rules state while `builds` is below 3. */
  build_time: z.object({ minutes: z.number(), builds: z.int() }),
  paused: z.object({ reason: z.string(), by: z.string().nullable(), at: time }).nullable(),
  freezes: z.array(
    z.object({
      id: z.string(),
      /** `null` = everything. */
      targets: z.array(z.string()).nullable(),
      reason: z.string(),
      by: z.string().nullable(),
      at: time,
      until: time.nullable(),
    }),
  ),
  /** Waiting ones in the order in which they may land, the first of them where a number was asked for; then the newest that were decided. */
  entries: z.array(queueRow),
  /** All that wait, shown or not. */
  waiting: z.int(),
  /** Entries that land next, together, if nothing fails; empty where nothing may land. */
  next: z.array(z.int()),
  running: z.array(queueTrial),
  /** Builds that passed for entries that still wait, on what may still be so; the newest first, at most 50. */
  proved: z.array(queueTrial),
  /** The newest first. */
  landings: z.array(queueLanding),
  /** What the viewer may do here, and if not, why; `null` = not asked of a server. */
  may: z
    .object({ add: may, hotfix: may, revert: may, eject: may, pause: may, resume: may, freeze: may, thaw: may })
    .nullable(),
});
export type QueueReport = z.infer<typeof queueReport>;

/** Why one entry stands where it stands. */
export const queueExplanation = z.object({
  schema: z.literal('firebreak.queue-explanation/v1'),
  as_of: time,
  viewer: viewer.nullable(),
  queue: z.string(),
  entry: queueRow,
  /** Entries that go before it, the first to land first. */
  ahead: z.array(z.int()),
  /** Whether adding it again as it is may work; `null` = it was not sent back. */
  safe_to_rearm: z.boolean().nullable(),
  sooner: z.array(z.object({ code: z.string(), text: z.string() })),
  trials: z.array(queueTrial),
  /** Of the newest build that failed by tests; `null` = none did. */
  doubt: queueDoubt.nullable(),
  landing: queueLanding.nullable(),
  /** The end of what the build printed that sent it back; `null` = none did. */
  output: buildOutput.nullable(),
});
export type QueueExplanation = z.infer<typeof queueExplanation>;

/** What became of a request to a queue. */
export const queueAnswer = z.object({
  schema: z.literal('firebreak.queue-answer/v1'),
  queue: z.string(),
  /** The entry that it is about; `null` = the queue as a whole. */
  entry: z.int().nullable(),
  /** Of the last event that this made; 0 = nothing was done. */
  position: z.int(),
  /** Why the gate does not let it land; `null` = it was taken. */
  refused: z.object({ verdict: z.string(), reasons: z.array(z.string()) }).nullable(),
  text: z.string(),
});
export type QueueAnswer = z.infer<typeof queueAnswer>;

/** What one run of a local queue came to. */
export const queueRun = z.object({
  schema: z.literal('firebreak.queue-run/v1'),
  queue: z.string(),
  head: z.string(),
  landed: z.array(z.int()),
  ejected: z.array(z.int()),
  waiting: z.array(z.int()),
  landings: z.array(queueLanding),
});
export type QueueRun = z.infer<typeof queueRun>;

/** All queues of a server. */
export const queueList = z.object({
  schema: z.literal('firebreak.queues/v1'),
  as_of: time,
  viewer,
  queues: z.array(
    z.object({
      queue: z.string(),
      waiting: z.int(),
      head: z.string(),
      paused: z.boolean(),
      /** Freezes that hold now. */
      freezes: z.int(),
      /** Builds that run. */
      running: z.int(),
      /** Entries that land next, together, if nothing fails. */
      next: z.array(z.int()),
      /** Waiting changes that the viewer made, the first to land first, at most five. */
      yours: z.array(queueStanding),
    }),
  ),
});
export type QueueList = z.infer<typeof queueList>;

const reason = z.string().min(1).max(500);

/** Either a change, or the commit of the branch that is to be taken back. */
export const queueAddRequest = z
  .strictObject({
    change: z.string().min(1).max(300).optional(),
    revert: z
      .string()
      .regex(/^[0-9a-f]{7,64}$/, 'is no id of a commit')
      .optional(),
    lane: z.enum(['hotfix', 'normal']).optional(),
  })
  .refine(({ change, revert }) => (change === undefined) !== (revert === undefined), 'names a change or a revert');
export const queueEjectRequest = z.strictObject({ entry: z.string().min(1).max(300), reason });
export const queuePauseRequest = z.strictObject({ reason });
export const queueFreezeRequest = z.strictObject({
  reason,
  /** Left out = everything. */
  targets: z.array(z.string().min(1).max(200)).min(1).max(100).optional(),
  until: time.optional(),
});
export const queueThawRequest = z.strictObject({ freeze: z.string().min(1).max(100) });
