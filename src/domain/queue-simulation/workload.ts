import { seededRandom } from '../../statistics/index.ts';
import { type ArrivalShape, arrivalsOf } from './arrival.ts';
import type { SimulatedChange, Workload } from './model.ts';
import { type Predictor, predictedFailure, riskOf } from './prediction.ts';

const MINUTE_MS = 60_000;
/** Members of one agent's cohort arrive in a row; so many on average. */
const COHORT_SIZE = 5;
/** A cohort whose plan is wrong fails in most of its members. */
const BAD_COHORT_FAILURE = 0.7;
/** A build that fails is shorter, by the median of 145 projects' histories. */
const FAILING_DURATION = 0.885;
const TYPICAL_MINUTES = 12;
const TYPICAL_SIGMA = 0.62;

/** What a synthetic workload is drawn from. */
export interface WorkloadPlan {
  readonly name: string;
  /** How many changes arrive. */
  readonly changes: number;
  readonly perHour: number;
  readonly workers: number;
  readonly arrival?: ArrivalShape;
  /** Lognormal build time: median and cap in minutes, sigma of its logarithm; 12, 120 and 0.62 where unset. */
  readonly medianMinutes?: number;
  readonly sigma?: number;
  readonly floorMinutes?: number;
  readonly capMinutes?: number;
  /** Failing builds take this share of their time; 0.885 where unset. */
  readonly failingDuration?: number;
  /** Probability that a change breaks the branch by itself; 0.05 where unset. */
  readonly failure?: number;
  /** Probability that a change may conflict with an earlier one, and that such a conflict is real; 0.05 and 0.033 where unset. */
  readonly potential?: number;
  readonly real?: number;
  /** Only changes that arrived so many minutes before, and so are not in its base, can really conflict with a change; 60 where unset. */
  readonly conflictMinutes?: number;
  /** Probability that a green build fails; 0.015 where unset. */
  readonly flake?: number;
  /** Seconds for which an aborted build keeps its worker; 30 where unset. */
  readonly abortSeconds?: number;
  readonly predictor?: Predictor;
  /** Relative error of the predicted build time; 0.1 where unset. */
  readonly durationError?: number;
  /** Share of changes that come in cohorts of one agent, which fail together; 0 where unset. */
  readonly cohortShare?: number;
}

/** Draws a workload; the same plan and seed draw the same. */
export function drawWorkload(plan: WorkloadPlan, seed: number): Workload {
  const random = seededRandom(seed * 7919 + 17);
  const arrivals = arrivalsOf({ ...plan, shape: plan.arrival ?? 'steady', random });
  const cohorts = drawCohorts(plan, random);
  const drafts = arrivals.map((_, index) => draftOf({ plan, random, arrivals, index, cohort: cohorts[index] }));
  const fates = landingOf(drafts);
  const changes = drafts.map(({ risk, ...draft }, index) => ({
    ...draft,
    failure: predictedFailure({
      predictor: plan.predictor ?? 'calibrated',
      risk,
      willLand: fates[index] ?? false,
      random,
    }),
  }));
  return {
    name: plan.name,
    changes,
    workers: plan.workers,
    flake: plan.flake ?? 0.015,
    abortMs: (plan.abortSeconds ?? 30) * 1000,
  };
}

/** Whether each change lands where all are decided in the order of their arrival and no build flakes. */
export function landingOf(changes: readonly Pick<SimulatedChange, 'isBroken' | 'conflicts'>[]): readonly boolean[] {
  const lands: boolean[] = [];
  for (const { isBroken, conflicts } of changes) lands.push(!isBroken && !conflicts.some((other) => lands[other]));
  return lands;
}

/** The same workload for a queue that knows no targets: every change may conflict with every other. */
export function withoutTargets(workload: Workload): Workload {
  const { targets: _, ...rest } = workload;
  const order = workload.changes.map((_change, index) => index);
  return {
    ...rest,
    changes: workload.changes.map((change, index) => ({ ...change, mayConflict: order.slice(0, index) })),
  };
}

/** A standard normal number (Box and Muller). */
export function normalOf(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

interface Cohort {
  readonly name: string;
  readonly isBad: boolean;
}

function draftOf(given: {
  readonly plan: WorkloadPlan;
  readonly random: () => number;
  readonly arrivals: readonly number[];
  readonly index: number;
  readonly cohort: Cohort | undefined;
}) {
  const { plan, random, arrivals, index, cohort } = given;
  const arrivedAt = arrivals[index] as number;
  const risk = riskOf(plan.failure ?? 0.05, random);
  const isBroken = random() < (cohort?.isBad ? BAD_COHORT_FAILURE : risk);
  const whole = durationOf(plan, random);
  const durationMs = Math.round(isBroken ? whole * (plan.failingDuration ?? FAILING_DURATION) : whole);
  const error = plan.durationError ?? 0.1;
  const expectedMs = Math.max(1, Math.round(whole * Math.max(0.2, 1 + error * normalOf(random))));
  const mayConflict = drawPotential(index, plan.potential ?? 0.05, random);
  const oldest = arrivedAt - (plan.conflictMinutes ?? 60) * MINUTE_MS;
  const conflicts = mayConflict.filter((other) => random() < (plan.real ?? 0.033) && (arrivals[other] ?? 0) >= oldest);
  const spreadMs = Math.max(1, Math.round(expectedMs * error));
  const cohortName = cohort?.name ?? null;
  return {
    arrivedAt,
    durationMs,
    isBroken,
    mayConflict,
    conflicts,
    risk,
    expectedMs,
    spreadMs,
    cohort: cohortName,
    priority: 0,
  };
}

/** Milliseconds of a build: lognormal, between floor and cap. */
export function durationOf(
  plan: Pick<WorkloadPlan, 'medianMinutes' | 'sigma' | 'floorMinutes' | 'capMinutes'>,
  random: () => number,
): number {
  const drawn = (plan.medianMinutes ?? TYPICAL_MINUTES) * Math.exp((plan.sigma ?? TYPICAL_SIGMA) * normalOf(random));
  return Math.min(plan.capMinutes ?? 120, Math.max(plan.floorMinutes ?? 1, drawn)) * MINUTE_MS;
}

function drawPotential(index: number, potential: number, random: () => number): readonly number[] {
  const found: number[] = [];
  for (let other = 0; other < index; other += 1) if (potential >= 1 || random() < potential) found.push(other);
  return found;
}

/** A bad cohort is as frequent as keeps the share of failing changes what it is without cohorts. */
function drawCohorts(plan: WorkloadPlan, random: () => number): readonly (Cohort | undefined)[] {
  const found: (Cohort | undefined)[] = [];
  const share = plan.cohortShare ?? 0;
  while (found.length < plan.changes) {
    if (random() >= share / (share + (1 - share) * COHORT_SIZE)) {
      found.push(undefined);
      continue;
    }
    const cohort = { name: `cohort-${found.length}`, isBad: random() < (plan.failure ?? 0.05) };
    for (let size = 1 + Math.floor(random() * (2 * COHORT_SIZE - 1)); size > 0; size -= 1) found.push(cohort);
  }
  return found.slice(0, plan.changes);
}
