import { z } from 'zod';
import { LEVELS, MAX_PATTERN_LENGTH } from '../../domain/catalog/index.ts';
import { EVIDENCE_KINDS, MAX_CONDITION_LENGTH, MAX_SIGNOFF_COUNT, RULE_MODES } from '../../domain/policy/index.ts';
import { MINUTES_FACTOR_RANGE } from '../../domain/review/index.ts';
import { brakeSection } from './brake-schema.ts';
import { detectionSection } from './detection-schema.ts';
import { rolloutSection } from './rollout-schema.ts';
import { date, id, list, ruleId, text } from './schema-part.ts';

const level = z.enum(LEVELS);
const mode = z.enum(RULE_MODES).describe('shadow: counted only. advise: told, never in the way. enforce: decides.');
const tier = z.literal([0, 1, 2, 3]).describe('How critical it is: 0 most, 3 least.');
const globs = list(z.string().min(1).max(MAX_PATTERN_LENGTH)).describe(
  'Patterns over repository paths, anchored at the root: `*` and `?` within a folder, `**` any depth. A pattern also means everything below what it matches.',
);

const service = z
  .strictObject({
    tier,
    paths: globs.min(1, 'needs at least one pattern'),
    owners: list(z.string()).default([]).describe('`@team`, `@handle`, a mail, or the id of a person.'),
    calls: list(id).default([]).describe('Ids of services that it needs, here or in other repositories.'),
  })
  .describe('A service: what paths of the repository make up.');

const perMinute = z.number().min(0).max(1e12);

const share = z.number().min(0).max(1);
const shareRange = z
  .tuple([share, share])
  .refine(([low, high]) => low <= high, { error: 'must name the smaller share first' });

const value = z
  .strictObject({
    orders_per_minute: perMinute.optional().describe('What the flow completes: orders, payments, sign-ups.'),
    amount_per_order: z.number().min(0).max(1e12).optional().describe('Mean value of one of them.'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be a code of three capital letters, such as EUR')
      .optional(),
    users_per_minute: perMinute.optional(),
    recapture: shareRange
      .optional()
      .describe('Smallest and greatest share of what is not bought in an incident that is bought later.'),
    margin: shareRange.optional().describe('Smallest and greatest share of an amount that is kept.'),
  })
  .refine((given) => given.amount_per_order === undefined || given.currency !== undefined, {
    error: 'needs a currency beside amount_per_order',
  })
  .describe('What the flow is worth while it runs; `firebreak blast` adds it up for what a change reaches.');

const flow = z
  .strictObject({
    tier,
    services: list(z.string()).default([]).describe('Ids of services that the flow needs.'),
    paths: globs.default([]),
    value: value.optional(),
  })
  .describe('A journey that earns or protects money or trust, such as paying or signing in.');

const person = z.union([
  z.string().max(500).describe('A mail, a @handle, or both with a space between: `ann@example.com @ann`.'),
  z
    .strictObject({
      id,
      mails: list(z.string()).default([]),
      handles: list(z.string()).default([]),
      teams: list(z.string()).default([]),
    })
    .describe('A person with several mails or handles.'),
]);

const peopleByLevel = {
  junior: list(person).optional(),
  mid: list(person).optional(),
  senior: list(person).optional(),
  principal: list(person).optional(),
};

const teams = z
  .record(id, list(z.string()))
  .describe('Members of each team, by mail, @handle or person id; each stands under people.');

const agent = z
  .strictObject({
    name: text.max(80).describe('What evidence calls it.'),
    mails: list(z.string()).default([]).describe('Addresses it commits or co-signs with.'),
    handles: list(z.string()).default([]).describe('Forge accounts, with or without `@` and `[bot]`.'),
    trailers: list(
      z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,46}$/, 'must be the key of a trailer, such as `Executed-By`'),
    )
      .default([])
      .describe('Keys of trailers that only this agent writes.'),
  })
  .describe('An agent of your own. What it signs is AI-assisted; it never counts as a human.');

const provenance = z
  .strictObject({ agents: list(agent).default([]) })
  .describe('Who or what writes changes here, beside the tools that are known everywhere.');

const signoff = z
  .strictObject({
    count: z.int().min(1).max(MAX_SIGNOFF_COUNT).default(1).describe('Distinct humans.'),
    level: level.optional().describe('Lowest level that counts; any where it is left out.'),
    from: z
      .string()
      .min(1)
      .max(200)
      .default('anyone')
      .describe('`anyone`, `owners` (of the touched paths), `@team`, or a person.'),
  })
  .describe('Approvals bound to the exact content; author, prompter and agent never count.');

const requirement = z
  .strictObject({
    signoffs: list(signoff).default([]),
    two_person: z.boolean().default(false).describe('At least two distinct eligible humans over all sign-offs.'),
    evidence: list(z.enum(EVIDENCE_KINDS)).default([]),
  })
  .describe('Holds the change until everything in it is there.');

const rule = z
  .strictObject({
    id: ruleId,
    when: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(MAX_CONDITION_LENGTH)
      .describe('CEL condition over the documented facts.'),
    require: requirement.optional(),
    hold: z.literal(true).optional().describe('Holds; only a change of the facts clears it.'),
    block: z.literal(true).optional().describe('Refuses.'),
    because: text.describe('Why the rule is there, for the person it stops.'),
    mode: mode.optional(),
    expires: date.optional().describe('Last day (UTC) on which the rule counts, or the moment it ends.'),
  })
  .meta({ oneOf: [{ required: ['require'] }, { required: ['hold'] }, { required: ['block'] }] })
  .describe('What must be there when a condition holds: exactly one of require, hold, block.');

const profile = z
  .strictObject({
    id,
    because: text,
    starts: date.describe('First day (UTC), or the moment it starts.'),
    ends: date.describe('Last day (UTC), or the moment it ends.'),
    rules: list(z.union([z.string(), rule]))
      .min(1, 'needs at least one rule')
      .describe('Rules, or ids of rules that then count only while the profile runs.'),
  })
  .describe('A named set of rules with an end, such as a 90-day reset.');

const override = z
  .strictObject({ mode: mode.optional(), expires: date.optional() })
  .describe('Changes the mode or the end of a rule that a pack brings.');

const policyBody = {
  mode: mode.optional().describe('Mode of every rule that states none; advise where it is left out.'),
  senior_minutes_per_week: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe('Minutes of senior review a week that the team is ready to spend.'),
  rules: list(rule).default([]),
  profiles: list(profile).default([]),
  overrides: z.record(ruleId, override).default({}),
};

/** Two weeks: a wait beyond that is no wait for a review. */
const WAIT_HOURS_LIMIT = 336;

/** A week of minutes: nobody reviews longer. */
const WEEK_MINUTES = 10_080;
const DAY_MINUTES = 1_440;

const budget = z
  .strictObject({
    minutes_per_week: z.number().min(0).max(WEEK_MINUTES).describe('Minutes of review in a working week.'),
    minutes_per_day: z
      .number()
      .min(0)
      .max(DAY_MINUTES)
      .optional()
      .describe('Most of them on one day; a fifth of the week, but no less than 60, where it is left out.'),
  })
  .describe('Minutes of review that somebody is ready to give.');

const absence = z
  .strictObject({
    person: z.string().min(1).max(200).describe('Id, mail or handle.'),
    from: date.describe('First day (UTC), or the moment it starts.'),
    until: date.describe('Last day (UTC), or the moment it ends.'),
  })
  .describe('When somebody reviews nothing.');

const review = z
  .strictObject({
    wait_hours: z
      .number()
      .min(0)
      .max(WAIT_HOURS_LIMIT)
      .optional()
      .describe(
        'Hours of the calendar that a change usually waits here for the approval of somebody else, for figures of delay; 17.5 (4 to 24) where it is left out.',
      ),
    minutes_factor: z
      .number()
      .min(MINUTES_FACTOR_RANGE.min)
      .max(MINUTES_FACTOR_RANGE.max)
      .optional()
      .describe(
        'Minutes that reviews were found to take here, divided by the minutes predicted for them; 1 where it is left out.',
      ),
    budgets: z
      .record(z.string().min(1).max(200), budget)
      .default({})
      .describe('By person (each), by level (each person of it), or by `@team` (its members together).'),
    away: list(absence).default([]).describe('Who is not asked for a review, and when.'),
  })
  .describe('How reviews go in this team. It decides nothing: figures of cost count with it, and who is asked.');

/** A day: a build that takes longer lands nothing that anybody waits for. */
const BUILD_MINUTES_LIMIT = 1_440;
const WORKERS_LIMIT = 1_000;
/** Each is asked for by a call to the forge. */
const CHECKS_LIMIT = 20;

const limited = z.int().min(1).max(1_000_000_000);

const queue = z
  .strictObject({
    proof: z
      .enum(['tree', 'targets'])
      .default('tree')
      .describe(
        'tree: exactly what was built lands. targets: changes that share no declared target land by the proof of their own.',
      ),
    build: z
      .string()
      .min(1)
      .max(2_000)
      .optional()
      .describe('Command that builds and tests a tree; 0 is passed. Run by `sh -c` in the root of the tree.'),
    checks: list(z.string().min(1).max(200))
      .refine((names) => names.length <= CHECKS_LIMIT, `names at most ${CHECKS_LIMIT} checks`)
      .default([])
      .describe('Where builds run on the forge: the checks or statuses that must all pass on a trial branch.'),
    workers: z.int().min(1).max(WORKERS_LIMIT).optional().describe('Builds at once; 2 where it is left out.'),
    timeout_minutes: z
      .number()
      .gt(0)
      .max(BUILD_MINUTES_LIMIT)
      .optional()
      .describe('After this a build is given up and started again; 60 where it is left out.'),
    limits: z
      .strictObject({
        memory_mb: limited.optional().describe('Memory of all its processes; three quarters of what there is.'),
        processes: limited.optional().describe('Processes at once; 1024 where it is left out.'),
        disk_mb: limited.optional().describe('Its tree, home and temporary folder; 51200 where it is left out.'),
        processor_minutes: limited.optional().describe('Time of processors of all its processes; not limited.'),
      })
      .default({})
      .describe('What one build on the machine of the queue may use. Passing a limit says nothing of the change.'),
    junit: globs
      .default([])
      .describe(
        'Where a build leaves JUnit reports of its tests: its failures are then weighed by how flaky the tests are.',
      ),
    targets: z
      .record(id, globs.min(1, 'needs at least one pattern'))
      .default({})
      .describe('What paths make up a target. A change with a path outside all of them may touch everything.'),
  })
  .describe('How the merge queue works. It is read from the branch that changes land on, never from a change.');

const quarantined = z
  .strictObject({
    test: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(700)
      .describe('Name as `firebreak flaky list` prints it; `*` at its end stands for any rest.'),
    owner: z.string().min(1).max(200).describe('Who repairs it: `@team`, `@handle`, a mail, or the id of a person.'),
    because: text.describe('Why it may fail for now, and where the repair is followed.'),
    expires: date.describe('Last day (UTC) in quarantine, or the moment it ends; then the test counts again.'),
  })
  .describe('A flaky test whose failures fail no build for a time. They are recorded all the same.');

const flags = z
  .strictObject({
    definitions: z
      .string()
      .min(1)
      .max(1_000)
      .optional()
      .describe('Definitions file in the format of flagd (JSON), served by OFREP from the protected branch.'),
  })
  .describe('Feature flags. A change of the definitions is judged by the facts of `flag`.');

const use = list(z.string()).describe(
  'Built-in packs by name, or policy files of this repository (./.firebreak/policy.yaml).',
);

/** The `policy:` section. */
export const policySection = z.strictObject({ use: use.default(['starter']), ...policyBody });

/** A policy file: a pack, built in or in the repository, or what `--policy FILE` names. */
export const policyFileShape = z.strictObject({
  version: z.literal(1).optional(),
  name: id.optional(),
  description: text.optional(),
  use: use.default([]),
  ...policyBody,
});

/** A people file: levels and teams apart from the rest. */
export const peopleFileShape = z.strictObject({
  version: z.literal(1).optional(),
  ...peopleByLevel,
  teams: teams.optional(),
});

/** `firebreak.yaml`. */
export const configurationShape = z.strictObject({
  version: z.literal(1).describe('Version of this format.'),
  services: z.record(id, service).default({}),
  flows: z.record(id, flow).default({}),
  catalogs: z
    .strictObject({
      described: globs.default([]).describe('Backstage or Datadog files with unusual names.'),
      observed: list(z.string().min(1).max(MAX_PATTERN_LENGTH))
        .default([])
        .describe('Files of this repository that hold an observed service graph.'),
    })
    .default({ described: [], observed: [] })
    .describe('Other catalogues in this repository.'),
  people: z
    .strictObject({ file: z.string().optional().describe('A people file of this repository.'), ...peopleByLevel })
    .default({})
    .describe('Who may sign off at which level.'),
  teams: teams.default({}),
  provenance: provenance.default({ agents: [] }),
  review: review.default({ budgets: {}, away: [] }),
  queue: queue.default({ proof: 'tree', checks: [], limits: {}, junit: [], targets: {} }),
  quarantine: list(quarantined).default([]),
  flags: flags.default({}),
  brakes: brakeSection.default({ calendar: {}, rules: {} }),
  rollouts: rolloutSection.default({}).describe('How new versions are given to users, by name of the plan.'),
  detection: detectionSection.default({ series: {}, objectives: {} }),
  policy: policySection.optional(),
});

export type ConfigurationShape = z.infer<typeof configurationShape>;
export type PeopleFileShape = z.infer<typeof peopleFileShape>;
export type PolicyFileShape = z.infer<typeof policyFileShape>;
export type PolicySectionShape = z.infer<typeof policySection>;
export type RuleShape = z.infer<typeof rule>;
export type PersonShape = z.infer<typeof person>;
