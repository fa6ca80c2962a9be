import type { HistoryReader } from '../domain/change/index.ts';
import { type Decision, NO_CONTEXT } from '../domain/gate/index.ts';
import type { FixTracer } from '../domain/label/index.ts';
import {
  type ChangeLabel,
  comparePolicies,
  type LandedStatement,
  labelChanges,
  landedStatement,
  type PolicyDifference,
  type ReplayRow,
  type ReplayRule,
  type ReplaySummary,
  type ReplayVerdict,
  type ScoredChange,
  summarizeReplay,
  withTracedLabels,
} from '../domain/replay/index.ts';
import { waitAssumption } from '../domain/review/index.ts';
import type { Instant } from '../kernel/index.ts';
import { type AssessInput, type Assessment, assess, decideAgain, type Rulebook } from './assess.ts';
import { landedBefore, NO_OPEN, openCompanions } from './companion.ts';
import type { ReferencedChange, Watch } from './history.ts';
import type { ReachReader } from './reach.ts';
import { commitsWithoutLines, type ProvenanceRecords, withRecordedLines } from './recorded-lines.ts';
import { countReach, type ReplayReach, type ReplayReachCounts, replayReachOf } from './replay-reach.ts';
import { type ReplayRisk, replayRiskOf, scoredChangeOf } from './replay-risk.ts';
import { replayVerdictOf } from './replay-verdict.ts';
import type { RiskHistory } from './risk-basis.ts';
import { type TraceableChange, traceableOf, traceLabels } from './trace-labels.ts';

/** A window of history judged change by change. */
export interface JudgedHistory {
  readonly summary: ReplaySummary;
  /** In the order of `summary.rows`. */
  readonly labels: readonly ChangeLabel[];
  readonly risk: ReplayRisk;
  /** In the order of `summary.rows`. */
  readonly reach: readonly ReplayReach[];
  readonly reachCounts: ReplayReachCounts;
  /** `null` = judged by one policy only. */
  readonly difference: PolicyDifference | null;
}

/** How many changes are judged before the event loop may breathe: what git says meanwhile must not wait for long. */
const BREATH = 16;

/** Judges every landed change of the window, newest first, by one rulebook; each sees only what came before it. */
export async function judgeWindow(options: {
  readonly history: HistoryReader;
  /** Newest first. */
  readonly window: AsyncIterable<ReferencedChange>;
  /** What to judge by; awaited once the first change is there. */
  readonly basis: Promise<{
    readonly records: ProvenanceRecords;
    readonly rulebook: Rulebook;
    /** Judges the same changes in the same pass; `null` = nothing to compare with. */
    readonly against: Rulebook | null;
    /** `null` = not asked for. */
    readonly risk: RiskHistory | null;
    readonly reach: ReachReader;
  }>;
  readonly now: Instant;
  /** Traces the lines of fixes for labels that no message states; `null` = only what messages state. */
  readonly tracing: { readonly tracer: FixTracer; readonly watch?: Watch | undefined } | null;
  readonly signal?: AbortSignal | undefined;
  /** Sees every assessment once, newest first; keeping them all is the caller's memory. */
  readonly visit?: ((assessment: Assessment) => void) | undefined;
}): Promise<JudgedHistory> {
  const { window, now } = options;
  const newestFirst: {
    readonly draft: Omit<ReplayRow, 'label'>;
    readonly other: ReplayVerdict | null;
    readonly scored: ScoredChange | null;
    readonly reach: ReplayReach;
    readonly statement: LandedStatement;
    readonly traceable: TraceableChange | null;
  }[] = [];
  let judged = 0;
  let companions: ReturnType<typeof openCompanions> | null = null;
  const recorded = withRecordedLines({
    history: options.history,
    records: async () => (await options.basis).records,
    items: window,
    commitsOf: ({ change }) => commitsWithoutLines(change),
    counted: true,
  });
  for await (const { item, lines } of recorded) {
    const { change, reference, before } = item;
    const { records, rulebook, against, risk, reach } = await options.basis;
    companions ??= openCompanions(records);
    if (judged % BREATH === 0) await breathe(options.signal);
    judged += 1;
    const statement = landedStatement(change);
    if (statement === null) continue;
    const scoreBasis = risk?.landed(statement.commit) ?? null;
    const input = landedInput({
      change,
      records,
      lines,
      rulebook,
      reference,
      risk: scoreBasis,
      reach: await reach.read(change),
      companions: companions.questionOf({
        change,
        landed: landedBefore(before, change.at),
        open: NO_OPEN,
        sizes: before.steps,
      }),
      now,
    });
    const assessment = assess(input);
    newestFirst.push({
      draft: rowOf(assessment, statement),
      other: against === null ? null : replayVerdictOf(otherDecision(input, assessment, against)),
      scored: scoredChangeOf(scoreBasis),
      reach: replayReachOf(assessment),
      statement,
      traceable: options.tracing === null ? null : traceableOf(change, statement.commit),
    });
    options.visit?.(assessment);
  }
  const oldestFirst = newestFirst.reverse();
  const statements = oldestFirst.map(({ statement }) => statement);
  const traced =
    options.tracing === null
      ? []
      : await traceLabels({ ...options.tracing, changes: oldestFirst.flatMap(({ traceable }) => traceable ?? []) });
  const labels = withTracedLabels(labelChanges(statements), statements, traced);
  const rows = oldestFirst.map(({ draft }, index): ReplayRow => ({ ...draft, label: labels[index] ?? NO_LABEL }));
  const { rulebook, against } = await options.basis;
  const rules = rulesOf(rulebook, now);
  const wait = waitAssumption(rulebook.configuration.reviewWaitHours);
  const summary = summarizeReplay({
    rows,
    rules,
    labels: options.tracing === null ? 'stated' : 'traced',
    seniorMinutesPerWeek: rulebook.configuration.policy.seniorMinutesPerWeek,
    wait,
  });
  const risk = replayRiskOf(
    rows,
    oldestFirst.map(({ scored }) => scored),
  );
  const reach = oldestFirst.map((each) => each.reach);
  const reachCounts = countReach(
    reach,
    labels.map(({ kind }) => kind === 'reverted' || kind === 'fixed'),
  );
  if (against === null) return { summary, labels, risk, reach, reachCounts, difference: null };
  const difference = comparePolicies({
    changes: rows.flatMap((row, index) => {
      const other = oldestFirst[index]?.other ?? null;
      return other === null ? [] : [{ row, other }];
    }),
    rules: { policy: rules, against: rulesOf(against, now) },
    weeks: summary.window.weeks,
    wait,
  });
  return { summary, labels, risk, reach, reachCounts, difference };
}

const NO_LABEL: ChangeLabel = { kind: 'none', evidence: null, by: [] };

/** A landed change is judged without sign-offs: what the gate would have asked. */
export function assessLanded(input: LandedInput): Assessment {
  return assess(landedInput(input));
}

type LandedInput = Omit<AssessInput, 'context' | 'findings' | 'pullRequest' | 'environment'>;

function landedInput(input: LandedInput): AssessInput {
  return { ...input, context: NO_CONTEXT, findings: null, pullRequest: null, environment: [] };
}

/** By another policy: of the same facts, unless it brings a catalog of its own, which tells of other places and people. */
function otherDecision(input: AssessInput, assessment: Assessment, against: Rulebook): Decision {
  if (against.catalogDigest === input.rulebook.catalogDigest) return decideAgain(input, assessment, against);
  return assess({ ...input, rulebook: against }).decision;
}

function rowOf(
  { change, provenance, place, facts, decision, risk }: Assessment,
  statement: LandedStatement,
): Omit<ReplayRow, 'label'> {
  const { size_percentile, areas, files, added_lines, deleted_lines } = facts.values.change;
  return {
    commit: statement.commit,
    title: change.title,
    pullRequest: change.pullRequest,
    landedAt: change.at,
    risk: risk === null ? null : { score: risk.probability, percentile: risk.percentile },
    sizePercentile: size_percentile ?? null,
    areas: areas ?? 0,
    files: files ?? change.files.length,
    lines: added_lines === undefined || deleted_lines === undefined ? null : added_lines + deleted_lines,
    assistance: provenance.assistance,
    evidence: provenance.class,
    tier: place?.tier ?? null,
    verdict: replayVerdictOf(decision),
  };
}

function rulesOf(rulebook: Rulebook, now: Instant): readonly ReplayRule[] {
  if (!rulebook.policy.ok) return [];
  return rulebook.policy.value.rules.map(({ rule, ends }) => ({
    id: rule.id,
    mode: rule.mode,
    because: rule.because,
    expired: ends !== null && ends <= now,
  }));
}

async function breathe(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise((resolve) => setImmediate(resolve));
}
