import { type CompiledCatalog, type CriticalFlow, placeOf } from '../catalog/index.ts';
import type { FilePath } from '../change/index.ts';
import { mostCritical, type ReachedService, reachedServices, type ServiceGraph } from '../service-graph/index.ts';
import type { BlastFlow, BlastService, ReachedBy } from './model.ts';

/** Services and flows that a change reaches, by three ways: it changes them, they import what changed, they call those. */
export function placesReached(given: {
  readonly catalog: CompiledCatalog;
  readonly graph: ServiceGraph;
  readonly changed: readonly FilePath[];
  /** Hops along imports of the files that use the change. */
  readonly dependents: ReadonlyMap<FilePath, number>;
}): { readonly services: readonly BlastService[]; readonly flows: readonly BlastFlow[] } {
  const touched = placeOf(given.catalog, given.changed);
  const importing = new Map<string, number>();
  const importedFlows = new Map<string, FilePath>();
  for (const [path, hops] of given.dependents) {
    const place = placeOf(given.catalog, [path]);
    for (const id of place.services) importing.set(id, Math.min(hops, importing.get(id) ?? hops));
    for (const id of place.flows) if (!importedFlows.has(id)) importedFlows.set(id, path);
  }
  const changed = new Set(touched.services);
  const starts = [...changed, ...[...importing.keys()].filter((id) => !changed.has(id))];
  const services = reachedServices(given.graph, starts).map((reached) =>
    blastService({ reached, graph: given.graph, changed, importHops: importing.get(reached.id) ?? null }),
  );
  const flows = given.catalog.catalog.flows.flatMap(
    (flow) =>
      reachedFlow({ flow, touched: touched.flows, changed: given.changed, imported: importedFlows, services }) ?? [],
  );
  return { services: services.sort(nearest), flows: flows.sort((a, b) => a.tier - b.tier || (a.id < b.id ? -1 : 1)) };
}

const NEARNESS: Readonly<Record<ReachedBy, number>> = { change: 0, import: 1, call: 2 };

function nearest(a: BlastService, b: BlastService): number {
  return (
    NEARNESS[a.by] - NEARNESS[b.by] ||
    a.callHops - b.callHops ||
    (a.importHops ?? 0) - (b.importHops ?? 0) ||
    (a.id < b.id ? -1 : 1)
  );
}

function blastService(known: {
  readonly reached: ReachedService;
  readonly graph: ServiceGraph;
  readonly changed: ReadonlySet<string>;
  readonly importHops: number | null;
}): BlastService {
  const { reached, graph } = known;
  const node = graph.services.get(reached.id);
  const by = known.changed.has(reached.id) ? 'change' : reached.hops === 0 ? 'import' : 'call';
  return {
    id: reached.id,
    by,
    tier: reached.tier,
    inheritedTier: node?.inheritedTier ?? null,
    owners: node?.owners ?? [],
    callHops: reached.hops,
    importHops: by === 'import' ? known.importHops : null,
    through: reached.through,
    evidence: reached.evidence === 'touched' ? 'code' : reached.evidence,
  };
}

/** A flow by its nearest way: its own paths first, then its services as they were reached. */
function reachedFlow(known: {
  readonly flow: CriticalFlow;
  readonly touched: readonly string[];
  readonly changed: readonly FilePath[];
  readonly imported: ReadonlyMap<string, FilePath>;
  readonly services: readonly BlastService[];
}): BlastFlow | null {
  const { flow, services } = known;
  const { id, tier } = flow;
  const service = services.filter((each) => flow.services.includes(each.id)).sort(nearest)[0];
  if (known.touched.includes(id)) {
    return { id, tier, by: 'change', through: service?.by === 'change' ? service.id : (known.changed[0] ?? id) };
  }
  const path = known.imported.get(id);
  if (path !== undefined) return { id, tier, by: 'import', through: service?.by === 'import' ? service.id : path };
  return service === undefined ? null : { id, tier, by: 'call', through: service.id };
}

/** The most critical tier of all that is reached; what needs a reached service counts with it. */
export function reachedTier(services: readonly BlastService[], flows: readonly BlastFlow[]): BlastFlow['tier'] | null {
  return mostCritical([...services.map(({ tier }) => tier), ...flows.map(({ tier }) => tier)]);
}
