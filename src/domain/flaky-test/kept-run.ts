import type { KeptRun, TestHistory } from './history.ts';
import { isInSpans } from './index-span.ts';

/** Classes of load: busy share below 0.2, 0.4, 0.6, 0.8, and above. One more class is a load that nobody stated. */
export const LOAD_CLASSES = 5;
const UNKNOWN_LOAD = LOAD_CLASSES;

/** Middle of a class of load, 0..1. */
export function middleOf(loadClass: number): number {
  return (loadClass + 0.5) / LOAD_CLASSES;
}

/** The class of load of a run. */
export function loadClassOf({ load }: KeptRun): number {
  return load === null ? UNKNOWN_LOAD : Math.min(LOAD_CLASSES - 1, Math.floor(load * LOAD_CLASSES));
}

/** Whether a test passed in its one attempt of a kept run. */
export function passedPlainly(run: KeptRun, test: number): boolean {
  return isInSpans(run.passed, test);
}

/** Passes, failures and interruptions of a test in a run. */
export function countsOf(run: KeptRun, test: number): readonly [number, number, number] {
  if (passedPlainly(run, test)) return [1, 0, 0];
  const found = otherOf(run, test);
  return found === undefined ? [0, 0, 0] : [found[1], found[2], found[3]];
}

/**
 * Passes in the only attempt, by number of the test: how many, and what they count by class of load. Spans are added up by
 * their ends, so that time is linear in what is kept.
 */
export function plainPasses(
  { names, runs }: TestHistory,
  weightOf: (run: KeptRun) => number,
): readonly { readonly count: number; readonly weights: Float64Array }[] {
  const counts = new Float64Array(names.length + 1);
  const weights = Array.from({ length: LOAD_CLASSES + 1 }, () => new Float64Array(names.length + 1));
  for (const run of runs) {
    const weight = weightOf(run);
    const ofClass = weights[loadClassOf(run)] as Float64Array;
    for (let at = 0; at < run.passed.length; at += 2) {
      const first = run.passed[at] as number;
      const after = (run.passed[at + 1] as number) + 1;
      addTo(counts, first, 1);
      addTo(counts, after, -1);
      addTo(ofClass, first, weight);
      addTo(ofClass, after, -weight);
    }
  }
  for (const list of [counts, ...weights]) {
    for (let at = 1; at < list.length; at += 1) addTo(list, at, list[at - 1] as number);
  }
  return names.map((_, number) => ({
    count: counts[number] as number,
    // What was added and taken away again leaves rounding behind.
    weights: Float64Array.from(weights, (ofClass) => Math.max(0, ofClass[number] as number)),
  }));
}

/** Adds to one place of a list of numbers. */
export function addTo(list: Float64Array, at: number, amount: number): void {
  list[at] = (list[at] as number) + amount;
}

function otherOf({ others }: KeptRun, test: number): KeptRun['others'][number] | undefined {
  let low = 0;
  let high = others.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = others[middle] as KeptRun['others'][number];
    if (found[0] === test) return found;
    if (found[0] < test) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
