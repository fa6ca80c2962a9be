import type {
  IncidentAnswer,
  IncidentImport,
  IncidentImportRequest,
  IncidentList,
  IncidentOpenRequest,
  IncidentReport,
} from '../../contract/index.ts';
import {
  attributeFromRecord,
  handleIncident,
  type Incident,
  type IncidentActor,
  listIncidents,
  lossesOf,
  openNewIncident,
  overdueOf,
  planAct,
  planWhole,
  readIncident,
  readTimeline,
} from '../../control/index.ts';
import { Fault, type Instant, printable } from '../../kernel/index.ts';
import { isoTime } from '../server/time.ts';
import { incidentReportOf, incidentRowOf } from './document.ts';
import { momentOf } from './part.ts';
import { incidentRefusal, noSuchIncident } from './refusal.ts';
import { actOf, type IncidentTelling, importedActs, wishOf } from './request.ts';

type Store = Parameters<typeof handleIncident>[0]['store'];
type Flows = Parameters<typeof lossesOf>[1]['flows'];

/** Where incidents are kept, and by whose clock. */
export interface LedgerPlace {
  readonly store: Store;
  readonly now: () => Instant;
  /** What the flows are worth. */
  readonly flows: () => Promise<Flows>;
}

/** Who tells something. */
export interface Teller {
  readonly by: IncidentActor;
  /** Actor of the log. */
  readonly actor: string | null;
}

/** Incidents in one list. */
const MAX_LISTED = 200;
/** Actions that a list shows as overdue. */
const MAX_OVERDUE = 100;

/** The ledger, the one that began last first. */
export async function ledgerList(
  { store, now }: LedgerPlace,
  stage: 'all' | 'open',
): Promise<Omit<IncidentList, 'viewer' | 'may'>> {
  const at = now();
  const all = await listIncidents(store);
  const wanted = stage === 'all' ? all : all.filter((each) => each.stage !== 'closed');
  const overdue = all
    .flatMap((incident) => overdueOf(incident, at).map((action) => ({ incident: incident.id, action })))
    .sort((a, b) => a.action.due - b.action.due)
    .slice(0, MAX_OVERDUE);
  return {
    schema: 'firebreak.incidents/v1',
    as_of: isoTime(at),
    incidents: wanted.slice(0, MAX_LISTED).map((incident) => incidentRowOf(incident, at)),
    left: Math.max(0, wanted.length - MAX_LISTED),
    overdue: overdue.map(({ incident, action: { id, text, owner, due } }) => ({
      incident,
      action: id,
      text: printable(text),
      owner: printable(owner),
      due: momentOf(due) ?? '',
    })),
  };
}

/** One incident, whole, with its timeline drawn from the log. Fault: there is none. */
export async function ledgerReport(place: LedgerPlace, id: string): Promise<Omit<IncidentReport, 'viewer' | 'may'>> {
  const { store, now } = place;
  const { incident } = await readIncident(store, id);
  if (incident === null) throw noSuchIncident(id);
  const at = now();
  const [timeline, flows, found] = await Promise.all([
    readTimeline(store, incident, at),
    place.flows(),
    // What people entered stands; else what the record tells when it is read.
    incident.attribution ?? attributeFromRecord(store, incident, at),
  ]);
  const losses = lossesOf(incident, { flows, now: at });
  return incidentReportOf({ ...incident, attribution: found }, { now: at, timeline, losses });
}

/** Opens an incident. Fault: refused. */
export async function openInLedger(
  place: LedgerPlace,
  { teller, request }: { readonly teller: Teller; readonly request: IncidentOpenRequest },
): Promise<IncidentAnswer> {
  const { by, actor } = teller;
  const wish = wishOf(request, { kind: 'human', id: '' });
  const came = await openNewIncident({
    store: place.store,
    actor,
    origin: wish.origin,
    plan: (id) => planWhole({ id, ...wish }, { acts: [], telling: { by, now: place.now() } }),
  });
  if (!came.ok) throw incidentRefusal(came.rejection, '');
  const { incident, position } = came.value;
  return answerOf(place, { incident, position, text: `${incident.id} is open: Sev-${incident.severity}` });
}

/** Enters what somebody tells of an incident. Fault: refused, or there is none. */
export async function tellLedger(
  place: LedgerPlace,
  told: {
    readonly id: string;
    readonly teller: Teller;
    readonly telling: IncidentTelling;
    /** Throws where whoever tells may not, seeing the incident as it stands. */
    readonly mayTell?: (incident: Incident) => void;
  },
): Promise<IncidentAnswer> {
  const { id, teller, telling, mayTell } = told;
  const came = await handleIncident({
    store: place.store,
    id,
    actor: teller.actor,
    plan: (incident) => {
      mayTell?.(incident);
      const now = place.now();
      return planAct(incident, actOf(telling, { incident, now }), { by: teller.by, now });
    },
  });
  if (!came.ok) throw incidentRefusal(came.rejection, id);
  const { incident, position } = came.value;
  return answerOf(place, { incident, position, text: `${id}: ${DONE[telling.act]}` });
}

/** Enters incidents of another record, each all or nothing; what is known already stays as it is. Fault: one is refused. */
export async function importIntoLedger(
  place: LedgerPlace,
  { teller, request }: { readonly teller: Teller; readonly request: IncidentImportRequest },
): Promise<IncidentImport> {
  const opened: IncidentImport['opened'] = [];
  const known: IncidentImport['known'] = [];
  for (const each of request.incidents) {
    const wish = wishOf(each, { kind: 'import', id: each.key });
    const acts = importedActs(each);
    const came = await openNewIncident({
      store: place.store,
      actor: teller.actor,
      origin: wish.origin,
      plan: (id) => planWhole({ id, ...wish }, { acts, telling: { by: teller.by, now: place.now() } }),
    });
    if (!came.ok) throw inFile(incidentRefusal(came.rejection, each.key), each.key);
    const { incident, isNew } = came.value;
    const row = { key: printable(each.key), incident: incident.id };
    if (isNew) opened.push({ ...row, title: printable(incident.title) });
    else known.push(row);
  }
  return { schema: 'firebreak.incident-imported/v1', opened, known };
}

const DONE: Readonly<Record<IncidentTelling['act'], string>> = {
  update: 'put right; what stood there before stays in the record',
  stage: 'its stage is told',
  note: 'noted',
  claim: 'the statement stands beside the others',
  settle: 'settled; what says otherwise stays beside it',
  withdraw: 'taken back; it stays in the record as taken back',
  impact: 'the figure stands beside the others',
  link: 'linked',
  action: 'to be done',
  'action-change': 'the action is changed',
};

function answerOf(
  { now }: LedgerPlace,
  { incident, position, text }: { readonly incident: Incident; readonly position: number; readonly text: string },
): IncidentAnswer {
  return { schema: 'firebreak.incident-answer/v1', incident: incidentRowOf(incident, now()), position, text };
}

function inFile({ kind, code, message, fix }: Fault, key: string): Fault {
  return new Fault({ kind, code, message: `${printable(key)}: ${message}`, ...(fix === null ? {} : { fix }) });
}
