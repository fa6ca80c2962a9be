/** How the scheduler weighs builds against waiting, and what it was told of the builds. */
export interface PlannerOptions {
  /** Probability that a build of a green tree fails. */
  readonly flake: number;
  /** Probability that an entry that passed apart fails beside others. */
  readonly conflict: number;
  /** Probability that two entries that may conflict do, before a build of both told. */
  readonly pairConflict: number;
  /** An entry is not built on one that is expected to land later than itself by more than this share of its build time. */
  readonly bypass: number;
  /** The same on a small farm, where the builds that overtaking costs keep others waiting. */
  readonly smallBypass: number;
  /** An entry that waited for so many times its build time is not passed any more. */
  readonly patience: number;
  /** Most summed probability of failing of what is built together. */
  readonly batchRisk: number;
  /** The same where more entries wait than there are free workers. */
  readonly crowdedRisk: number;
  /** The same where so much waits that every worker could have as much. */
  readonly swampedRisk: number;
  /** Only builds whose expected times differ by less than this factor are put together. */
  readonly similar: number;
  /** Most summed probability of failing of a build that carries covers. */
  readonly carryRisk: number;
  /** Share of the build time of the last link of a chain after which the next is started. */
  readonly pace: number;
  /** How much less is taken for granted after each failure. */
  readonly caution: number;
  /** Most summed probability of failing of what a build takes for granted. */
  readonly contextRisk: number;
  /** An entry is ejected when it is innocent with at most this probability. */
  readonly ejectDoubt: number;
}

/** Chosen on drawn workloads, by seeds that no table of the benchmark uses. */
export const PLANNER_DEFAULTS: PlannerOptions = {
  flake: 0.015,
  conflict: 0.002,
  pairConflict: 0.02,
  bypass: 0.3,
  smallBypass: 5,
  similar: 2,
  crowdedRisk: 0.15,
  swampedRisk: 0.3,
  carryRisk: 0.3,
  caution: 2,
  pace: 0.1,
  patience: 6,
  batchRisk: 0.06,
  contextRisk: 0.7,
  ejectDoubt: 0.02,
};

/** More likely to fail than this: nothing is built on it, nothing is built with it. */
export const SUSPECT = 0.4;

/** Most entries of one build. */
export const MEMBERS = 64;
