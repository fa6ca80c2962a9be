import { type Instant, instant } from '../../kernel/index.ts';
import {
  asKnownAt,
  type CodeLifeFacts,
  countTrend,
  type DeliveryFacts,
  deliveryReport,
  failuresByWeek,
  isInside,
  repairsByWeek,
  shareTrend,
  TREND_WEEKS,
  WEEK_MS,
  weeksBefore,
} from '../delivery/index.ts';
import { incidentSentences } from './incident-text.ts';
import type { AcceptedRisk, OperationsReview, ReviewedIncident, ReviewTrends } from './model.ts';
import {
  acceptedSentences,
  cohortSentences,
  deliverySentences,
  disputeSentences,
  headlineSentences,
} from './sentence.ts';
import type { Week } from './week.ts';
import { spinWheel } from './wheel.ts';

/** Everything that a draft rests on. */
export interface ReviewGround {
  readonly week: Week;
  readonly facts: DeliveryFacts & CodeLifeFacts;
  readonly incidents: readonly ReviewedIncident[];
  readonly accepted: readonly AcceptedRisk[];
  /** Names of services that run, whether or not they were deployed. */
  readonly services: readonly string[];
  /** Of the wheel. */
  readonly seed: string;
  /** Event of the log that a change was last told by; `null` = it is known from git alone. */
  readonly positionOf: (change: string) => number | null;
}

/** Incidents that are told in full; more do not fit two pages. */
const MAX_INCIDENTS = 5;
/** Figures of services rest on so many weeks: one week of one service says nothing. */
const METRIC_WEEKS = 12;

/** Drafts the document of a week out of what was known at its end. The same ground gives the same document. */
export function draftReview(ground: ReviewGround): OperationsReview {
  const { week } = ground;
  const cutOff = week.to;
  const facts = asKnownAt(ground.facts, cutOff);
  const metrics = deliveryReport(facts, { from: instant(cutOff - METRIC_WEEKS * WEEK_MS), to: cutOff });
  const known = ground.incidents.filter(({ startedAt }) => startedAt < cutOff);
  const ours = known
    .filter(({ startedAt }) => isInside(startedAt, week))
    .sort((a, b) => a.severity - b.severity || a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  const trends = trendsOf(facts, known, week);
  const severities = { 1: 0, 2: 0, 3: 0, 4: 0 };
  for (const { severity } of ours) severities[severity] += 1;
  const accepted = ground.accepted.filter(({ at }) => isInside(at, week));
  const linked = { week, facts, metrics, trends, severities, positionOf: ground.positionOf };
  return {
    week,
    cutOff,
    headline: headlineSentences(linked),
    incidents: ours.slice(0, MAX_INCIDENTS).map((incident) => ({
      ...incident,
      sentences: incidentSentences(incident, { facts, cutOff }),
    })),
    moreIncidents: Math.max(0, ours.length - MAX_INCIDENTS),
    severities,
    trends,
    metrics,
    delivery: deliverySentences(metrics),
    cohorts: cohortSentences(metrics),
    accepted: acceptedSentences(accepted),
    overdue: overdueOf(known, cutOff),
    disputes: disputeSentences(known),
    wheel: spinWheel(ground.services, ground.seed),
  };
}

function trendsOf(
  facts: DeliveryFacts & CodeLifeFacts,
  incidents: readonly ReviewedIncident[],
  week: Week,
): ReviewTrends {
  const weeks = weeksBefore(week.to, TREND_WEEKS);
  const counts = weeks.map(() => 0);
  for (const { startedAt } of incidents) {
    const at = Math.floor((startedAt - (weeks[0] ?? week.from)) / WEEK_MS);
    if (at >= 0 && at < counts.length) counts[at] = (counts[at] ?? 0) + 1;
  }
  return {
    incidents: countTrend(weeks.map((from, at) => ({ from, count: counts[at] ?? 0 }))),
    repairs: shareTrend(repairsByWeek(facts, weeks, week.to)),
    failures: shareTrend(failuresByWeek(facts, weeks)),
  };
}

function overdueOf(incidents: readonly ReviewedIncident[], at: Instant): OperationsReview['overdue'] {
  return incidents
    .flatMap(({ id, actions }) => actions.map((action) => ({ ...action, incident: id })))
    .filter(({ state, due }) => state === 'open' && due < at)
    .sort((a, b) => a.due - b.due || (a.id < b.id ? -1 : 1));
}
