import type { Change, HistoryReader } from '../domain/change/index.ts';
import { NO_CONTEXT } from '../domain/gate/index.ts';
import type { FixTracer } from '../domain/label/index.ts';
import {
  type ChangeLabel,
  type LandedStatement,
  labelChanges,
  landedStatement,
  type ReplayRow,
  type ReplayRule,
  type ReplaySummary,
  summarizeReplay,
  withTracedLabels,
} from '../domain/replay/index.ts';
import type { Instant } from '../kernel/index.ts';
import { type AssessInput, type Assessment, assess, type Rulebook } from './assess.ts';
import type { ReferencedChange, Watch } from './history.ts';
import {
  commitsWithoutLines,
  type ProvenanceRecords,
  type RecordedLines,
  withRecordedLines,
} from './recorded-lines.ts';
import type { RiskHistory } from './risk-history.ts';
import { type TraceableChange, traceableOf, traceLabels } from './trace-labels.ts';

/** A window of history judged change by change. */
export interface JudgedHistory {
  readonly summary: ReplaySummary;
  /** In the order of `summary.rows`. */
  readonly labels: readonly ChangeLabel[];
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
    /** `null` = not asked for. */
    readonly risk: RiskHistory | null;
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
    readonly statement: LandedStatement;
    readonly traceable: TraceableChange | null;
  }[] = [];
  let judged = 0;
  const recorded = withRecordedLines({
    history: options.history,
    records: async () => (await options.basis).records,
    items: window,
    commitsOf: ({ change }) => commitsWithoutLines(change),
    counted: true,
  });
  for await (const { item, lines } of recorded) {
    const { change, reference } = item;
    const { records, rulebook, risk } = await options.basis;
    if (judged % BREATH === 0) await breathe(options.signal);
    judged += 1;
    const statement = landedStatement(change);
    if (statement === null) continue;
    const assessment = assessLanded({
      change,
      records,
      lines,
      rulebook,
      reference,
      risk: risk?.landed(statement.commit) ?? null,
      now,
    });
    newestFirst.push({
      draft: rowOf(assessment, statement),
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
  const { rulebook } = await options.basis;
  const summary = summarizeReplay({
    rows,
    rules: rulesOf(rulebook, now),
    labels: options.tracing === null ? 'stated' : 'traced',
    seniorMinutesPerWeek: rulebook.configuration.policy.seniorMinutesPerWeek,
  });
  return { summary, labels };
}

const NO_LABEL: ChangeLabel = { kind: 'none', evidence: null, by: [] };

/** A landed change is judged without sign-offs: what the gate would have asked. */
export function assessLanded(input: {
  readonly change: Change;
  readonly records: ProvenanceRecords;
  readonly lines: RecordedLines;
  readonly rulebook: Rulebook;
  readonly reference: AssessInput['reference'];
  readonly risk: AssessInput['risk'];
  readonly now: Instant;
}): Assessment {
  return assess({ ...input, context: NO_CONTEXT, findings: null, pullRequest: null, environment: [] });
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
    verdict: {
      decision: decision.wouldDecide,
      matched: decision.outcomes
        .filter((outcome) => outcome.kind === 'satisfied' || outcome.kind === 'unsatisfied')
        .map((outcome) => outcome.rule.id),
      holding: decision.outcomes
        .filter((outcome) => outcome.kind === 'unsatisfied')
        .map((outcome) => ({
          rule: outcome.rule.id,
          seniorMinutes: decision.seniorMinutesByRule[outcome.rule.id] ?? 0,
        })),
      unevaluable: decision.unevaluable.map((rule) => rule.rule),
      reviewMinutes: decision.review.minutes,
      seniorMinutes: decision.wouldSeniorMinutes,
    },
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
