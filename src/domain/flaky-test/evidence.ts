import type { Instant } from '../../kernel/index.ts';
import { HALF_LIFE_MS, type KeptRun, type TestHistory } from './history.ts';
import { addTo, countsOf, LOAD_CLASSES, loadClassOf, passedPlainly, plainPasses } from './kept-run.ts';

/** Failures of one test on one content, without a pass, whose cause nobody knows. */
export interface Suspicion {
  /** Attempts in a row, at least 1; on the branch those of the contents that follow one another. */
  readonly failures: number;
  /** What one of the failures counts by its age, 0..1. */
  readonly weight: number;
  readonly loadClass: number;
  /** On the branch the test passed on the content after: if the code was at fault, it was repaired by the very next one. */
  readonly isRepairedNext: boolean;
}

/** What the runs say of one test. */
export interface TestEvidence {
  readonly test: string;
  /** By class of load and weighted by age: attempts on code that was not at fault; of flakes the first of each content. */
  readonly passes: Float64Array;
  readonly flakes: Float64Array;
  readonly suspicions: readonly Suspicion[];
  /** Not weighted: attempts that passed or failed, and failures of them. */
  readonly attempts: number;
  readonly failures: number;
  /** Not weighted: failures on content on which the test passed too, or that was found to be good. */
  readonly provedFlakes: number;
  /** Not weighted: contents on which it flaked for sure. */
  readonly flakedContents: number;
  readonly interruptions: number;
  readonly lastFailureAt: Instant | null;
}

/** What the runs say of the suite. */
export interface SuiteEvidence {
  /** By name; every test of the history that ran. */
  readonly tests: ReadonlyMap<string, TestEvidence>;
  readonly runs: number;
  /** Contents, weighted by age, and pairs of content and test on them that the code is known to have broken. */
  readonly contents: number;
  readonly broken: number;
  /** Of proved flakes: attempts beside the first failure, and those of them that failed too. */
  readonly again: { readonly attempts: number; readonly failures: number };
  /** Runs, and those in which so many tests flaked together that one cause is likely. */
  readonly shared: { readonly runs: number; readonly hit: number };
}

/** Tests that flake in the same run at least, to be taken for one cause. */
const SHARED_TESTS = 4;
/** Contents of the branch that are looked at for the next one in which a test ran. */
const NEXT_CONTENTS = 20;

/** Gathers what a history says at a moment. Runs after that moment count as if they were of that moment. */
export function gatherEvidence(history: TestHistory, now: Instant): SuiteEvidence {
  const gathering = new Gathering(history, now);
  for (const runs of gathering.contents.values()) gathering.readContent(runs);
  gathering.readBranchFailures();
  return gathering.finish();
}

interface Tally {
  readonly passes: Float64Array;
  readonly flakes: Float64Array;
  readonly suspicions: Suspicion[];
  attempts: number;
  failures: number;
  provedFlakes: number;
  flakedContents: number;
  interruptions: number;
  lastFailureAt: Instant | null;
}

class Gathering {
  readonly contents: ReadonlyMap<string, readonly KeptRun[]>;
  readonly #history: TestHistory;
  readonly #now: Instant;
  readonly #tallies = new Map<number, Tally>();
  /** Contents of the branch in order, and failures on them that no pass contradicts. */
  readonly #branch: (readonly KeptRun[])[] = [];
  readonly #unexplained: { readonly position: number; readonly test: number; readonly failures: number }[] = [];
  #contentWeight = 0;
  #broken = 0;
  #againAttempts = 0;
  #againFailures = 0;
  #sharedHits = 0;

  constructor(history: TestHistory, now: Instant) {
    this.#history = history;
    this.#now = now;
    const contents = new Map<string, KeptRun[]>();
    for (const run of history.runs) {
      const known = contents.get(run.content);
      if (known === undefined) contents.set(run.content, [run]);
      else known.push(run);
    }
    this.contents = contents;
  }

  readContent(runs: readonly KeptRun[]): void {
    const [first] = runs;
    if (first === undefined) return;
    this.#contentWeight += this.#weightOf(first);
    const isBranch = runs.some(({ place }) => place === 'branch');
    if (isBranch) this.#branch.push(runs);
    const flaked = new Map<KeptRun, number>();
    for (const test of new Set(runs.flatMap(({ others }) => others.map(([number]) => number)))) {
      this.#readTest({ runs, test, isBranch, flaked });
    }
    for (const count of flaked.values()) if (count >= SHARED_TESTS) this.#sharedHits += 1;
  }

  /** A test of which some attempt on this content did not just pass. */
  #readTest(given: {
    readonly runs: readonly KeptRun[];
    readonly test: number;
    readonly isBranch: boolean;
    readonly flaked: Map<KeptRun, number>;
  }): void {
    const { runs, test, isBranch, flaked } = given;
    const tally = this.#tallyOf(test);
    const parts = runs.map((run) => ({ run, counts: countsOf(run, test) }));
    const passes = parts.reduce((sum, { counts }) => sum + counts[0], 0);
    const failures = parts.reduce((sum, { counts }) => sum + counts[1], 0);
    const standing = this.#history.standing.get((runs[0] as KeptRun).content);
    const isProved = failures > 0 && (passes > 0 || standing === 'good');
    const first = parts.find(({ counts }) => counts[1] > 0)?.run;
    for (const { run, counts } of parts) {
      const weight = this.#weightOf(run);
      const loadClass = loadClassOf(run);
      // Plain passes are counted for all tests at once.
      if (!passedPlainly(run, test)) addTo(tally.passes, loadClass, weight * counts[0]);
      // What flaked flakes again more often than at first: only the first failure speaks of the rate.
      if (isProved && run === first) addTo(tally.flakes, loadClass, weight);
      if (isProved && counts[1] > 0) flaked.set(run, (flaked.get(run) ?? 0) + 1);
      tally.attempts += passedPlainly(run, test) ? 0 : counts[0] + counts[1];
      tally.failures += counts[1];
      tally.interruptions += counts[2];
      if (counts[1] > 0 && (tally.lastFailureAt === null || run.at > tally.lastFailureAt)) tally.lastFailureAt = run.at;
    }
    if (failures === 0) return;
    if (isProved) {
      tally.provedFlakes += failures;
      tally.flakedContents += 1;
      this.#againAttempts += passes + failures - 1;
      this.#againFailures += failures - 1;
    } else if (standing === 'bad') this.#broken += this.#weightOf(runs[0] as KeptRun);
    else if (isBranch) this.#unexplained.push({ position: this.#branch.length - 1, test, failures });
    else tally.suspicions.push(this.#suspicion(runs, test, { failures, isRepairedNext: false }));
  }

  /** On the branch, failures on contents that follow one another have one cause. */
  readBranchFailures(): void {
    const byTest = new Map<number, { readonly position: number; readonly failures: number }[]>();
    for (const { test, ...each } of this.#unexplained) {
      const found = byTest.get(test);
      if (found === undefined) byTest.set(test, [each]);
      else found.push(each);
    }
    for (const [test, found] of byTest) {
      let failures = 0;
      for (const [place, each] of found.entries()) {
        failures += each.failures;
        const next = this.#nextOf(each.position, test);
        if (next !== null && next === found[place + 1]?.position) continue;
        const runs = this.#branch[each.position] as readonly KeptRun[];
        const isRepairedNext = next !== null && failures === each.failures;
        this.#tallyOf(test).suspicions.push(this.#suspicion(runs, test, { failures, isRepairedNext }));
        failures = 0;
      }
    }
  }

  finish(): SuiteEvidence {
    const { names, runs } = this.#history;
    const passes = plainPasses(this.#history, (run) => this.#weightOf(run));
    const tests = new Map<string, TestEvidence>();
    for (const [number, name] of names.entries()) {
      const plain = passes[number] as { readonly count: number; readonly weights: Float64Array };
      const tally = this.#tallies.get(number);
      if (tally === undefined && plain.count === 0) continue;
      const { attempts, ...rest } = tally ?? emptyTally();
      for (const [loadClass, weight] of plain.weights.entries()) addTo(rest.passes, loadClass, weight);
      tests.set(name, { test: name, ...rest, attempts: attempts + plain.count });
    }
    return {
      tests,
      runs: runs.length,
      contents: this.#contentWeight,
      broken: this.#broken,
      again: { attempts: this.#againAttempts, failures: this.#againFailures },
      shared: { runs: runs.length, hit: this.#sharedHits },
    };
  }

  #suspicion(
    runs: readonly KeptRun[],
    test: number,
    given: { readonly failures: number; readonly isRepairedNext: boolean },
  ): Suspicion {
    const run = runs.find((each) => countsOf(each, test)[1] > 0) as KeptRun;
    return { ...given, weight: this.#weightOf(run), loadClass: loadClassOf(run) };
  }

  /** Position of the next content of the branch in which the test passed or failed, or `null`. */
  #nextOf(position: number, test: number): number | null {
    const end = Math.min(this.#branch.length, position + 1 + NEXT_CONTENTS);
    for (let next = position + 1; next < end; next += 1) {
      const ran = (this.#branch[next] as readonly KeptRun[]).some((run) => {
        const [passes, failures] = countsOf(run, test);
        return passes + failures > 0;
      });
      if (ran) return next;
    }
    return null;
  }

  #weightOf({ at }: KeptRun): number {
    return 2 ** (-Math.max(0, this.#now - at) / HALF_LIFE_MS);
  }

  #tallyOf(test: number): Tally {
    const found = this.#tallies.get(test) ?? emptyTally();
    this.#tallies.set(test, found);
    return found;
  }
}

function emptyTally(): Tally {
  return {
    passes: new Float64Array(LOAD_CLASSES + 1),
    flakes: new Float64Array(LOAD_CLASSES + 1),
    suspicions: [],
    attempts: 0,
    failures: 0,
    provedFlakes: 0,
    flakedContents: 0,
    interruptions: 0,
    lastFailureAt: null,
  };
}
