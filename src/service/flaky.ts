import type { FlakyJudgement, FlakyList, FlakyQuarantine, FlakyRead, QuarantineState } from '../contract/index.ts';
import {
  buildFlakeRate,
  CONFIGURATION_PATH,
  coversTest,
  type Figure,
  type FlakyTests,
  flakeRate,
  hasLapsed,
  type JudgedReports,
  judgeReports,
  listFlakyTests,
  type Quarantine,
  quarantineCandidates,
  type RankedTest,
  type ReadReports,
  rankTests,
  readReports,
  type TestOutcome,
  type World,
} from '../control/index.ts';
import { DAY_MS, Fault, type Instant, instant, printable } from '../kernel/index.ts';
import { isoOf } from './decision-document.ts';

/** What somebody tells of one run of the tests. */
export interface FlakyReadRequest {
  readonly repository: string;
  /** JUnit reports; may be empty where `outcome` is given. */
  readonly reports: readonly string[];
  readonly commit: string;
  /** RFC 3339; `null` = now. */
  readonly at: string | null;
  /** Busy share of the farm, 0..1. */
  readonly load: number | null;
  readonly repeats: boolean;
  readonly outcome: 'good' | 'bad' | null;
}

/** Which tests to put into quarantine, and how. */
export interface FlakyQuarantineRequest {
  readonly repository: string;
  /** Names; empty = those that are worth it. */
  readonly tests: readonly string[];
  readonly owner: string;
  /** From now. */
  readonly days: number;
}

/** A build that failed. */
export interface FlakyJudgeRequest {
  readonly repository: string;
  readonly reports: readonly string[];
  /** Probability, before the build, that its content is at fault, 0..1. */
  readonly breaks: number;
  readonly load: number | null;
  readonly repeats: boolean;
}

/** The use cases about flaky tests. */
export interface FlakyDesk {
  /** Reads the reports of one run and keeps in the user's cache what they say. */
  read(request: FlakyReadRequest): Promise<FlakyRead>;
  list(request: { readonly repository: string }): Promise<FlakyList>;
  /** Whether a failed build failed by tests that count; keeps nothing. */
  judge(request: FlakyJudgeRequest): Promise<FlakyJudgement>;
  /** What to add to the configuration; writes nothing. Fault: a test that is not known. */
  quarantine(request: FlakyQuarantineRequest): Promise<FlakyQuarantine>;
}

/** The desk over a world. */
export function makeFlakyDesk(world: World): FlakyDesk {
  return {
    read: async ({ repository, reports, commit, at, load, repeats, outcome }) =>
      readDocumentOf(
        await readReports({
          world,
          repository,
          files: reports,
          commit,
          at: at === null ? null : instant(Date.parse(at)),
          load,
          areAttempts: repeats,
          standing: outcome,
        }),
      ),
    list: async (request) => listDocumentOf(await listFlakyTests({ world, ...request }), world.now()),
    judge: async ({ repository, reports, breaks, load, repeats }) =>
      judgementOf(await judgeReports({ world, repository, files: reports, breaks, load, areAttempts: repeats }), {
        breaks,
        now: world.now(),
      }),
    quarantine: async (request) =>
      quarantineDocumentOf(await listFlakyTests({ world, repository: request.repository }), request, world.now()),
  };
}

/** Rows of one document: who has more flaky tests looks at the first of them. */
const SHOWN = 200;

function readDocumentOf(read: ReadReports): FlakyRead {
  const { outcomes: tests } = read.outcomes;
  const failed = tests.filter(hasOnlyFailed);
  return {
    schema: 'firebreak.flaky-read/v1',
    commit: read.commit,
    place: read.place,
    at: isoOf(read.at) ?? '',
    reports: read.reports.length,
    tests: tests.length,
    passed: tests.filter(({ passes, failures }) => passes > 0 && failures === 0).length,
    failed: failed.slice(0, SHOWN).map(({ test }) => ({
      test: printable(test),
      rate: flakeRate(read.model, { test, load: null }),
    })),
    failed_count: failed.length,
    flaked: tests.filter(({ passes, failures }) => passes > 0 && failures > 0).length,
    skipped: read.outcomes.skipped,
    interrupted: read.outcomes.interruptions,
    doubled: read.outcomes.doubled,
    already_known: read.isKnown,
    kept: read.isKept,
    runs: read.model.runs,
    gaps: gapsOf(read.reports),
  };
}

function hasOnlyFailed({ passes, failures }: TestOutcome): boolean {
  return failures > 0 && passes === 0;
}

function listDocumentOf({ description, model, quarantines, source }: FlakyTests, now: Instant): FlakyList {
  const ranked = rankTests(model);
  const { alpha, beta } = model.prior;
  const { slope, low, high, n, isUsed } = model.load;
  return {
    schema: 'firebreak.flaky-list/v1',
    repository: printable(description.name),
    made_at: isoOf(now) ?? '',
    runs: model.runs,
    tests: model.tests.size,
    build_rate: buildFlakeRate(model),
    prior: { alpha, beta, mean: alpha / (alpha + beta) },
    load: { slope, low, high, n, used: isUsed },
    again: model.again,
    shared: model.shared,
    flaky: ranked.slice(0, SHOWN).map((test) => ({
      test: printable(test.test),
      rate: test.rate,
      attempts: test.attempts,
      failures: test.failures,
      proved_flakes: test.provedFlakes,
      interruptions: test.interruptions,
      last_failure_at: isoOf(test.lastFailureAt),
      quarantine: stateOf(
        quarantines.find((each) => coversTest(each, test.test) && !hasLapsed(each, now)) ??
          quarantines.find((each) => coversTest(each, test.test)) ??
          null,
        now,
      ),
    })),
    shown_of: ranked.length,
    quarantines: quarantines.flatMap((each) => stateOf(each, now) ?? []),
    quarantine_source: printable(source),
  };
}

function stateOf(quarantine: Quarantine | null, now: Instant): QuarantineState | null {
  if (quarantine === null) return null;
  const { test, owner, because, expires, origin } = quarantine;
  return {
    test: printable(test),
    owner: printable(owner),
    because: printable(because),
    expires_at: isoOf(expires),
    state: hasLapsed(quarantine, now) ? 'lapsed' : 'active',
    file: printable(origin.file),
    line: origin.line,
  };
}

const EXITS: Readonly<Record<FlakyJudgement['verdict'], number>> = { excused: 0, failed: 1, interrupted: 3 };

function judgementOf(
  { reports, outcomes, failures, cause, verdict }: JudgedReports,
  { breaks, now }: { readonly breaks: number; readonly now: Instant },
): FlakyJudgement {
  const { counted, excused, lapsed } = failures;
  return {
    schema: 'firebreak.flaky-judgement/v1',
    verdict,
    exit: EXITS[verdict],
    tests: outcomes.outcomes.length,
    counted: counted.slice(0, SHOWN).map((test, at) => ({
      test: printable(test),
      rate: cause?.rates[at] ?? { value: 0, low: 0, high: 1, n: 0 },
      lapsed: stateOf(lapsed.find((each) => each.test === test)?.quarantine ?? null, now),
    })),
    counted_count: counted.length,
    excused: excused.flatMap(({ test, quarantine }) => {
      const state = stateOf(quarantine, now);
      return state === null ? [] : [{ ...state, failed_test: printable(test) }];
    }),
    interrupted: outcomes.interruptions,
    innocent:
      cause === null
        ? null
        : {
            ...cause.innocent,
            flake: cause.flake,
            shared: cause.shared,
            environment: cause.environment,
            breaks_before: breaks,
          },
    gaps: gapsOf(reports),
  };
}

function gapsOf(reports: ReadReports['reports']): FlakyRead['gaps'] {
  return reports.flatMap(({ source, gaps }) =>
    gaps.map((message) => ({ report: printable(source), message: printable(message) })),
  );
}

function quarantineDocumentOf(found: FlakyTests, request: FlakyQuarantineRequest, now: Instant): FlakyQuarantine {
  const { quarantines, source } = found;
  const expires = (isoOf(instant(now + request.days * DAY_MS)) ?? '').slice(0, 10);
  const entries = candidatesOf(found, request, now).map((test) => ({
    test: test.test,
    owner: request.owner,
    because: reasonOf(test),
    expires,
    rate: test.rate,
  }));
  return {
    schema: 'firebreak.flaky-quarantine/v1',
    file: source.startsWith('built-in:') ? CONFIGURATION_PATH : source.slice(source.indexOf(':') + 1),
    owner: request.owner,
    expires,
    entries,
    yaml: entries.map(yamlOf).join(''),
    has_list: quarantines.length > 0,
    notes: [
      'It counts from the moment it is on the default branch; the failures are recorded all the same.',
      ...quarantines
        .filter((each) => hasLapsed(each, now))
        .map(({ test, origin }) => `${origin.file}:${origin.line}: the quarantine of ${printable(test)} has lapsed`),
    ],
  };
}

function candidatesOf(
  { model, quarantines }: FlakyTests,
  { tests }: FlakyQuarantineRequest,
  now: Instant,
): readonly RankedTest[] {
  if (tests.length === 0) return quarantineCandidates(model, { quarantines, now });
  const known = new Map(rankTests(model).map((test) => [printable(test.test), test]));
  return tests.map((test) => {
    const found = known.get(test);
    if (found !== undefined) return found;
    throw new Fault({
      kind: 'usage',
      code: 'unknown-test',
      message: `no failure of a test "${printable(test)}" is known`,
      fix: 'Give a name as `firebreak flaky list` prints it.',
    });
  });
}

function reasonOf({ failures, attempts, provedFlakes, rate }: RankedTest): string {
  return `${failures} of ${attempts} attempts failed, ${provedFlakes} of them on good code; fails on good code in ${percent(rate)}`;
}

function percent({ value, low, high }: Figure): string {
  const of = (share: number): string => (100 * share).toFixed(1);
  return `${of(value)} % (${of(low)} to ${of(high)} %)`;
}

/** A JSON string is a YAML string; what is written is read again as it was. */
function yamlOf(entry: FlakyQuarantine['entries'][number]): string {
  const { test, owner, because, expires } = entry;
  return [
    `  - test: ${JSON.stringify(test)}`,
    `    owner: ${JSON.stringify(owner)}`,
    `    because: ${JSON.stringify(because)}`,
    `    expires: ${expires}`,
    '',
  ].join('\n');
}
