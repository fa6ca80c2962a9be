import { type FlakeModel, flakeRate, USUAL_BROKEN_TESTS } from './flake-model.ts';
import type { Figure } from './model.ts';

/** A test that failed in every attempt on one content, and whether the content reaches what it tests. */
export interface FailedTest {
  readonly test: string;
  /** Whether its target is among those that the content touches or what depends on them; `unknown` where nobody can tell. */
  readonly reach: 'reached' | 'unreached' | 'unknown';
}

/** A content whose build failed. */
export interface FailedContent {
  /** Tests that failed in every attempt, quarantined ones left out; not empty. Without reports, the one job. */
  readonly failed: readonly FailedTest[];
  /** Attempts on this content, at least 1. */
  readonly attempts: number;
  /** Probability, before the build, that the content is at fault: over all its changes. 0..1. */
  readonly breaks: number;
  /** Share of the suite that the content reaches, 0..1; `null` = not known. */
  readonly reachedShare: number | null;
  /** Busy share of the farm while it ran; `null` = not known. */
  readonly load: number | null;
  /** What a control run of the same tests on the base said; `null` = there was none. */
  readonly control: 'passed' | 'failed' | null;
}

/** Why a build failed: the parts sum to 1. */
export interface FailureCause {
  /** P(the content is not at fault), with its interval over what is known of the tests. `n`: attempts of the least known test. */
  readonly innocent: Figure;
  /** Parts of `innocent.value`: flaky tests by themselves, one cause that passes, one that stays (the base fails too). */
  readonly flake: number;
  readonly shared: number;
  readonly environment: number;
  /** P(the content is at fault). */
  readonly fault: number;
  /** Rate of each failed test at this load, in the order given. */
  readonly rates: readonly Figure[];
}

/** Where nobody says what share of the suite a content reaches. */
const USUAL_REACHED = 0.2;
/** Share of breakages outside of what was found to be reached: analysis of reach is not complete. */
const OUTSIDE_REACH = 0.1;
/** One fault that breaks a test breaks each other failed one with this probability; so does one cause outside of the code. */
const TOGETHER = 0.3;
/** A fault fails again; few faults are flaky themselves. */
const STEADY = 0.97;
/** One run in a thousand meets an outside that stays broken: a service, a certificate, a date. */
const ENVIRONMENT = 0.001;
/** No test is certain to see a fault. */
const SURE = 0.95;

/**
 * Bayes over why these tests failed on this content: it broke them; they flaked one by one; something outside made them
 * fail together, once or for as long as it lasts. Pure; time is linear in the tests that failed.
 */
export function flakeProbability(model: FlakeModel, content: FailedContent): FailureCause {
  const rates = content.failed.map(({ test }) => flakeRate(model, { test, load: content.load }));
  const at = (pick: (rate: Figure) => number) => weigh(model, content, rates.map(pick));
  const { flake, shared, environment, fault } = at(({ value }) => value);
  const innocent = {
    value: 1 - fault,
    low: Math.min(1 - fault, 1 - at(({ low }) => low).fault),
    high: Math.max(1 - fault, 1 - at(({ high }) => high).fault),
    n: Math.min(...rates.map(({ n }) => n)),
  };
  return { innocent, flake, shared, environment, fault, rates };
}

interface Weights {
  readonly flake: number;
  readonly shared: number;
  readonly environment: number;
  readonly fault: number;
}

/** In logarithms: a hundred tests that fail together are far below what a double holds. */
function weigh(model: FlakeModel, content: FailedContent, rates: readonly number[]): Weights {
  const { failed, attempts, control } = content;
  const breaks = Math.min(1 - 1e-9, Math.max(1e-9, content.breaks));
  const retries = attempts - 1;
  const share = Math.min(SURE, USUAL_BROKEN_TESTS / Math.max(1, model.tests.size));
  const others = (failed.length - 1) * Math.log(TOGETHER);
  const innocent = Math.log(1 - breaks);
  const again = (rate: number): number => Math.max(rate, model.again.value);
  const alone = rates.reduce(
    (sum, rate) => sum + Math.log(Math.max(rate, 1e-300)) + retries * Math.log(again(rate)),
    0,
  );
  const sharedAgain = Math.max(model.again.value, model.shared.value);
  // What a run on the base says: a passing cause is gone or comes by chance, a lasting one is there, a fault is not.
  const chance = Math.max(...rates);
  const seen = (fails: number): number =>
    control === null ? 0 : Math.log(Math.max(1e-9, control === 'failed' ? fails : 1 - fails));
  const logs = {
    flake: innocent + alone + seen(Math.max(chance, failed.length === 1 ? model.again.value : chance)),
    shared:
      innocent + Math.log(model.shared.value * share) + others + retries * Math.log(sharedAgain) + seen(sharedAgain),
    environment: innocent + Math.log(ENVIRONMENT * share) + others + retries * Math.log(STEADY) + seen(STEADY),
    fault:
      Math.log(breaks) + Math.log(brokenShare(content, share)) + others + retries * Math.log(STEADY) + seen(chance),
  };
  const most = Math.max(...Object.values(logs));
  const weights = {
    flake: Math.exp(logs.flake - most),
    shared: Math.exp(logs.shared - most),
    environment: Math.exp(logs.environment - most),
    fault: Math.exp(logs.fault - most),
  };
  const sum = weights.flake + weights.shared + weights.environment + weights.fault;
  return {
    flake: weights.flake / sum,
    shared: weights.shared / sum,
    environment: weights.environment / sum,
    fault: weights.fault / sum,
  };
}

/** P(a content at fault breaks a given test): of those that failed, the likeliest. */
function brokenShare({ failed, reachedShare }: FailedContent, share: number): number {
  const reached = Math.min(1 - 1e-6, Math.max(1e-6, reachedShare ?? USUAL_REACHED));
  const factors = { reached: (1 - OUTSIDE_REACH) / reached, unreached: OUTSIDE_REACH / (1 - reached), unknown: 1 };
  return Math.min(SURE, share * Math.max(...failed.map(({ reach }) => factors[reach])));
}
