import type { ReplayCapture, ReplayReport } from '../contract/index.ts';
import { type JudgedRepository, judgeRepository, type World, waits } from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import { isoOf } from './decision-document.ts';
import type { ReplayRequest } from './firebreak.ts';
import { delayDocumentOf, type NamedPolicies, policyDifferenceOf } from './policy-difference.ts';
import { asOf, replayRiskDocumentOf } from './replay-risk.ts';
import { windowStart } from './window.ts';

/** Judges the window and gives the contract's report. */
export async function replay(world: World, request: ReplayRequest): Promise<ReplayReport> {
  const found = await judgeRepository({
    ...request,
    world,
    start: windowStart(request.since),
    policy: { file: request.policy },
    against: request.against,
    risk: 'always',
  });
  return replayReportOf(found, { policy: request.policy, against: request.against?.file ?? null });
}

const CUT_HISTORY =
  'The history is cut (shallow clone): older changes, and what they were compared with, are missing. Fetch it whole with git fetch --unshallow.';

function replayReportOf(found: JudgedRepository, files: NamedPolicies): ReplayReport {
  const { description, rulebook, against, judged, now } = found;
  const { summary, difference } = judged;
  const { window, totals, wait } = summary;
  return {
    schema: 'firebreak.replay/v1',
    repository: printable(description.name),
    made_at: isoOf(now) ?? '',
    policy: { source: rulebook.configuration.source, digest: rulebook.configuration.digest },
    window: {
      changes: window.changes,
      first: isoOf(window.first),
      last: isoOf(window.last),
      weeks: window.weeks,
      censored_days: window.censoredDays,
    },
    wait: { hours: wait.usual, low: wait.low, high: wait.high, source: wait.source, method: wait.method },
    totals: {
      held: totals.held,
      blocked: totals.blocked,
      passed: totals.passed,
      reverted: totals.reverted,
      fixed: totals.fixed,
      censored: totals.censored,
      traced: totals.traced,
      reverted_held: totals.revertedHeld,
      harm_held: totals.harmHeld,
      harmless_held: totals.harmlessHeld,
      senior_minutes: totals.seniorMinutes,
      senior_minutes_per_week: totals.seniorMinutesPerWeek,
      senior_budget_per_week: totals.seniorBudgetPerWeek,
      delay: delayDocumentOf(totals.delay),
      unevaluable: totals.unevaluable,
    },
    provenance: summary.provenance,
    rules: summary.rules.map((rule) => ({
      rule: rule.rule,
      mode: rule.mode,
      because: printable(rule.because),
      matched: rule.matched,
      held: rule.held,
      harm_held: rule.harmHeld,
      unevaluable: rule.unevaluable,
      senior_minutes: rule.seniorMinutes,
      delay_hours: rule.delayHours,
      note: rule.note,
    })),
    strategies: summary.strategies.map((strategy) => ({
      id: strategy.id,
      name: strategy.name,
      description: strategy.description,
      held: strategy.held,
      harm_held: strategy.harmHeld,
      harmless_held: strategy.harmlessHeld,
      senior_minutes_per_week: strategy.seniorMinutesPerWeek,
    })),
    reach: reachCountsOf(judged.reachCounts),
    ...replayRiskDocumentOf(judged.risk),
    capture: captureOf(summary.capture),
    equal_cost: equalCostOf(summary.equalCost),
    difference:
      difference === null || against === null ? null : policyDifferenceOf({ difference, rulebook, against, files }),
    changes: summary.rows.map((row, index) => ({
      commit: row.commit,
      title: printable(row.title),
      pull_request: row.pullRequest === null ? null : printable(row.pullRequest),
      landed_at: isoOf(row.landedAt),
      risk_score: row.risk?.score ?? null,
      risk_percentile: row.risk?.percentile ?? null,
      risk_as_of: asOf(judged.risk.scored[index] ?? null),
      size_percentile: row.sizePercentile,
      areas: row.areas,
      files: row.files,
      lines: row.lines,
      assistance: row.assistance,
      evidence: row.evidence,
      tier: row.tier,
      ...rowReachOf(judged.reach[index] ?? null),
      label: row.label.kind,
      label_evidence: row.label.evidence,
      labelled_by: [...row.label.by],
      decision: row.verdict.decision,
      rules: row.verdict.holding.map((holding) => holding.rule),
      waiting_rules: row.verdict.holding.filter((holding) => holding.waits).map((holding) => holding.rule),
      waits: waits(row.verdict),
      rule_senior_minutes: Object.fromEntries(
        row.verdict.holding.map((holding) => [holding.rule, holding.seniorMinutes]),
      ),
      unevaluable: [...row.verdict.unevaluable],
      review_minutes: row.verdict.reviewMinutes,
      senior_minutes: row.verdict.seniorMinutes,
    })),
    limits: [...summary.limits, ...(description.shallow ? [CUT_HISTORY] : [])],
  };
}

function rowReachOf(
  reach: JudgedRepository['judged']['reach'][number] | null,
): Pick<ReplayReport['changes'][number], 'operations' | 'reversible' | 'dependents' | 'flows'> {
  return {
    operations: reach?.operations == null ? null : [...reach.operations],
    reversible: reach?.reversible ?? null,
    dependents: reach?.dependents ?? null,
    flows: reach?.flows == null ? null : [...reach.flows],
  };
}

function reachCountsOf({ content, flows }: JudgedRepository['judged']['reachCounts']): ReplayReport['reach'] {
  return {
    content:
      content === null
        ? null
        : { read: content.read, cannot_be_undone: content.cannotBeUndone, not_known: content.notKnown },
    flows,
  };
}

function captureOf({ harm, minimumHarm, rows, auc }: JudgedRepository['judged']['summary']['capture']): ReplayCapture {
  return {
    n_harm: harm,
    minimum_harm: minimumHarm,
    rows: rows.map((row) => ({ gated_percent: row.gatedPercent, by_risk: row.byRisk, by_size: row.bySize })),
    auc: auc === null ? null : { risk: auc.risk, size: auc.size, risk_among_like_sizes: auc.riskAmongLikeSizes },
  };
}

function equalCostOf(found: JudgedRepository['judged']['summary']['equalCost']): ReplayReport['equal_cost'] {
  if (found === null) return null;
  return {
    n_harm: found.harm,
    minimum_harm: found.minimumHarm,
    senior_minutes: found.seniorMinutes,
    senior_minutes_per_week: found.seniorMinutesPerWeek,
    part_of_all: found.partOfAll,
    rows: found.rows.map((row) => ({
      id: row.id,
      name: row.name,
      description: row.description,
      held: row.held,
      senior_minutes: row.seniorMinutes,
      delay_hours: row.delayHours,
      harm_held: row.harmHeld,
      times_every_ai: row.timesEveryAi,
    })),
  };
}
