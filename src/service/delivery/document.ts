import type {
  DeliveryMetrics,
  PaceFigureDocument,
  ShareFigureDocument,
  TimeFigureDocument,
} from '../../contract/index.ts';
import {
  DEFINITIONS,
  type DeliveryReport,
  type PaceFigure,
  type ShareFigure,
  type TimeFigure,
} from '../../control/index.ts';
import { printable } from '../../kernel/index.ts';
import { isoOf } from '../decision-document.ts';

const HOUR_MS = 3_600_000;

/** The metrics of a window in the words of the contract; all text in it is printable. */
export function metricsDocumentOf(report: DeliveryReport): DeliveryMetrics {
  const { span, cohorts, completeness, linked } = report;
  return {
    span: { from: isoOf(span.from) ?? '', to: isoOf(span.to) ?? '' },
    definitions_digest: report.definitions,
    definitions: DEFINITIONS,
    landings: paceOf(report.landings),
    repairs: shareOf(report.repairs),
    services: report.services.map((each) => ({
      service: printable(each.service),
      frequency: paceOf(each.frequency),
      lead_time: timeOf(each.leadTime),
      change_fail: shareOf(each.changeFail),
      recovery: timeOf(each.recovery),
      rework: shareOf(each.rework),
      again: each.again,
      back: each.back,
      without_changes: each.withoutChanges,
      of: { ...each.of },
    })),
    stages: report.stages.map(stagesOf),
    cohorts: cohortsOf(cohorts),
    life: report.life === null ? null : report.life.map(({ cohort, after }) => ({ cohort, after: [...after] })),
    escapes: report.escapes.map(({ tier, escaped, byPass }) => ({
      tier,
      escaped: shareOf(escaped),
      by_pass: byPass.map((each) => ({ passed: each.passed, escaped: shareOf(each.escaped) })),
    })),
    rules: report.rules.map(({ repairedAfter, id, ...rest }) => ({
      id: printable(id),
      ...rest,
      repaired_after: repairedAfter,
    })),
    completeness: {
      deployments_linked: shareOf(completeness.deploymentsLinked),
      incidents_judged: shareOf(completeness.incidentsJudged),
      outcomes_known: shareOf(completeness.outcomesKnown),
      provenance_known: shareOf(completeness.provenanceKnown),
    },
    suspected_incidents: linked.suspected.map(printable),
    unlinked_incidents: linked.unlinked.map(printable),
  };
}

/** A share in the words of the contract. */
export function shareOf({ rule, numerator, denominator, events, share, low, high }: ShareFigure): ShareFigureDocument {
  return { rule, numerator, denominator, events, share, low, high };
}

function paceOf({ rule, count, weeks, perWeek, low, high }: PaceFigure): PaceFigureDocument {
  return { rule, count, weeks, per_week: perWeek, low, high };
}

function timeOf({ rule, ended, lasting, unknown, median, p75, p90 }: TimeFigure): TimeFigureDocument {
  const inHours = ({ value, low, high }: TimeFigure['median']) => ({
    value: value === null ? null : value / HOUR_MS,
    low: low === null ? null : low / HOUR_MS,
    high: high === null ? null : high / HOUR_MS,
  });
  return { rule, ended, lasting, unknown, median: inHours(median), p75: inHours(p75), p90: inHours(p90) };
}

function stagesOf({ service, changes, stages, bottleneck, unreviewed }: DeliveryReport['stages'][number]) {
  return {
    service: printable(service),
    changes,
    stages: stages.map(({ stage, time, arrivals, departures, waiting, meanWaiting, share }) => ({
      stage,
      time: timeOf(time),
      arrivals_per_week: arrivals,
      departures_per_week: departures,
      waiting,
      mean_waiting: meanWaiting,
      share,
    })),
    bottleneck:
      bottleneck === null ? null : { stage: bottleneck.stage, share: bottleneck.share, clear: bottleneck.isClear },
    unreviewed,
  };
}

function cohortsOf(cohorts: DeliveryReport['cohorts']): DeliveryMetrics['cohorts'] {
  const { power } = cohorts;
  return {
    ai: shareOf(cohorts.ai),
    human: shareOf(cohorts.human),
    unknown: shareOf(cohorts.unknown),
    evidence: { ...cohorts.evidence },
    against: cohorts.against,
    raw: { ...cohorts.raw },
    total: adjustedOf(cohorts.total),
    direct: adjustedOf(cohorts.direct),
    reversed: cohorts.isReversed,
    label_errors: cohorts.labelErrors.map((each) => ({ ...each })),
    power: { needed_per_arm: power.neededPerArm, ai: power.ai, other: power.other, detectable: power.detectable },
    verdict: cohorts.verdict,
  };
}

function adjustedOf(effect: DeliveryReport['cohorts']['total']): DeliveryMetrics['cohorts']['total'] {
  const { standardised } = effect;
  return {
    difference: effect.difference,
    ratio: effect.ratio,
    standardised: standardised === null ? null : { ai: standardised.share, other: standardised.otherShare },
    strata: effect.strata,
    overlap: effect.overlap,
    other_overlap: effect.otherOverlap,
    confounding: effect.confounding,
  };
}
