import type {
  IncidentAnswer,
  IncidentImport,
  IncidentImportRequest,
  IncidentList,
  IncidentOpenRequest,
  IncidentReport,
} from '../../contract/index.ts';
import { agentsHere, type OpenLog, readRulebook, type World, withQueueLog } from '../../control/index.ts';
import { Fault } from '../../kernel/index.ts';
import { isoTime } from '../server/time.ts';
import {
  importIntoLedger,
  type LedgerPlace,
  ledgerList,
  ledgerReport,
  openInLedger,
  type Teller,
  tellLedger,
} from './ledger.ts';
import { noSuchIncident } from './refusal.ts';
import type { IncidentTelling } from './request.ts';

/** Which ledger is meant. */
export interface LocalLedgerRequest {
  /** Any path inside the repository, or a bare one. */
  readonly repository: string;
  /** Folder of the log; `null` = the one inside the git directory. */
  readonly data: string | null;
  readonly signal?: AbortSignal;
}

/** The ledger of a repository of this machine, without a server. Methods reject with a `Fault` that says what to do. */
export interface LocalIncidentDesk {
  list(request: LocalLedgerRequest & { readonly stage: 'all' | 'open' }): Promise<IncidentList>;
  show(request: LocalLedgerRequest & { readonly id: string }): Promise<IncidentReport>;
  open(request: LocalLedgerRequest & { readonly body: IncidentOpenRequest }): Promise<IncidentAnswer>;
  tell(
    request: LocalLedgerRequest & { readonly id: string; readonly telling: IncidentTelling },
  ): Promise<IncidentAnswer>;
  import(request: LocalLedgerRequest & { readonly body: IncidentImportRequest }): Promise<IncidentImport>;
}

/** The desk over a world. */
export function makeLocalIncidentDesk(world: World): LocalIncidentDesk {
  const teller = (): Teller => ({ by: localActor(world), actor: null });
  return {
    async list({ stage, ...request }) {
      const found = await readingLedger(world, request, (place) => ledgerList(place, stage));
      return { ...(found ?? nothing(isoTime(world.now()))), viewer: null, may: null };
    },
    async show({ id, ...request }) {
      const found = await readingLedger(world, request, (place) => ledgerReport(place, id));
      if (found === null) throw noSuchIncident(id);
      return { ...found, viewer: null, may: null };
    },
    open: ({ body, ...request }) =>
      writingLedger(world, request, (place) => openInLedger(place, { teller: teller(), request: body })),
    tell: ({ id, telling, ...request }) =>
      writingLedger(world, request, (place) => tellLedger(place, { id, telling, teller: teller() })),
    import: ({ body, ...request }) =>
      writingLedger(world, request, (place) => importIntoLedger(place, { teller: teller(), request: body })),
  };
}

/** Whoever works at this machine; an agent that the environment shows is no human. */
function localActor(world: World): Teller['by'] {
  const [agent] = agentsHere(world);
  return agent === undefined
    ? { kind: 'human', id: 'local', name: 'somebody at this machine' }
    : { kind: 'agent', id: 'local', name: agent };
}

type Place = { readonly folder: string; readonly flows: LedgerPlace['flows'] };

async function placeOf(world: World, { repository, data, signal }: LocalLedgerRequest): Promise<Place> {
  const history = await world.openRepository({ path: repository, signal });
  const { defaultTips, tip } = await history.describe();
  const folder = data ?? (await world.dataFolder({ path: repository, signal }));
  const flows: LedgerPlace['flows'] = async () => {
    const revision = defaultTips[0] ?? tip;
    const { configuration } = await readRulebook({ world, history, revision, policy: { file: null } });
    return configuration.catalog.flows;
  };
  return { folder, flows };
}

/** `null` = nothing was ever kept there. */
async function readingLedger<T>(
  world: World,
  request: LocalLedgerRequest,
  work: (place: LedgerPlace) => Promise<T>,
): Promise<T | null> {
  const { folder, flows } = await placeOf(world, request);
  let log: OpenLog;
  try {
    log = await world.openLog({ folder, use: 'read' });
  } catch (error) {
    if (error instanceof Fault && error.code === 'no-log') return null;
    throw error;
  }
  try {
    return await work({ store: log.store, now: world.now, flows });
  } finally {
    await log.store.close();
  }
}

async function writingLedger<T>(
  world: World,
  request: LocalLedgerRequest,
  work: (place: LedgerPlace) => Promise<T>,
): Promise<T> {
  const { folder, flows } = await placeOf(world, request);
  return withQueueLog({ world, data: folder }, ({ store }) => work({ store, now: world.now, flows }));
}

function nothing(at: string): Omit<IncidentList, 'viewer' | 'may'> {
  return { schema: 'firebreak.incidents/v1', as_of: at, incidents: [], left: 0, overdue: [] };
}
