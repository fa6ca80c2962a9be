import type { Catalog, Service } from '../../domain/catalog/index.ts';
import type { Quarantine } from '../../domain/flaky-test/index.ts';
import {
  type BrakeStatement,
  type Configuration,
  type ConfigurationProblem,
  type ConfigurationResult,
  type DetectionStatement,
  type FlagStatement,
  NO_BRAKE_STATEMENT,
  NO_DETECTION,
  NO_FLAGS,
  NO_QUEUE,
  NO_ROLLOUTS,
  policyDigest,
  type QueueStatement,
  type RolloutStatement,
} from '../../domain/policy/index.ts';
import type { Away, ReviewBudget } from '../../domain/review/index.ts';
import { accept, digestOfJson, type Instant, type Result, reject } from '../../kernel/index.ts';
import { readAgents } from './agent-section.ts';
import { readBrakes } from './brake-section.ts';
import { readAreas } from './catalog-section.ts';
import { readDetection } from './detection-section.ts';
import { expiryWarnings } from './expiry.ts';
import { readFlagSection } from './flag-section.ts';
import { shapeOf } from './issue.ts';
import type { YamlFile } from './located.ts';
import { readOwnership } from './ownership-file.ts';
import { type PolicyReading, readPolicy } from './pack.ts';
import { quarantineWarnings, readQuarantines } from './quarantine-section.ts';
import { type ReadFile, readNamedFile } from './repository-file.ts';
import { readReview } from './review-section.ts';
import { readRollouts } from './rollout-section.ts';
import { type RosterSection, readRoster } from './roster.ts';
import { type ConfigurationShape, configurationShape, peopleFileShape, policySection } from './schema.ts';
import { readYaml } from './yaml-file.ts';

/** Where Firebreak's own files stand: a change of them is a change of the gate, so they are a service of tier 1. */
const OWN_PATHS = ['firebreak.yaml', '.github/firebreak.yaml', '.firebreak/**', '**/CODEOWNERS'];

/** Reads a configuration given as text, with the files it names and CODEOWNERS; all problems are reported at once. */
export async function parseConfiguration(options: {
  readonly content: Uint8Array | string;
  /** Name for messages. */
  readonly file: string;
  readonly source: string;
  readonly read: ReadFile;
  readonly now: Instant | null;
}): Promise<ConfigurationResult> {
  const file = readYaml({ name: options.file, content: options.content });
  if (!file.ok) return file;
  const shape = shapeOf(configurationShape, file.value);
  if (!shape.ok) return shape;
  const people = await rosterSections(file.value, shape.value, options.read);
  if (!people.ok) return people;
  const { roster, problems: peopleProblems } = readRoster(people.value);
  const areas = readAreas(file.value, shape.value, roster);
  const agents = readAgents(file.value, shape.value, roster);
  const review = readReview(file.value, shape.value, roster);
  const quarantine = readQuarantines(file.value, shape.value.quarantine, roster);
  const brakes = readBrakes(file.value, shape.value.brakes, areas);
  const rollouts = readRollouts(file.value, shape.value.rollouts, areas);
  const detection = readDetection(file.value, shape.value.detection, areas);
  const flags = readFlagSection(file.value, shape.value.flags);
  const written = shape.value.policy !== undefined;
  const policy = await readPolicy({
    file: file.value,
    at: written ? ['policy'] : [],
    body: shape.value.policy ?? policySection.parse({}),
    known: roster,
    read: options.read,
  });
  const { ownership, problems: ownershipProblems } = await readOwnership(options.read);
  const problems = [
    ...peopleProblems,
    ...areas.problems,
    ...agents.problems,
    ...review.problems,
    ...quarantine.problems,
    ...brakes.problems,
    ...rollouts.problems,
    ...detection.problems,
    ...flags.problems,
    ...problemsOf(policy),
    ...ownershipProblems,
  ];
  if (!policy.ok || problems.some((problem) => problem.severity === 'error')) return reject(sorted(problems));
  const services = withOwnPaths(areas.services, shape.value);
  const catalog: Catalog = {
    services,
    flows: areas.flows,
    people: roster.people,
    agents: agents.agents,
    ownership,
    files: shape.value.catalogs,
  };
  return accept(
    configurationOf({
      catalog,
      reading: policy.value,
      reviewWaitHours: shape.value.review.wait_hours ?? null,
      reviewMinutesFactor: shape.value.review.minutes_factor ?? null,
      reviewBudgets: review.budgets,
      reviewAway: review.away,
      quarantines: quarantine.quarantines,
      queue: queueOf(shape.value.queue),
      flags: flags.flags,
      brakes: brakes.brakes,
      rollouts: rollouts.rollouts,
      detection: detection.detection,
      source: options.source,
      now: options.now,
      problems,
    }),
  );
}

/** Puts a configuration together. */
export function configurationOf(options: {
  readonly catalog: Catalog;
  readonly reading: PolicyReading;
  /** `null` where it is left out: not stated. */
  readonly reviewWaitHours?: number | null;
  /** `null` where it is left out: not stated. */
  readonly reviewMinutesFactor?: number | null;
  /** Empty where they are left out. */
  readonly reviewBudgets?: readonly ReviewBudget[];
  readonly reviewAway?: readonly Away[];
  readonly quarantines?: readonly Quarantine[];
  readonly queue?: QueueStatement;
  readonly flags?: FlagStatement;
  readonly brakes?: BrakeStatement;
  readonly rollouts?: RolloutStatement;
  readonly detection?: DetectionStatement;
  readonly source: string;
  readonly now: Instant | null;
  readonly problems: readonly ConfigurationProblem[];
}): Configuration {
  const { catalog, reading, source, now, problems } = options;
  const { policy, packs } = reading;
  const brakes = options.brakes ?? NO_BRAKE_STATEMENT;
  const rollouts = options.rollouts ?? NO_ROLLOUTS;
  // Which services have a plan decides something; how it goes does not.
  const planned = [...new Set(rollouts.plans.map(({ service }) => service))].sort();
  const rolled = planned.length > 0 ? { rollouts: planned } : {};
  const braked = brakes.calendar.length + brakes.rules.length > 0 ? { brakes } : {};
  return {
    catalog,
    policy,
    reviewWaitHours: options.reviewWaitHours ?? null,
    reviewMinutesFactor: options.reviewMinutesFactor ?? null,
    reviewBudgets: options.reviewBudgets ?? [],
    reviewAway: options.reviewAway ?? [],
    quarantines: options.quarantines ?? [],
    queue: options.queue ?? NO_QUEUE,
    flags: options.flags ?? NO_FLAGS,
    brakes,
    rollouts,
    detection: options.detection ?? NO_DETECTION,
    packs,
    source,
    digest: digestOfJson({ catalog: catalogMeaning(catalog), policy: policyDigest(policy), ...braked, ...rolled }),
    problems: sorted([
      ...problems,
      ...expiryWarnings(policy, now),
      ...quarantineWarnings(options.quarantines ?? [], now),
    ]),
  };
}

function queueOf(stated: ConfigurationShape['queue']): QueueStatement {
  const { proof, build, checks, workers, timeout_minutes, limits, junit, targets } = stated;
  return {
    proof,
    build: build ?? null,
    checks,
    workers: workers ?? null,
    timeoutMinutes: timeout_minutes ?? null,
    limits: {
      memoryMb: limits.memory_mb ?? null,
      processes: limits.processes ?? null,
      diskMb: limits.disk_mb ?? null,
      processorMinutes: limits.processor_minutes ?? null,
    },
    junit,
    targets,
  };
}

async function rosterSections(
  file: YamlFile,
  shape: ConfigurationShape,
  read: ReadFile,
): Promise<Result<readonly RosterSection[], readonly ConfigurationProblem[]>> {
  const own: RosterSection = { file, at: ['people'], levels: shape.people, teams: shape.teams };
  if (shape.people.file === undefined) return accept([own]);
  const named = await readNamedFile(shape.people.file, { file, path: ['people', 'file'] }, read);
  if (!named.ok) return named;
  const other = shapeOf(peopleFileShape, named.value);
  if (!other.ok) return other;
  return accept([own, { file: named.value, at: [], levels: other.value, teams: other.value.teams ?? {} }]);
}

/** The team's own service of that name counts, if there is one. */
function withOwnPaths(services: readonly Service[], shape: ConfigurationShape): readonly Service[] {
  if (services.some((service) => service.id === 'firebreak')) return services;
  const files = [shape.people.file, ...(shape.policy?.use ?? []).filter((name) => name.includes('/'))];
  const named = files.flatMap((path) =>
    path === undefined ? [] : [path.replace(/^\.\//, '').replace(/[\\[\]{}*?!]/g, '\\$&')],
  );
  return [...services, { id: 'firebreak', tier: 1, paths: [...OWN_PATHS, ...named], owners: [], calls: [] }];
}

function catalogMeaning(catalog: Catalog): unknown {
  const { ownership, ...rest } = catalog;
  if (ownership === null) return rest;
  return { ...rest, ownership: { ...ownership, rules: ownership.rules.map(({ line: _line, ...meaning }) => meaning) } };
}

function problemsOf(result: Result<PolicyReading, readonly ConfigurationProblem[]>): readonly ConfigurationProblem[] {
  return result.ok ? result.value.problems : result.rejection;
}

/** By file in order of first appearance, then by place. */
function sorted(problems: readonly ConfigurationProblem[]): readonly ConfigurationProblem[] {
  const files = [...new Set(problems.map((problem) => problem.file))];
  return [...problems].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}
