import type { IncidentReport, IncidentRow } from '../../contract/index.ts';
import {
  beganAt,
  disputesOf,
  type Incident,
  type IncidentLosses,
  impactOf,
  isOverdue,
  overdueOf,
  spansOf,
  type Timeline,
} from '../../control/index.ts';
import { type Instant, printable } from '../../kernel/index.ts';
import { isoTime } from '../server/time.ts';
import { actorOf, momentOf, saidOf, scopeOf } from './part.ts';
import { causeDocumentOf, verdictOf } from './verdict.ts';

/** One incident as a line of a list. All text in it is printable. */
export function incidentRowOf(incident: Incident, now: Instant): IncidentRow {
  const { actions, detection } = incident;
  const spans = spansOf(incident, now);
  const minutes = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 6_000) / 10);
  return {
    id: incident.id,
    title: printable(incident.title),
    severity: incident.severity,
    stage: incident.stage,
    ending: incident.ending,
    scope: scopeOf(incident.scope),
    began_at: momentOf(beganAt(incident)) ?? isoTime(incident.openedAt),
    opened_at: isoTime(incident.openedAt),
    declared_at: momentOf(incident.declaredAt),
    started_at: momentOf(incident.startedAt),
    detected_at: momentOf(incident.detectedAt),
    mitigated_at: momentOf(incident.mitigatedAt),
    closed_at: momentOf(incident.closedAt),
    changed_at: isoTime(incident.changedAt),
    minutes: {
      detect: minutes(spans.detectMs),
      mitigate: minutes(spans.mitigateMs),
      hurt: minutes(spans.hurtMs),
    },
    detection: { source: detection.source, detail: printable(detection.detail) },
    disputes: [...disputesOf(incident)],
    ai_role: verdictOf(incident, 'ai-role'),
    cause: causeDocumentOf(incident),
    actions: {
      open: actions.filter(({ state }) => state === 'open').length,
      overdue: overdueOf(incident, now).length,
      done: actions.filter(({ state }) => state === 'done').length,
    },
  };
}

/** The parts of the document of one incident that nobody who asks changes. */
export function incidentReportOf(
  incident: Incident,
  given: { readonly now: Instant; readonly timeline: Timeline; readonly losses: IncidentLosses },
): Omit<IncidentReport, 'viewer' | 'may'> {
  const { now, timeline, losses } = given;
  return {
    schema: 'firebreak.incident/v1',
    as_of: isoTime(now),
    ...incidentRowOf(incident, now),
    origin: { kind: incident.origin.kind, id: printable(incident.origin.id) },
    opened_by: actorOf(incident.openedBy),
    trigger: verdictOf(incident, 'trigger'),
    root_cause: verdictOf(incident, 'root-cause'),
    claims: incident.claims.map((claim) => ({
      id: claim.id,
      subject: claim.subject,
      value: claim.value,
      stance: claim.stance,
      evidence: claim.evidence,
      ...saidOf(claim),
    })),
    ...impactParts(incident),
    loss: losses.losses.map(({ flow, currency, estimate: { factors, formula, ...figure } }) => ({
      flow: printable(flow),
      currency,
      ...figure,
      formula,
      inputs: factors.map(({ name, low, high, from }) => ({ name, low, high, from: printable(from) })),
    })),
    loss_unknown: losses.unknown === null ? null : printable(losses.unknown),
    ...tellingParts(incident, now),
    attribution: attributionOf(incident),
    timeline: timelineOf(timeline),
  };
}

function impactParts(incident: Incident): Pick<IncidentReport, 'impact' | 'impact_statements'> {
  const shown = (flow: string | null): string | null => (flow === null ? null : printable(flow));
  return {
    impact: impactOf(incident).map(({ measure, flow, currency, range, basis, from, beside }) => ({
      measure,
      flow: shown(flow),
      currency,
      range: { ...range },
      basis,
      from: [...from],
      beside: [...beside],
    })),
    impact_statements: incident.impacts.map((impact) => ({
      id: impact.id,
      measure: impact.measure,
      flow: shown(impact.flow),
      currency: impact.currency,
      range: { ...impact.range },
      basis: impact.basis,
      ...saidOf(impact),
    })),
  };
}

function tellingParts(
  { notes, actions, links, corrections }: Incident,
  now: Instant,
): Pick<IncidentReport, 'notes' | 'action_list' | 'links' | 'corrections'> {
  return {
    notes: notes.map(({ id, text, about, source, by, at, correctedBy }) => ({
      id,
      text: printable(text),
      about: momentOf(about) ?? isoTime(at),
      source: source === null ? null : printable(source),
      by: actorOf(by),
      at: isoTime(at),
      corrected_by: correctedBy,
    })),
    action_list: actions.map((action) => ({
      id: action.id,
      kind: action.kind,
      text: printable(action.text),
      owner: printable(action.owner),
      due: momentOf(action.due) ?? isoTime(action.at),
      state: action.state,
      overdue: isOverdue(action, now),
      note: action.note === null ? null : printable(action.note),
    })),
    links: links.map(({ kind, id, grade, why, by, at }) => ({
      kind,
      id: printable(id),
      grade,
      why: printable(why),
      by: actorOf(by),
      at: isoTime(at),
    })),
    corrections: corrections.map(({ changed, why, by, at }) => ({
      changed: [...changed],
      why: printable(why),
      by: actorOf(by),
      at: isoTime(at),
    })),
  };
}

function attributionOf({ attribution }: Incident): IncidentReport['attribution'] {
  if (attribution === null) return null;
  const { candidates, none, unknown, method, at } = attribution;
  return {
    candidates: candidates.map(({ id, kind, probability, grade, reasons }) => ({
      id: printable(id),
      kind: printable(kind),
      probability,
      grade,
      reasons: reasons.map(printable),
    })),
    none,
    unknown,
    method: printable(method),
    at: isoTime(at),
  };
}

function timelineOf({ lines, left, isWhole, from, to }: Timeline): IncidentReport['timeline'] {
  return {
    lines: lines.map(({ at, kind, text, position, about, isNear }) => ({
      at: momentOf(at) ?? '',
      kind,
      text: printable(text),
      position,
      about: about === null ? null : { kind: about.kind, id: printable(about.id) },
      near: isNear,
    })),
    left,
    whole: isWhole,
    from: isoTime(from),
    to: isoTime(to),
  };
}
