import {
  causeOf,
  disputesOf,
  type Incident,
  impactOf,
  mayBeCalledCause,
  type Subject,
  verdictOn,
} from '../../domain/incident/index.ts';
import {
  type AcceptedRisk,
  draftReview,
  type OperationsReview,
  type ReviewedIncident,
  type Week,
} from '../../domain/operations-review/index.ts';
import { digestOfJson } from '../../kernel/index.ts';
import { deliveryFacts, type RecordedDelivery } from './record-fact.ts';
import type { RecordedChange } from './record-view.ts';

/** Drafts the review of a week out of everything that a server knows. */
export function draftFromRecord(
  record: RecordedDelivery,
  { week, services, seed }: { readonly week: Week; readonly services: readonly string[]; readonly seed: string },
): OperationsReview {
  const positions = new Map(record.changes.map(({ id, positions: { last } }) => [id, last]));
  const deployed = record.deployments.map(({ deployment }) => deployment.service);
  return draftReview({
    week,
    facts: deliveryFacts(record),
    incidents: record.incidents.filter(isReal).map(reviewedIncident),
    accepted: record.changes.flatMap(acceptedOf),
    services: services.length > 0 ? services : deployed,
    seed,
    positionOf: (change) => positions.get(change) ?? null,
  });
}

/** The seed of a draft: known before the week began, so that nobody can look first; a spin in the meeting has one of its own. */
export function draftSeed(week: Week): string {
  return digestOfJson(['operations-review', week.name]);
}

function isReal({ ending }: Incident): boolean {
  return ending === null || ending === 'resolved';
}

/** An incident in the words of the review. */
export function reviewedIncident(incident: Incident): ReviewedIncident {
  const { id, title, severity, scope, stage, detection, actions } = incident;
  const cause = causeOf(incident.attribution);
  const isChange = cause.kind === 'change';
  return {
    id,
    title,
    severity,
    state: stage === 'closed' ? 'closed' : incident.mitigatedAt !== null ? 'mitigated' : 'open',
    startedAt: incident.startedAt ?? incident.detectedAt ?? incident.openedAt,
    mitigatedAt: incident.mitigatedAt,
    services: scope.services,
    flows: scope.flows,
    impact: impactOf(incident).map(
      ({ measure, flow, currency, range, basis }) =>
        `${range.low === range.high ? range.low : `${range.low} to ${range.high}`} ${currency ?? measure}${flow === null ? '' : ` in ${flow}`} (${basis})`,
    ),
    detection: detection.source,
    trigger: said(incident, 'trigger'),
    rootCause: said(incident, 'root-cause'),
    aiRole: said(incident, 'ai-role'),
    cause: {
      kind: isChange ? (mayBeCalledCause(cause.grade) ? 'cause' : 'suspect') : cause.kind,
      change: isChange ? cause.id : null,
      probability: cause.kind === 'unknown' ? null : cause.probability,
      grade: isChange ? cause.grade : null,
    },
    disputes: disputesOf(incident),
    actions: actions.map(({ id: action, kind, text, owner, due, state }) => ({
      id: action,
      kind,
      text,
      owner,
      due,
      state,
    })),
  };
}

function said(incident: Incident, subject: Subject): string {
  const verdict = verdictOn(incident, subject);
  if (verdict.kind === 'unknown') return 'unknown';
  if (verdict.kind === 'settled') {
    return `${verdict.settlement.value} (settled${verdict.dissent.length > 0 ? ', with dissent' : ''})`;
  }
  const values = verdict.values.join(', ');
  return verdict.kind === 'disputed' ? `disputed (${values})` : values;
}

function acceptedOf({ id, overrides, isPastGate, landed, positions }: RecordedChange): AcceptedRisk[] {
  const past: AcceptedRisk[] =
    isPastGate && landed !== null
      ? [{ change: id, kind: 'past-the-gate', at: landed, isReviewed: null, position: positions.last }]
      : [];
  return [
    ...overrides.map(
      ({ at, reviewedAt }): AcceptedRisk => ({
        change: id,
        kind: 'override',
        at,
        isReviewed: reviewedAt !== null,
        position: positions.last,
      }),
    ),
    ...past,
  ];
}
