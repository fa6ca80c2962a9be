import {
  type Answer,
  addAction,
  amendIncident,
  attributeIncident,
  changeAction,
  claimOnIncident,
  closeIncident,
  declareIncident,
  evolve,
  type Incident,
  type IncidentEvent,
  type IncidentWish,
  linkToIncident,
  mitigateIncident,
  noteIncident,
  openIncident,
  reopenIncident,
  settleDispute,
  stateImpact,
  type Telling,
  withdrawFromIncident,
} from '../../domain/incident/index.ts';
import { accept, assertNever, type Instant } from '../../kernel/index.ts';

type Told<F extends (incident: Incident, told: never) => Answer> = Omit<Parameters<F>[1], keyof Telling>;

/** What somebody may tell of an incident. */
export type IncidentAct =
  | ({ readonly act: 'update' } & Told<typeof amendIncident>)
  | { readonly act: 'open'; readonly why: string }
  | { readonly act: 'mitigate'; readonly since: Instant | null }
  | ({ readonly act: 'close' } & Omit<Told<typeof closeIncident>, 'since'> & { readonly since: Instant | null })
  | ({ readonly act: 'note' } & Told<typeof noteIncident>)
  | ({ readonly act: 'claim' } & Told<typeof claimOnIncident>)
  | ({ readonly act: 'settle' } & Told<typeof settleDispute>)
  | ({ readonly act: 'withdraw' } & Told<typeof withdrawFromIncident>)
  | ({ readonly act: 'impact' } & Told<typeof stateImpact>)
  | ({ readonly act: 'link' } & Told<typeof linkToIncident>)
  | ({ readonly act: 'attribute' } & Told<typeof attributeIncident>)
  | ({ readonly act: 'action' } & Told<typeof addAction>)
  | ({ readonly act: 'action-change' } & Told<typeof changeAction>);

/** The events of what somebody tells of an incident, or why it is refused. */
export function planAct(incident: Incident, act: IncidentAct, telling: Telling): Answer {
  switch (act.act) {
    case 'update':
      return amendIncident(incident, { ...act, ...telling });
    case 'open':
      return incident.stage === 'triage'
        ? declareIncident(incident, telling)
        : reopenIncident(incident, { ...act, ...telling });
    case 'mitigate':
      return mitigateIncident(incident, { ...telling, since: act.since ?? telling.now });
    case 'close':
      return closeIncident(incident, { ...act, ...telling, since: act.since ?? telling.now });
    case 'note':
      return noteIncident(incident, { ...act, ...telling });
    case 'claim':
      return claimOnIncident(incident, { ...act, ...telling });
    case 'settle':
      return settleDispute(incident, { ...act, ...telling });
    case 'withdraw':
      return withdrawFromIncident(incident, { ...act, ...telling });
    case 'impact':
      return stateImpact(incident, { ...act, ...telling });
    case 'link':
      return linkToIncident(incident, { ...linkOf(act), ...telling });
    case 'attribute':
      return attributeIncident(incident, { ...act, ...telling });
    case 'action':
      return addAction(incident, { ...actionOf(act), ...telling });
    case 'action-change':
      return changeAction(incident, { ...act, ...telling });
    default:
      return assertNever(act);
  }
}

/** The events of an incident that is entered whole: its opening, then what is told of it, in order; the first refusal ends it. */
export function planWhole(
  wish: IncidentWish,
  given: { readonly acts: readonly IncidentAct[]; readonly telling: Telling },
): Answer {
  const { acts, telling } = given;
  const opened = openIncident(wish, telling);
  if (!opened.ok) return opened;
  const events: IncidentEvent[] = [...opened.value];
  let incident = events.reduce<Incident | null>(evolve, null);
  for (const act of acts) {
    if (incident === null) break;
    const planned = planAct(incident, act, telling);
    if (!planned.ok) return planned;
    events.push(...planned.value);
    incident = planned.value.reduce<Incident | null>(evolve, incident);
  }
  return accept(events);
}

function linkOf({ kind, id, grade, why }: Extract<IncidentAct, { act: 'link' }>) {
  return { kind, id, grade, why };
}

function actionOf({ kind, text, owner, due }: Extract<IncidentAct, { act: 'action' }>) {
  return { kind, text, owner, due };
}
