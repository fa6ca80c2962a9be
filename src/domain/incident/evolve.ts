import { assertNever } from '../../kernel/index.ts';
import type { IncidentEvent } from './event.ts';
import type { AmendedField, Incident, Said } from './model.ts';

/** An incident after an event; total: an event about one that was never opened changes nothing. */
export function evolve(incident: Incident | null, event: IncidentEvent): Incident | null {
  if (event.kind === 'IncidentOpened') return incident ?? opened(event);
  return incident === null ? null : { ...changed(incident, event), changedAt: event.at };
}

type Later = Exclude<IncidentEvent, { readonly kind: 'IncidentOpened' }>;

function opened({ id, at, by, stage, told }: Extract<IncidentEvent, { kind: 'IncidentOpened' }>): Incident {
  return {
    id,
    ...told,
    stage,
    ending: null,
    openedBy: by,
    openedAt: at,
    declaredAt: stage === 'open' ? at : null,
    mitigatedAt: null,
    closedAt: null,
    changedAt: at,
    claims: [],
    settlements: [],
    impacts: [],
    notes: [],
    actions: [],
    links: [],
    attribution: null,
    corrections: [],
  };
}

function changed(incident: Incident, event: Later): Incident {
  switch (event.kind) {
    case 'IncidentAmended': {
      const { change, why, by, at } = event;
      const fields = Object.keys(change).sort() as AmendedField[];
      return { ...incident, ...change, corrections: [...incident.corrections, { changed: fields, why, by, at }] };
    }
    case 'IncidentStaged':
      return staged(incident, event);
    case 'IncidentNoted': {
      const { note, corrects } = event;
      const before = incident.notes.map((each) => (each.id === corrects ? { ...each, correctedBy: note.id } : each));
      return { ...incident, notes: [...before, note] };
    }
    case 'IncidentClaimed':
      return { ...incident, claims: [...incident.claims, event.claim] };
    case 'IncidentImpactStated':
      return { ...incident, impacts: [...incident.impacts, event.impact] };
    case 'IncidentWithdrawn': {
      const { part, why, by, at } = event;
      const taken = <T extends Said & { readonly id: string }>(list: readonly T[]): readonly T[] =>
        list.map((each) => (each.id === part ? { ...each, withdrawn: { by, at, why } } : each));
      return { ...incident, claims: taken(incident.claims), impacts: taken(incident.impacts) };
    }
    case 'IncidentSettled':
      return { ...incident, settlements: [...incident.settlements, event.settlement] };
    case 'IncidentLinked': {
      const { link } = event;
      const others = incident.links.filter(({ kind, id }) => kind !== link.kind || id !== link.id);
      return { ...incident, links: [...others, link] };
    }
    case 'IncidentAttributed':
      return { ...incident, attribution: event.attribution };
    case 'IncidentActionAdded':
      return { ...incident, actions: [...incident.actions, event.action] };
    case 'IncidentActionChanged': {
      const { action, change, at } = event;
      const actions = incident.actions.map((each) =>
        each.id === action ? { ...each, ...change, changedAt: at } : each,
      );
      return { ...incident, actions };
    }
    default:
      return assertNever(event);
  }
}

function staged(incident: Incident, event: Extract<IncidentEvent, { kind: 'IncidentStaged' }>): Incident {
  const { stage, since, ending, at } = event;
  const declaredAt = incident.declaredAt ?? (stage === 'triage' || ending === 'unconfirmed' ? null : at);
  const isOver = stage === 'closed';
  // Of what nobody knows when it began, an entry that is closed does not tell when the harm ended.
  const endsHarm = isOver && ending === 'resolved' && (incident.startedAt ?? incident.detectedAt) !== null;
  const mitigatedAt = stage === 'mitigated' || endsHarm ? (incident.mitigatedAt ?? since) : incident.mitigatedAt;
  return {
    ...incident,
    stage,
    ending,
    declaredAt,
    mitigatedAt: stage === 'open' ? null : mitigatedAt,
    closedAt: isOver ? since : null,
  };
}
