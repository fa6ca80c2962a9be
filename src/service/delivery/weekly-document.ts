import type { WeeklyReport, WeeklyReview, WeeklyTrend } from '../../contract/index.ts';
import type { OperationsReview, ReviewRecord, ReviewSentence, ReviewTrends } from '../../control/index.ts';
import { type Instant, printable } from '../../kernel/index.ts';
import { isoOf } from '../decision-document.ts';
import { metricsDocumentOf } from './document.ts';

/** What a document is told beside the draft. */
export interface WeeklyTold {
  readonly source: WeeklyReview['source'];
  readonly repositories: readonly string[];
  readonly notes: readonly string[];
  readonly madeAt: Instant;
}

/** The document of a week in the words of the contract; all text in it is printable. */
export function weeklyReviewOf(review: OperationsReview, told: WeeklyTold): WeeklyReview {
  const { week, severities, trends, wheel } = review;
  return {
    schema: 'firebreak.weekly-review/v1',
    week: week.name,
    from: iso(week.from),
    to: iso(week.to),
    cut_off: iso(review.cutOff),
    made_at: iso(told.madeAt),
    source: told.source,
    repositories: told.repositories.map(printable),
    headline: sentences(review.headline),
    severities: { sev1: severities[1], sev2: severities[2], sev3: severities[3], sev4: severities[4] },
    incidents: review.incidents.map((incident) => ({
      id: incident.id,
      title: printable(incident.title),
      severity: incident.severity,
      state: incident.state,
      started_at: iso(incident.startedAt),
      mitigated_at: incident.mitigatedAt === null ? null : iso(incident.mitigatedAt),
      cause: { ...incident.cause, change: incident.cause.change === null ? null : printable(incident.cause.change) },
      ai_role: printable(incident.aiRole),
      sentences: sentences(incident.sentences),
    })),
    more_incidents: review.moreIncidents,
    trends: {
      incidents: trendOf(trends.incidents),
      repairs: trendOf(trends.repairs),
      failures: trendOf(trends.failures),
    },
    metrics: metricsDocumentOf(review.metrics),
    delivery: sentences(review.delivery),
    cohorts: sentences(review.cohorts),
    accepted: sentences(review.accepted),
    overdue: review.overdue.map(({ incident, kind, text, owner, due }) => ({
      incident,
      kind,
      text: printable(text),
      owner: printable(owner),
      due: iso(due),
    })),
    disputes: sentences(review.disputes),
    wheel: drawOf(wheel),
    notes: [...told.notes],
  };
}

/** A draw of the wheel in the words of the contract. */
export function drawOf({ candidates, seed, drawn }: OperationsReview['wheel']): WeeklyReview['wheel'] {
  return { candidates: candidates.map(printable), seed, drawn: drawn === null ? null : printable(drawn) };
}

/** What a meeting decided, in the words of the contract. */
export function decisionsOf({ decisions }: ReviewRecord, now: Instant): WeeklyReport['decisions'] {
  return decisions.map(({ id, text, owner, due, state, at }) => ({
    id,
    text: printable(text),
    owner: printable(owner),
    due: iso(due),
    state,
    overdue: state === 'open' && due < now,
    at: iso(at),
  }));
}

function sentences(
  all: readonly ReviewSentence[],
): { text: string; sources: WeeklyReview['headline'][number]['sources'] }[] {
  return all.map(({ text, sources }) => ({ text: printable(text), sources: sources.map((source) => ({ ...source })) }));
}

function trendOf({ centre, baseline, points }: ReviewTrends['incidents']): WeeklyTrend {
  return {
    centre,
    baseline,
    points: points.map(({ from, count, n, value, low, high, isSignal }) => ({
      from: iso(from),
      count,
      n,
      value,
      low,
      high,
      signal: isSignal,
    })),
  };
}

function iso(at: Instant): string {
  return isoOf(at) ?? '';
}
