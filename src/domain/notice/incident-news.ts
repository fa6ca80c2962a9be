import { excerpt } from '../../kernel/index.ts';
import type { Incident, IncidentEvent, Severity } from '../incident/index.ts';
import type { Piece } from './model.ts';

/** What the channel is told of an incident: that a bad one is there. */
export interface IncidentNews {
  readonly kind: 'incident-opened';
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly places: readonly string[];
  readonly by: string;
}

/** From this severity on people are told at once. */
const TOLD: Severity = 2;
/** Characters of what somebody wrote, and places, that a line shows. */
const SAID = 120;
const PLACES = 5;

/** Whether an event may be news: somebody opened or declared an incident, or changed how bad it is. */
export function mayBeIncidentNews(event: IncidentEvent): boolean {
  switch (event.kind) {
    case 'IncidentOpened':
      return event.stage === 'open' && event.told.severity <= TOLD;
    case 'IncidentAmended':
      return event.change.severity !== undefined && event.change.severity <= TOLD;
    case 'IncidentStaged':
      return event.stage === 'open';
    default:
      return false;
  }
}

/** What an event tells of an incident as it stands; `null` = nothing: it is mild, over, or nobody declared it. */
export function newsOfIncident(event: IncidentEvent, incident: Incident | null): IncidentNews | null {
  if (!mayBeIncidentNews(event) || incident === null) return null;
  const { id, severity, title, stage, scope } = incident;
  if (severity > TOLD || (stage !== 'open' && stage !== 'mitigated')) return null;
  const places = [...scope.flows, ...scope.services].slice(0, PLACES);
  return { kind: 'incident-opened', id, severity, title, places, by: event.by.name };
}

/** The line of it. */
export function incidentPieces({ id, severity, title, places, by }: IncidentNews): readonly Piece[] {
  const where: readonly Piece[] =
    places.length === 0 ? [] : [{ own: ' on ' }, { said: excerpt(places.join(', '), SAID) }];
  return [
    { own: `Sev-${severity} ${id}` },
    ...where,
    { own: ': ' },
    { said: excerpt(title, SAID) },
    { own: ', told by ' },
    { said: excerpt(by, SAID) },
  ];
}
