import {
  ejectionDoubt,
  emptyHistory,
  type FailureCause,
  type FlakeModel,
  fitFlakes,
  flakeProbability,
  flakeRate,
  judgeFailure,
  recordRuns,
  settleContents,
  type TestOutcome,
  type TestRun,
} from '../../src/domain/flaky-test/index.ts';
import { DAY_MS, type Instant, instant } from '../../src/kernel/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';

/** An invented suite and the changes that go through it, one at a time. */
export interface FlakyWorld {
  readonly seed: number;
  /** 1 = nobody reports tests: one job. */
  readonly tests: number;
  readonly changes: number;
  /** Share of builds of good content that fail at the mean load. */
  readonly buildFlake: number;
  /** Share of tests that flake at all. */
  readonly flakyTests: number;
  /** P(what flaked flakes again on the same content); 0 = independent. */
  readonly burst: number;
  /** Change of the log odds of a flake from an idle farm to a full one. */
  readonly loadSlope: number;
  /** P(a run meets an outage that hits twenty tests). */
  readonly outage: number;
  /** Share of changes that are bad. */
  readonly bad: number;
}

export const USUAL_WORLD: FlakyWorld = {
  seed: 1,
  tests: 1_000,
  changes: 8_000,
  buildFlake: 0.015,
  flakyTests: 0.16,
  burst: 0.1,
  loadSlope: 0,
  outage: 0.0005,
  bad: 0.05,
};

/** How failures are taken: at once, after one retry that fails too, or by what is known of the tests. */
export type Strategy = 'believe' | 'retry-once' | 'posterior';

/** What came of a run. */
export interface FlakyRun {
  readonly good: number;
  readonly falselyEjected: number;
  readonly bad: number;
  readonly badLanded: number;
  readonly builds: number;
  readonly controls: number;
  /** Of each first failure: what was said of its innocence, and the truth (1 = innocent). */
  readonly said: readonly number[];
  readonly innocent: readonly number[];
  /** Of the tests at the end: whether the true rate lies in its interval, by tests that ever flaked and all. */
  readonly coverage: { readonly flaked: Share; readonly all: Share };
  readonly model: FlakeModel;
}

interface Share {
  readonly count: number;
  readonly n: number;
}

/** Ejections of good changes that are borne. */
export const BOUND = 0.003;
const WORKERS = 100;
const START = Date.UTC(2026, 0, 5);
const APART_MS = 10 * 60_000;
/** Changes after which what is known is looked at anew. */
const REFIT = 100;
/** Outages and first failures hit so many tests. */
const OUTAGE_TESTS = 20;
const REACHED = 0.2;

/** Runs changes through a suite. Depends on the world alone: the same seed, the same figures. */
export function simulateFlakes(world: FlakyWorld, strategy: Strategy): FlakyRun {
  return new Simulation(world, strategy).run();
}

interface Change {
  readonly id: string;
  readonly isBad: boolean;
  readonly broken: ReadonlySet<number>;
  readonly reached: ReadonlySet<number>;
  readonly breaks: number;
  readonly load: number;
}

class Simulation {
  readonly #world: FlakyWorld;
  readonly #strategy: Strategy;
  readonly #random: () => number;
  readonly #rates: readonly number[];
  readonly #flaky: readonly number[];
  readonly #pending: TestRun[] = [];
  readonly #landed: string[] = [];
  #history = emptyHistory();
  #model: FlakeModel;
  #now: Instant = instant(START);
  #builds = 0;
  #controls = 0;

  constructor(world: FlakyWorld, strategy: Strategy) {
    this.#world = world;
    this.#strategy = strategy;
    this.#random = seededRandom(world.seed);
    this.#rates = ratesOf(world, seededRandom(world.seed + 1_000_003));
    this.#flaky = [...this.#rates.keys()].filter((test) => (this.#rates[test] as number) > 0);
    this.#model = fitFlakes(this.#history, this.#now);
  }

  run(): FlakyRun {
    const { changes, bad } = this.#world;
    const counts = { good: 0, falselyEjected: 0, bad: 0, badLanded: 0 };
    const said: number[] = [];
    const innocent: number[] = [];
    const doubt = ejectionDoubt({ bound: BOUND, failureShare: bad });
    for (let number = 0; number < changes; number += 1) {
      this.#now = instant(START + number * APART_MS);
      if (number % REFIT === 0) this.#learn();
      const change = this.#change(number);
      const { isLanded, first } = this.#decide(change, doubt);
      if (first !== null) {
        said.push(first.innocent.value);
        innocent.push(change.isBad ? 0 : 1);
      }
      counts[change.isBad ? 'bad' : 'good'] += 1;
      if (!change.isBad && !isLanded) counts.falselyEjected += 1;
      if (change.isBad && isLanded) counts.badLanded += 1;
      if (isLanded) this.#landed.push(change.id);
    }
    this.#learn();
    const made = { builds: this.#builds + this.#controls, controls: this.#controls };
    return { ...counts, ...made, said, innocent, coverage: this.#coverage(), model: this.#model };
  }

  #learn(): void {
    this.#history = recordRuns(this.#history, this.#pending.splice(0));
    const landed = this.#landed.splice(0).map((id) => [id, 'good'] as const);
    this.#history = settleContents(this.#history, landed);
    this.#model = fitFlakes(this.#history, this.#now);
  }

  #decide(change: Change, doubt: number): { readonly isLanded: boolean; readonly first: FailureCause | null } {
    let failing: ReadonlySet<number> | null = null;
    let first: FailureCause | null = null;
    let control: 'passed' | 'failed' | null = null;
    for (let attempts = 1; ; attempts += 1) {
      const failed = this.#build(change, failing);
      failing = inBoth(failing, failed);
      this.#record(change, attempts, failed);
      if (failing.size === 0) return { isLanded: true, first };
      const cause = this.#cause(change, failing, { attempts, control });
      first ??= cause;
      if (this.#strategy === 'believe') return { isLanded: false, first };
      if (this.#strategy === 'retry-once') {
        if (attempts === 2) return { isLanded: false, first };
        continue;
      }
      const busy = Math.round(change.load * WORKERS);
      const judge = () =>
        judgeFailure({ cause, subjects: 1, attempts, workers: WORKERS, busy, isControlled: control !== null, doubt });
      let advice = judge();
      if (advice.kind === 'control') {
        this.#controls += 1;
        // Nothing here stays broken outside of the content: the base passes but for flakes.
        control = [...failing].some((test) => this.#flakes(test, 0.5)) ? 'failed' : 'passed';
        advice = judgeFailure({
          cause: this.#cause(change, failing, { attempts, control }),
          subjects: 1,
          attempts,
          workers: WORKERS,
          busy,
          isControlled: true,
          doubt,
        });
      }
      if (advice.kind === 'believe') return { isLanded: false, first };
    }
  }

  #cause(
    change: Change,
    failing: ReadonlySet<number>,
    given: { readonly attempts: number; readonly control: 'passed' | 'failed' | null },
  ): FailureCause {
    const isJob = this.#world.tests === 1;
    const failed = [...failing].map((test) => ({
      test: nameOf(test),
      reach: isJob ? ('unknown' as const) : change.reached.has(test) ? ('reached' as const) : ('unreached' as const),
    }));
    const { breaks, load } = change;
    return flakeProbability(this.#model, { failed, breaks, load, reachedShare: isJob ? null : REACHED, ...given });
  }

  /** One build: which tests failed. `before`: those that failed in every attempt so far. */
  #build(change: Change, before: ReadonlySet<number> | null): Set<number> {
    this.#builds += 1;
    const failed = new Set(change.broken);
    for (const test of this.#flaky) {
      const burst = before?.has(test) === true ? this.#world.burst : 0;
      if (this.#flakes(test, change.load) || (burst > 0 && this.#random() < burst)) failed.add(test);
    }
    if (this.#random() < this.#world.outage) {
      for (let hit = 0; hit < OUTAGE_TESTS; hit += 1) failed.add(Math.floor(this.#random() * this.#world.tests));
    }
    return failed;
  }

  #flakes(test: number, load: number): boolean {
    const odds = (rate: number) => (rate / (1 - rate)) * Math.exp(this.#world.loadSlope * (load - 0.5));
    const rate = this.#rates[test] as number;
    return rate > 0 && this.#random() < odds(rate) / (1 + odds(rate));
  }

  #record(change: Change, attempt: number, failed: ReadonlySet<number>): void {
    const outcomes = this.#rates.map((_, test): TestOutcome => {
      const hasFailed = failed.has(test);
      return { test: nameOf(test), passes: hasFailed ? 0 : 1, failures: hasFailed ? 1 : 0, interruptions: 0 };
    });
    const run: TestRun = {
      id: `${change.id}.${attempt}`,
      content: change.id,
      at: this.#now,
      load: change.load,
      place: 'trial',
      outcomes,
    };
    this.#pending.push(run);
  }

  /** A quarter of the changes is riskier, and is known to be; what is predicted is true in the mean. */
  #change(number: number): Change {
    const { bad, tests } = this.#world;
    const isRisky = this.#random() < 0.25;
    const breaks = isRisky ? bad * 2.8 : bad * 0.4;
    const isBad = this.#random() < breaks;
    const reached = new Set<number>();
    while (reached.size < Math.max(1, Math.round(tests * REACHED))) reached.add(Math.floor(this.#random() * tests));
    const broken = new Set<number>();
    const list = [...reached];
    while (isBad && (broken.size === 0 || this.#random() < 0.5)) {
      const pick = this.#random() < 0.9 ? list[Math.floor(this.#random() * list.length)] : undefined;
      broken.add(pick ?? Math.floor(this.#random() * tests));
    }
    return { id: `c${number}`, isBad, broken, reached, breaks, load: this.#random() };
  }

  #coverage(): FlakyRun['coverage'] {
    const flaked = { count: 0, n: 0 };
    const all = { count: 0, n: 0 };
    const { outage, tests } = this.#world;
    const outages = (outage * OUTAGE_TESTS) / tests;
    for (const [test, rate] of this.#rates.entries()) {
      // An outage makes any test flake.
      const truth = 1 - (1 - rate) * (1 - outages);
      const { low, high } = flakeRate(this.#model, { test: nameOf(test), load: null });
      const known = this.#model.tests.get(nameOf(test));
      const isCovered = truth === 0 ? low < 1e-5 : low <= truth && truth <= high;
      for (const part of (known?.provedFlakes ?? 0) > 0 ? [flaked, all] : [all]) {
        part.n += 1;
        part.count += isCovered ? 1 : 0;
      }
    }
    return { flaked, all };
  }
}

/** What failed in every attempt. */
function inBoth(before: ReadonlySet<number> | null, now: ReadonlySet<number>): ReadonlySet<number> {
  return before === null ? now : new Set([...before].filter((test) => now.has(test)));
}

/** Log-normal rates, scaled until the build flakes as it should. */
function ratesOf({ tests, flakyTests, buildFlake }: FlakyWorld, random: () => number): readonly number[] {
  if (tests === 1) return [buildFlake];
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const raw = Array.from({ length: tests }, () => (random() < flakyTests ? Math.exp(1.5 * normal()) : 0));
  const buildRate = (scale: number) => 1 - raw.reduce((green, each) => green * (1 - Math.min(0.5, each * scale)), 1);
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (buildRate(middle) < buildFlake) low = middle;
    else high = middle;
  }
  return raw.map((each) => Math.min(0.5, each * low));
}

function nameOf(test: number): string {
  return `suite > test ${test}`;
}

/** Days that a run of a world takes. */
export function daysOf({ changes }: FlakyWorld): number {
  return (changes * APART_MS) / DAY_MS;
}
