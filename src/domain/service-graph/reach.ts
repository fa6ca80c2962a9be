import { isObserved, type ServiceGraph } from './merge.ts';
import type { ReachedService, ServiceCall } from './model.ts';

/** Services that are followed; a catalogue of more is a whole industry, and an answer naming it says nothing. */
export const REACHED_SERVICES = 5_000;

/**
 * The touched services and everything that needs them, directly or through others, nearest first and then by id. Each
 * service is named once, by a shortest way; cycles end. Touched services that the graph does not know are kept.
 */
export function reachedServices(graph: ServiceGraph, touched: readonly string[]): readonly ReachedService[] {
  const found = new Map<string, ReachedService>();
  let ring = [...new Set(touched)].sort().map((id): ReachedService => service(graph, { id, hops: 0, through: [] }));
  while (ring.length > 0 && found.size < REACHED_SERVICES) {
    for (const each of ring) found.set(each.id, each);
    const next = new Map<string, ReachedService>();
    for (const { id, hops, through } of ring) {
      for (const call of graph.callersOf.get(id) ?? []) {
        if (found.has(call.caller) || next.has(call.caller)) continue;
        next.set(call.caller, service(graph, { id: call.caller, hops: hops + 1, through: [call, ...through] }));
      }
    }
    ring = [...next.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  return [...found.values()];
}

function service(
  graph: ServiceGraph,
  way: { readonly id: string; readonly hops: number; readonly through: readonly ServiceCall[] },
): ReachedService {
  return { ...way, tier: graph.services.get(way.id)?.tier ?? null, evidence: evidenceOf(way.through) };
}

function evidenceOf(through: readonly ServiceCall[]): ReachedService['evidence'] {
  if (through.length === 0) return 'touched';
  if (through.every(({ stated }) => stated.some(({ origin }) => isObserved(origin)))) return 'observed';
  return through.every(({ stated }) => stated.some(({ origin }) => !isObserved(origin))) ? 'declared' : 'mixed';
}
