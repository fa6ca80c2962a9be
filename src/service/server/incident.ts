import type {
  IncidentAnswer,
  IncidentImport,
  IncidentImportRequest,
  IncidentList,
  IncidentOpenRequest,
  IncidentReport,
} from '../../contract/index.ts';
import { type Incident, type Principal, principalActor } from '../../control/index.ts';
import {
  importIntoLedger,
  type LedgerPlace,
  ledgerList,
  ledgerReport,
  openInLedger,
  type Teller,
  tellLedger,
} from '../incident/ledger.ts';
import type { IncidentTelling } from '../incident/request.ts';
import { requirePermission } from './acting.ts';
import { mayOr } from './may.ts';
import type { Plane } from './plane.ts';
import { viewerOf } from './viewer.ts';

/** The incidents of a server. Methods reject with a `Fault` that says what to do. */
export interface IncidentDesk {
  list(principal: Principal, request: { readonly stage: 'all' | 'open' }): Promise<IncidentList>;
  report(principal: Principal, id: string): Promise<IncidentReport>;
  open(principal: Principal, request: IncidentOpenRequest): Promise<IncidentAnswer>;
  tell(
    principal: Principal,
    request: { readonly id: string; readonly telling: IncidentTelling },
  ): Promise<IncidentAnswer>;
  import(principal: Principal, request: IncidentImportRequest): Promise<IncidentImport>;
}

/** The desk of one node. */
export function makeIncidentDesk({ world, node, services }: Pick<Plane, 'world' | 'node' | 'services'>): IncidentDesk {
  const place: LedgerPlace = { store: node.store, now: world.now, flows: async () => (await services()).flows };
  return {
    async list(principal, { stage }) {
      requirePermission(principal, 'read');
      return { ...(await ledgerList(place, stage)), viewer: viewerOf(principal), may: mayOf(principal) };
    },
    async report(principal, id) {
      requirePermission(principal, 'read');
      return { ...(await ledgerReport(place, id)), viewer: viewerOf(principal), may: mayOf(principal) };
    },
    async open(principal, request) {
      requirePermission(principal, 'submit');
      // The worst severity may pull brakes by the rules of a repository.
      if (request.severity === 1) requirePermission(principal, 'brake');
      return openInLedger(place, { teller: tellerOf(principal), request });
    },
    async tell(principal, { id, telling }) {
      requirePermission(principal, 'submit');
      const mayTell = (incident: Incident): void => requireFor(principal, telling, incident);
      return tellLedger(place, { id, telling, teller: tellerOf(principal), mayTell });
    },
    async import(principal, request) {
      requirePermission(principal, 'release-brake');
      return importIntoLedger(place, { teller: tellerOf(principal), request });
    },
  };
}

function requireFor(principal: Principal, telling: IncidentTelling, incident: Incident): void {
  const right = rightFor(telling, incident);
  if (right !== null) requirePermission(principal, right);
}

/** Caution is for everybody to raise; whoever lowers it needs the right of whoever releases a brake. `null` = none beyond telling. */
function rightFor(telling: IncidentTelling, { severity }: Incident): 'brake' | 'release-brake' | null {
  switch (telling.act) {
    case 'settle':
    case 'withdraw':
      return 'release-brake';
    case 'stage':
      if (telling.body.stage !== 'open') return 'release-brake';
      return severity === 1 ? 'brake' : null;
    case 'update': {
      const { severity: wanted = severity } = telling.body;
      if (wanted > severity) return 'release-brake';
      return wanted === 1 && severity !== 1 ? 'brake' : null;
    }
    default:
      return null;
  }
}

function mayOf(principal: Principal): NonNullable<IncidentList['may']> {
  return {
    tell: mayOr(principal, 'submit', []),
    worsen: mayOr(principal, 'brake', []),
    close: mayOr(principal, 'release-brake', []),
  };
}

/** By ids of accounts and persons alone: what stands in the log names nobody otherwise. */
function tellerOf(principal: Principal): Teller {
  const { actor, personId, isAutomated } = principalActor(principal);
  const id = actor ?? 'nobody';
  const name = personId ?? id;
  if (principal.kind !== 'token') return { by: { kind: 'human', id, name }, actor };
  const by: Teller['by'] = isAutomated
    ? { kind: 'agent', id, name: `an agent of ${name}` }
    : { kind: 'script', id, name: `a script of ${name}` };
  return { by, actor };
}
