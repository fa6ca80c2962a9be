import {
  type IncidentAnswer,
  type IncidentImport,
  type IncidentImportRequest,
  type IncidentList,
  type IncidentOpenRequest,
  type IncidentReport,
  incidentAnswer,
  incidentImport,
  incidentList,
  incidentReport,
} from '../../../contract/index.ts';
import type { IncidentTelling, LocalLedgerRequest } from '../../../service/index.ts';
import { UsageError } from '../exit.ts';
import { documentOf } from '../server-client.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { fileOf, repositoryOf } from './repository.ts';
import { type ServerOptions, serverClient } from './server-door.ts';

/** Options that say which ledger is meant: of a repository here, or of a server. */
export interface LedgerOptions extends GlobalOptions, ServerOptions {
  readonly data?: string;
}

/** The ledger, wherever it is. */
export interface IncidentDoor {
  list(stage: 'all' | 'open'): Promise<IncidentList>;
  show(id: string): Promise<IncidentReport>;
  open(body: IncidentOpenRequest): Promise<IncidentAnswer>;
  tell(id: string, telling: IncidentTelling): Promise<IncidentAnswer>;
  import(body: IncidentImportRequest): Promise<IncidentImport>;
}

/** The ledger of a server where one is named, else of the repository here. */
export async function openIncidentDoor(
  context: CommandContext,
  options: LedgerOptions,
  { acts }: { readonly acts: boolean },
): Promise<IncidentDoor> {
  const { io, firebreak } = context;
  const isServer = options.server !== undefined || (io.env['FIREBREAK_SERVER'] ?? '') !== '';
  if (!isServer) return localDoor(firebreak.incidents, localLedgerOf(context, options));
  if (options.data !== undefined) throw new UsageError('a server has its own log', 'Leave --data out.');
  const client = await serverClient(context, options, { acts });
  const { origin } = client;
  const path = (id: string): string => `/api/v1/incidents/${encodeURIComponent(id)}`;
  return {
    list: async (stage) => {
      const value = await client.get(`/api/v1/incidents${stage === 'open' ? '?stage=open' : ''}`);
      return documentOf(incidentList, { value, origin });
    },
    show: async (id) => documentOf(incidentReport, { value: await client.get(path(id)), origin }),
    open: async (body) => documentOf(incidentAnswer, { value: await client.post('/api/v1/incidents', body), origin }),
    tell: async (id, { act, body }) =>
      documentOf(incidentAnswer, { value: await client.post(`${path(id)}/${act}`, body), origin }),
    import: async (body) =>
      documentOf(incidentImport, { value: await client.post('/api/v1/incidents/import', body), origin }),
  };
}

/** The ledger of the repository here. */
export function localLedgerOf(context: CommandContext, options: LedgerOptions): LocalLedgerRequest {
  return {
    repository: repositoryOf(context, options),
    data: fileOf(context, options.data),
    signal: context.io.signal,
  };
}

function localDoor(desk: CommandContext['firebreak']['incidents'], request: LocalLedgerRequest): IncidentDoor {
  return {
    list: (stage) => desk.list({ ...request, stage }),
    show: (id) => desk.show({ ...request, id }),
    open: (body) => desk.open({ ...request, body }),
    tell: (id, telling) => desk.tell({ ...request, id, telling }),
    import: (body) => desk.import({ ...request, body }),
  };
}
