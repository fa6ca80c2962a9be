import { z } from 'zod';

/** A probability with its 95 % interval. `n`: attempts behind it, older ones counted for less; may be a fraction. */
const rate = z.object({ value: z.number(), low: z.number(), high: z.number(), n: z.number() });

/** `firebreak flaky read`: what reports of one run say. */
export const flakyRead = z.object({
  schema: z.literal('firebreak.flaky-read/v1'),
  commit: z.string(),
  /** `branch`: the default branch holds the commit. `trial`: it does not. */
  place: z.enum(['branch', 'trial']),
  at: z.iso.datetime(),
  reports: z.int(),
  tests: z.int(),
  passed: z.int(),
  /** Tests that failed in every attempt. */
  failed: z.array(z.object({ test: z.string(), rate })),
  /** All of them, also where `failed` is cut to 200. */
  failed_count: z.int(),
  /** Tests that failed and passed in this run. */
  flaked: z.int(),
  skipped: z.int(),
  /** Attempts that say nothing of the code. */
  interrupted: z.object({ 'time-out': z.int(), 'lost-runner': z.int(), 'out-of-memory': z.int() }),
  /** Names that stood more than once and count as one test. */
  doubled: z.int(),
  /** The same reports were read before: nothing was counted. */
  already_known: z.boolean(),
  /** Whether later runs find it. */
  kept: z.boolean(),
  runs: z.int(),
  /** What was left out, with the file. */
  gaps: z.array(z.object({ report: z.string(), message: z.string() })),
});
export type FlakyRead = z.infer<typeof flakyRead>;

export const quarantineState = z.object({
  test: z.string(),
  owner: z.string(),
  because: z.string(),
  expires_at: z.iso.datetime().nullable(),
  /** `lapsed`: the test counts again. */
  state: z.enum(['active', 'lapsed']),
  file: z.string(),
  line: z.int().positive(),
});
export type QuarantineState = z.infer<typeof quarantineState>;

/** `firebreak flaky list`: what is known of the flakiness of a suite. */
export const flakyList = z.object({
  schema: z.literal('firebreak.flaky-list/v1'),
  repository: z.string(),
  made_at: z.iso.datetime(),
  runs: z.int(),
  /** Tests that ran. */
  tests: z.int(),
  /** P(a run of all tests on good code fails somewhere), from the means of the tests; `null` = nothing ran. */
  build_rate: z.number().nullable(),
  /** What a test is taken for that never ran: the beta distribution that the tests of the suite are drawn from. */
  prior: z.object({ alpha: z.number(), beta: z.number(), mean: z.number() }),
  /** How flakes depend on the load of the farm, in log odds from idle to full; `used` only where the interval leaves 0 out. */
  load: z.object({ slope: z.number(), low: z.number(), high: z.number(), n: z.number(), used: z.boolean() }),
  /** P(what flaked flakes again on the same content). */
  again: rate,
  /** P(a run flakes in many tests at once). */
  shared: rate,
  /** Tests that failed or were interrupted, the flakiest first; at most 200 of `shown_of`. */
  flaky: z.array(
    z.object({
      test: z.string(),
      rate,
      /** Not weighted by age. */
      attempts: z.int(),
      failures: z.int(),
      /** Failures on content on which the test passed too, or that is known to be good. */
      proved_flakes: z.int(),
      interruptions: z.int(),
      last_failure_at: z.iso.datetime().nullable(),
      quarantine: quarantineState.nullable(),
    }),
  ),
  shown_of: z.int(),
  /** As the default branch states them, in its order. */
  quarantines: z.array(quarantineState),
  quarantine_source: z.string(),
});
export type FlakyList = z.infer<typeof flakyList>;

/** `firebreak flaky judge`: whether a failed build failed by tests that count. */
export const flakyJudgement = z.object({
  schema: z.literal('firebreak.flaky-judgement/v1'),
  /** `excused`: tests failed, all of them in quarantine. `interrupted`: none failed, and some were stopped. */
  verdict: z.enum(['excused', 'failed', 'interrupted']),
  /** 0 excused, 1 failed, 3 interrupted. */
  exit: z.int(),
  tests: z.int(),
  /** Tests that failed in every attempt and count; at most 200 of `counted_count`. `lapsed`: its quarantine is over. */
  counted: z.array(z.object({ test: z.string(), rate, lapsed: quarantineState.nullable() })),
  counted_count: z.int(),
  excused: z.array(quarantineState.extend({ failed_test: z.string() })),
  interrupted: z.object({ 'time-out': z.int(), 'lost-runner': z.int(), 'out-of-memory': z.int() }),
  /** P(the content is not at fault) and its parts; `null` = nothing that counts failed. */
  innocent: rate
    .extend({ flake: z.number(), shared: z.number(), environment: z.number(), breaks_before: z.number() })
    .nullable(),
  gaps: z.array(z.object({ report: z.string(), message: z.string() })),
});
export type FlakyJudgement = z.infer<typeof flakyJudgement>;

/** `firebreak flaky quarantine`: what to add to the configuration; nothing is written. */
export const flakyQuarantine = z.object({
  schema: z.literal('firebreak.flaky-quarantine/v1'),
  file: z.string(),
  owner: z.string(),
  expires: z.string(),
  /** Entries of the list `quarantine`. */
  entries: z.array(z.object({ test: z.string(), owner: z.string(), because: z.string(), expires: z.string(), rate })),
  /** YAML lines of the entries, for below `quarantine:`; empty where there is none. */
  yaml: z.string(),
  /** Whether the file has a list already. */
  has_list: z.boolean(),
  notes: z.array(z.string()),
});
export type FlakyQuarantine = z.infer<typeof flakyQuarantine>;
