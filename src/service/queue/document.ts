import type { QueueAnswer, QueueExplanation, QueueReport, QueueStanding, Viewer } from '../../contract/index.ts';
import {
  type Explanation,
  expectedBuild,
  expectedLandings,
  explainEntry,
  inLandingOrder,
  type MergeQueue,
  nextToLand,
  type QueueEntry,
  type QueueLanding,
  type QueueRules,
  type QueueTrial,
  runningTrials,
  soonerFor,
  standingProofs,
} from '../../control/index.ts';
import { type Instant, printable } from '../../kernel/index.ts';
import { isoTime } from '../server/time.ts';
import { constraintOf, soonerText, todoOf } from './text.ts';

type Row = QueueReport['entries'][number];

/** Entries that were decided and are still shown. */
const SHOWN_DECIDED = 20;
const SHOWN_LANDINGS = 20;
/** Builds that passed for what still waits: a picture of the front of the queue needs no more. */
const SHOWN_PROVED = 50;
const MINUTE_MS = 60_000;

/** What a queue looks like at one moment. */
export function queueReportOf(given: {
  readonly queue: MergeQueue;
  readonly rules: QueueRules;
  readonly viewer: Viewer | null;
  readonly now: Instant;
  /** Waiting entries that are told of, those that land first; left out = all. */
  readonly first?: number | undefined;
  /** Left out = no server was asked. */
  readonly may?: QueueReport['may'];
}): QueueReport {
  const { queue, rules, viewer, now, first, may = null } = given;
  const decided = queue.items
    .filter((item): item is QueueEntry => item.kind === 'entry' && item.state !== 'waiting')
    .sort((a, b) => (b.decidedAt ?? 0) - (a.decidedAt ?? 0));
  const waiting = inLandingOrder(queue);
  const shown = [...waiting.slice(0, first), ...decided.slice(0, SHOWN_DECIDED)];
  const build = expectedBuild(queue, rules);
  const landings = expectedLandings(queue, { rules, now });
  const { paused } = queue;
  return {
    schema: 'firebreak.queue/v1',
    as_of: isoTime(now),
    viewer,
    queue: printable(queue.id),
    head: queue.head,
    proof: rules.proof,
    workers: rules.workers,
    build_time: { minutes: build.expectedMs / MINUTE_MS, builds: queue.durations.length },
    paused: paused === null ? null : { reason: printable(paused.reason), by: paused.by, at: isoTime(paused.at) },
    freezes: queue.freezes.map(({ id, targets, reason, by, at, until }) => ({
      id,
      targets: targets === null ? null : targets.map(printable),
      reason: printable(reason),
      by,
      at: isoTime(at),
      until: until === null ? null : isoTime(until),
    })),
    entries: shown.map((entry) => rowOf(queue, explainEntry(queue, { entry, rules, now, landings }))),
    waiting: waiting.length,
    next: [...nextToLand(queue, now)],
    running: runningTrials(queue).map(trialOf),
    proved: standingProofs(queue).slice(-SHOWN_PROVED).reverse().map(trialOf),
    landings: queue.landings.slice(-SHOWN_LANDINGS).reverse().map(landingOf),
    may,
  };
}

/** Where one entry stands, for screens about something else. */
export function queueStandingOf(given: {
  readonly queue: MergeQueue;
  readonly entry: QueueEntry;
  readonly rules: QueueRules;
  readonly now: Instant;
}): QueueStanding {
  const { queue, entry, rules, now } = given;
  const { number, change, title, state, lane, place, constraint, expected } = rowOf(
    queue,
    explainEntry(queue, { entry, rules, now }),
  );
  const waiting = inLandingOrder(queue).length;
  return {
    queue: printable(queue.id),
    entry: number,
    change,
    title,
    state,
    lane,
    place,
    waiting,
    constraint,
    expected,
  };
}

/** Why one entry stands where it stands. */
export function queueExplanationOf(given: {
  readonly queue: MergeQueue;
  readonly entry: QueueEntry;
  readonly rules: QueueRules;
  readonly viewer: Viewer | null;
  readonly now: Instant;
  /** Of the build that sent it back; left out = none did. */
  readonly output?: QueueExplanation['output'];
}): QueueExplanation {
  const { queue, entry, rules, viewer, now, output = null } = given;
  const explained = explainEntry(queue, { entry, rules, now });
  const landing = queue.landings.find(({ number }) => number === entry.landing);
  return {
    schema: 'firebreak.queue-explanation/v1',
    as_of: isoTime(now),
    viewer,
    queue: printable(queue.id),
    entry: rowOf(queue, explained),
    ahead: [...explained.ahead],
    safe_to_rearm: explained.isSafeToRearm,
    sooner: soonerFor(queue, { explained, rules, now }).map((each) => ({ code: each.code, text: soonerText(each) })),
    trials: queue.trials
      .filter(({ subjects }) => subjects.includes(entry.number))
      .slice(-SHOWN_DECIDED)
      .map(trialOf),
    doubt: doubtOf(queue, entry),
    landing: landing === undefined ? null : landingOf(landing),
    output,
  };
}

/** What became of a request. */
export function queueAnswerOf(given: {
  readonly queue: string;
  readonly entry: number | null;
  readonly position: number;
  readonly text: string;
}): QueueAnswer {
  return { schema: 'firebreak.queue-answer/v1', ...given, refused: null, queue: printable(given.queue) };
}

/** That the gate does not let a change be queued. */
export function refusedAnswerOf(given: {
  readonly queue: string;
  readonly change: string;
  readonly verdict: string;
  readonly reasons: readonly string[];
}): QueueAnswer {
  const { queue, change, verdict } = given;
  const reasons = given.reasons.map(printable);
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return {
    schema: 'firebreak.queue-answer/v1',
    queue: printable(queue),
    entry: null,
    position: 0,
    refused: { verdict, reasons },
    text: `${printable(change)} was not queued: the gate says ${verdict}${why}`,
  };
}

/** One step of the branch with what shows that it is green. */
export function landingOf(landing: QueueLanding): QueueReport['landings'][number] {
  const { number, entries, from, to, tree, assumed, evidence, at } = landing;
  return {
    number,
    entries: [...entries],
    from,
    to,
    tree,
    assumed: [...assumed],
    proof: evidence.kind,
    trials: [...evidence.trials],
    builds: [...evidence.builds],
    landed_at: isoTime(at),
  };
}

function rowOf(queue: MergeQueue, explained: Explanation): Row {
  const { entry, expected, ahead } = explained;
  return {
    number: entry.number,
    place: entry.state === 'waiting' ? ahead.length + 1 : null,
    change: printable(entry.change),
    title: printable(entry.title),
    head: entry.head,
    content_digest: entry.contentDigest,
    state: entry.state,
    lane: entry.lane,
    queued_at: isoTime(entry.queuedAt),
    decided_at: entry.decidedAt === null ? null : isoTime(entry.decidedAt),
    targets: entry.targets === null ? null : entry.targets.map(printable),
    parents: [...entry.parents],
    constraint: constraintOf(queue, explained),
    todo: todoOf(queue, explained),
    expected:
      expected === null
        ? null
        : {
            earliest: isoTime(expected.earliest),
            likely: isoTime(expected.likely),
            latest: isoTime(expected.latest),
            builds: expected.builds,
            landings: expected.landings,
            calibrated: expected.isCalibrated,
          },
  };
}

function trialOf(trial: QueueTrial): QueueReport['running'][number] {
  const { number, base, tree, commit, assumes, subjects, attempt, startedAt, end, tests } = trial;
  const isBuild = end !== null && end.outcome !== 'conflict';
  return {
    number,
    base,
    tree,
    commit,
    assumes: [...assumes],
    subjects: [...subjects],
    attempt,
    started_at: isoTime(startedAt),
    outcome: end?.outcome ?? null,
    code: isBuild ? end.code : null,
    build: isBuild ? end.build : null,
    failed_tests: (tests?.failed ?? []).map(printable),
    excused_tests: (tests?.excused ?? []).map(printable),
  };
}

/** What the tests of its newest failure say. */
function doubtOf(queue: MergeQueue, { number }: QueueEntry): QueueExplanation['doubt'] {
  const trial = queue.trials.findLast(({ subjects, judgement }) => subjects.includes(number) && judgement !== null);
  if (trial === undefined || trial.judgement === null) return null;
  const { advice, when, because, innocent, doubt, attempts, tests, control } = trial.judgement;
  const named = tests.map(({ test, rate }) => ({ test: printable(test), rate }));
  return { trial: trial.number, advice, when, because, innocent, doubt, attempts, tests: named, control };
}
