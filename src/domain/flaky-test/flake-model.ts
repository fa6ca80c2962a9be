import type { Instant } from '../../kernel/index.ts';
import { type BetaShape, betaQuantile } from '../../statistics/index.ts';
import { gatherEvidence, type SuiteEvidence, type Suspicion, type TestEvidence } from './evidence.ts';
import type { TestHistory } from './history.ts';
import { LOAD_CLASSES, middleOf } from './kept-run.ts';
import { estimateLoadEffect, type LoadEffect, oddsFactor } from './load-effect.ts';
import type { Figure } from './model.ts';
import { fitPrior, type Trials } from './prior.ts';

/** What is known of one test. */
export interface TestFlakiness extends Omit<TestEvidence, 'passes' | 'flakes' | 'suspicions'> {
  /** Posterior of the probability that it fails on good code, at the reference load. */
  readonly shape: BetaShape;
  /** Attempts behind it: older ones count for less, those at other loads by what a load does. */
  readonly n: number;
  /** Flakes among them; failures that nothing explains count by how likely they are flakes. */
  readonly flakes: number;
}

/** What is known of the flakiness of a suite at one moment. */
export interface FlakeModel {
  readonly at: Instant;
  readonly runs: number;
  readonly tests: ReadonlyMap<string, TestFlakiness>;
  /** What the tests are drawn from: the posterior of one that never ran. */
  readonly prior: BetaShape;
  readonly load: LoadEffect;
  /** Tests that a content breaks in the mean, over good contents and bad ones. */
  readonly brokenPerContent: number;
  /** Probability that what flaked flakes again on the same content: flakes come in bursts. */
  readonly again: Figure;
  /** Probability that a run flakes in many tests at once, by one cause outside of the code. */
  readonly shared: Figure;
}

/** Share of contents that break a test, and tests that one breaks: what a suite is taken for until its own contents outweigh it. */
const USUAL_BREAKS = 0.05;
/** Tests that a content breaks which breaks any. */
export const USUAL_BROKEN_TESTS = 2;
/** Contents that this first opinion counts for. */
const USUAL_CONTENTS = 20;
/** A pair of content and test is never taken for broken beforehand by more. */
const MOST_BROKEN = 0.3;
/** P(the next build passes | one failed by a fault), median of 145 public projects (TravisTorrent): 1 - 0.573. */
const REPAIRED_NEXT = 0.43;
/** One in ten flakes again, with the weight of ten attempts. */
const USUAL_AGAIN: BetaShape = { alpha: 1, beta: 9 };
/** One run in five hundred, with the weight of a hundred runs. */
const USUAL_SHARED: BetaShape = { alpha: 0.2, beta: 99.8 };
/** What failures are likely to be and how many tests contents break depend on each other; after so many rounds nothing moves. */
const ROUNDS = 4;

/** Learns from a history what is known at a moment. Time is linear in what is kept; no part depends on the order of runs. */
export function fitFlakes(history: TestHistory, now: Instant): FlakeModel {
  const evidence = gatherEvidence(history, now);
  const tests = [...evidence.tests.values()];
  const load = estimateLoadEffect(tests);
  const factors = Array.from({ length: LOAD_CLASSES + 1 }, (_, at) =>
    at === LOAD_CLASSES ? 1 : oddsFactor(load, middleOf(at)),
  );
  const again = figureOf(plus(USUAL_AGAIN, evidence.again.failures, evidence.again.attempts), evidence.again.attempts);
  const shared = figureOf(plus(USUAL_SHARED, evidence.shared.hit, evidence.shared.runs), evidence.shared.runs);
  const proved = tests.map((test) => provedTrials(test, factors));
  // What has faded to a fraction of a flake would pass for a test that hardly ever flakes: suites are judged by whole counts.
  const prior = fitPrior(tests.map(({ flakedContents, attempts }) => ({ flakes: flakedContents, attempts })));
  const rates = proved.map(({ flakes, attempts }) => meanOf(plus(prior, flakes, attempts)));
  let trials: readonly Trials[] = proved;
  let brokenPerContent = brokenOf(evidence, 0);
  for (let round = 0; round < ROUNDS; round += 1) {
    const given = { again: again.value, broken: brokenPerPair(brokenPerContent, tests.length), factors };
    const weighed = tests.map((test, at) =>
      withSuspicions(test, { proved: proved[at] as Trials, rate: rates[at] as number, ...given }),
    );
    trials = weighed.map((each) => each.trials);
    brokenPerContent = brokenOf(
      evidence,
      weighed.reduce((sum, each) => sum + each.broken, 0),
    );
  }
  const known = tests.map(({ passes: _passes, flakes: _flakes, suspicions: _suspicions, ...counts }, at) => {
    const { flakes, attempts } = trials[at] as Trials;
    return { ...counts, shape: plus(prior, flakes, attempts), n: attempts, flakes };
  });
  return {
    at: now,
    runs: evidence.runs,
    tests: new Map(known.map((test) => [test.test, test])),
    prior,
    load,
    brokenPerContent,
    again,
    shared,
  };
}

/** The probability that a test fails although the code is good, at a load (`null` = as on average). Unknown tests have that of the suite. */
export function flakeRate(model: FlakeModel, given: { readonly test: string; readonly load: number | null }): Figure {
  const known = model.tests.get(given.test);
  const { value, low, high, n } = figureOf(known?.shape ?? model.prior, known?.n ?? 0);
  const factor = oddsFactor(model.load, given.load);
  return { value: scaled(value, factor), low: scaled(low, factor), high: scaled(high, factor), n };
}

function provedTrials({ passes, flakes }: TestEvidence, factors: readonly number[]): Trials {
  let attempts = 0;
  let failed = 0;
  for (const [at, factor] of factors.entries()) {
    attempts += factor * ((passes[at] as number) + (flakes[at] as number));
    failed += flakes[at] as number;
  }
  // A busy farm's attempts count for more than one, but no fewer than their flakes.
  return { flakes: failed, attempts: Math.max(failed, attempts) };
}

interface Weighing {
  readonly proved: Trials;
  /** What the test is taken for by its proved flakes alone: unexplained failures must not vouch for one another. */
  readonly rate: number;
  readonly again: number;
  /** Probability that a content broke a given test. */
  readonly broken: number;
  readonly factors: readonly number[];
}

/** Counts failures that nothing explains by how likely they are flakes. */
function withSuspicions(
  { suspicions }: TestEvidence,
  given: Weighing,
): { readonly trials: Trials; readonly broken: number } {
  let { flakes, attempts } = given.proved;
  let broken = 0;
  for (const suspicion of suspicions) {
    const share = flakeShare(suspicion, given);
    flakes += share * suspicion.weight;
    attempts += share * suspicion.weight;
    broken += (1 - share) * suspicion.weight;
  }
  return { trials: { flakes, attempts }, broken };
}

function flakeShare({ failures, loadClass, isRepairedNext }: Suspicion, given: Weighing): number {
  const atLoad = scaled(given.rate, given.factors[loadClass] as number);
  const flaked = (1 - given.broken) * atLoad * Math.max(atLoad, given.again) ** (failures - 1);
  const brokeIt = given.broken * (isRepairedNext ? REPAIRED_NEXT : 1);
  return flaked / (flaked + brokeIt);
}

function brokenOf(evidence: SuiteEvidence, suspected: number): number {
  const usual = USUAL_BREAKS * Math.min(USUAL_BROKEN_TESTS, Math.max(1, evidence.tests.size));
  return (usual * USUAL_CONTENTS + evidence.broken + suspected) / (USUAL_CONTENTS + evidence.contents);
}

function brokenPerPair(perContent: number, tests: number): number {
  return Math.min(MOST_BROKEN, perContent / Math.max(1, tests));
}

function plus({ alpha, beta }: BetaShape, hits: number, attempts: number): BetaShape {
  return { alpha: alpha + hits, beta: beta + Math.max(0, attempts - hits) };
}

function meanOf({ alpha, beta }: BetaShape): number {
  return alpha / (alpha + beta);
}

function figureOf(shape: BetaShape, n: number): Figure {
  return { value: meanOf(shape), low: betaQuantile(shape, 0.025), high: betaQuantile(shape, 0.975), n };
}

/** A probability whose odds are multiplied. */
function scaled(probability: number, factor: number): number {
  return (probability * factor) / (1 - probability + probability * factor);
}
