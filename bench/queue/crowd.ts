import type { CommitId } from '../../src/domain/change/index.ts';
import type { MergeQueue, QueuedContent, QueueEvent, Steps } from '../../src/domain/merge-queue/index.ts';
import { drawWorkload } from '../../src/domain/queue-simulation/index.ts';
import { digestOf, instant } from '../../src/kernel/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';

/** The queue of the drawn crowds, and the moment at which the last of a crowd came. */
export const QUEUE = { id: 'local:crowd@main', head: commitOf(0), now: instant(1_800_000_000_000) } as const;

const TARGETS = 3_000;
/** Targets of a change: lognormal with median 2 and 95 of 100 below 22, as counts of packages of changes are. */
const TARGET_COUNT = { median: 2, p95: 22 } as const;
const P95_DEVIATIONS = 1.645;
/** Some targets are touched by many changes: the share of a target falls with this power of its rank. */
const POPULARITY = 0.7;

/** The events of a queue in which so many changes wait and nothing was built yet. */
export function crowdEvents(given: { readonly count: number; readonly seed: number }): readonly QueueEvent[] {
  const { count, seed } = given;
  const random = seededRandom(seed);
  const { id, head, now } = QUEUE;
  const risks = drawWorkload({ name: 'crowd', changes: count, perHour: 500, workers: 1, potential: 0 }, seed).changes;
  const queued = risks.map(({ failure }, at): QueueEvent => {
    const number = at + 1;
    const content = contentOf({ number, failure, targets: targetsOf(random) });
    return { kind: 'EntryQueued', id, number, content, parents: [], children: [], at: instant(now - (count - number)) };
  });
  return [{ kind: 'QueueOpened', id, head, at: instant(now - count) }, ...queued];
}

/** The events of starting what was decided on. */
export function startEvents(queue: MergeQueue, start: Steps['start']): readonly QueueEvent[] {
  const { id, head, nextTrial } = queue;
  return start.map(({ assumes, subjects, attempt }, at): QueueEvent => {
    const trial = nextTrial + at;
    const made = { commit: commitOf(1_000_000 + trial), tree: `tree-${trial}` };
    return { kind: 'TrialStarted', id, trial, base: head, assumes, subjects, attempt, ...made, at: QUEUE.now };
  });
}

function contentOf(given: {
  readonly number: number;
  readonly failure: number;
  readonly targets: readonly string[];
}): QueuedContent {
  const { number, failure, targets } = given;
  const change = `change-${number}`;
  const contentDigest = digestOf(change);
  const gate = { policyDigest: null, factsDigest: null, reasons: [], at: QUEUE.now };
  return {
    change,
    title: change,
    head: commitOf(number),
    contentDigest,
    gate: { verdict: 'allow', contentDigest, ...gate },
    targets,
    lane: 'normal',
    revertOf: null,
    cohort: null,
    failure,
  };
}

function targetsOf(random: () => number): readonly string[] {
  const sigma = Math.log(TARGET_COUNT.p95 / TARGET_COUNT.median) / P95_DEVIATIONS;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const count = Math.min(TARGETS, Math.max(1, Math.round(TARGET_COUNT.median * Math.exp(sigma * normal))));
  const found = new Set<number>();
  // Drawn by the inverse of the distribution over ranks; doubles are drawn again.
  while (found.size < count) found.add(Math.floor(TARGETS * random() ** (1 / (1 - POPULARITY))));
  return [...found].map((target) => `//target/${String(target).padStart(4, '0')}`).sort();
}

function commitOf(number: number): CommitId {
  return number.toString(16).padStart(40, '0') as CommitId;
}
