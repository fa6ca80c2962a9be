import type { CompiledCatalog } from '../catalog/index.ts';
import type { FilePath } from '../change/index.ts';
import type { CodeGraph, NotAnalysed } from '../code-graph/index.ts';
import { assessReversibility, type OperationReading } from '../operation/index.ts';
import type { ServiceGraph } from '../service-graph/index.ts';
import { exposureOf } from './exposure.ts';
import { type BlastPackage, type BlastRadius, type BlastRing, FILE_LIMIT, type ReachedPlaces } from './model.ts';
import { placesReached, reachedTier } from './place.ts';
import type { ReachInput } from './reach/candidate.ts';
import { type ReachModel, rankReach } from './reach/rank.ts';

/** What reached places are made of. */
export interface PlaceInput {
  /** Paths of the change, old and new. */
  readonly changed: readonly FilePath[];
  /** Hops along imports of the files that use the change; `null` where no import graph could be had. */
  readonly dependents: ReadonlyMap<FilePath, number> | null;
  readonly graph: CodeGraph | null;
  /** Folder of the package that a path belongs to; empty for the root. */
  packageOf(path: FilePath): string;
  readonly catalog: CompiledCatalog;
  readonly services: ServiceGraph;
}

/** Everything a blast radius is made of. */
export interface BlastInput extends Omit<PlaceInput, 'changed' | 'dependents'> {
  readonly reach: ReachInput;
  readonly model: ReachModel;
  readonly reading: OperationReading;
}

/** The packages, services, flows and money that a change reaches. */
export function reachedPlaces(input: PlaceInput): ReachedPlaces {
  const { changed, graph, catalog } = input;
  const dependents = input.dependents ?? new Map<FilePath, number>();
  const { services, flows } = placesReached({ catalog, graph: input.services, changed, dependents });
  const reached = new Set(flows.map(({ id }) => id));
  const near = new Set<string>([...changed, ...dependents.keys()]);
  return {
    rings: input.dependents === null ? null : ringsOf(dependents),
    packages: packagesOf(dependents, input.packageOf),
    services,
    flows,
    tier: reachedTier(services, flows),
    catalogued: input.services.services.size > 0 || catalog.catalog.flows.length > 0,
    exposure: exposureOf(catalog.catalog.flows.filter(({ id }) => reached.has(id))),
    notAnalysed: (graph?.notAnalysed ?? []).filter(({ path }) => near.has(path)),
  };
}

/** Puts together what a change can reach; pure, so that a client, a replay and a test see the same. */
export function blastRadius(input: BlastInput): BlastRadius {
  const { reach, graph, reading } = input;
  const ranked = rankReach(reach, input.model);
  const places = reachedPlaces({ ...input, changed: reach.changed, dependents: reach.imports?.dependents ?? null });
  return {
    ...places,
    files: ranked.slice(0, FILE_LIMIT),
    moreFiles: Math.max(0, ranked.length - FILE_LIMIT),
    operations: reading.operations,
    reversal: assessReversibility(reading),
    notAnalysedInTree: graph === null ? null : countByKind(graph.notAnalysed),
    unread: [
      ...reading.unread,
      ...input.services.unread.map(({ place, ...why }) => ({ path: place as FilePath, ...why })),
    ],
    findings: input.services.findings.filter((finding) =>
      finding.services.some((id) => places.services.some((service) => service.id === id)),
    ),
  };
}

function ringsOf(dependents: ReadonlyMap<FilePath, number>): readonly BlastRing[] {
  const counts = new Map<number, number>();
  for (const hops of dependents.values()) counts.set(hops, (counts.get(hops) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b).map(([hops, files]) => ({ hops, files }));
}

function packagesOf(
  dependents: ReadonlyMap<FilePath, number>,
  packageOf: (path: FilePath) => string,
): readonly BlastPackage[] {
  const found = new Map<string, { hops: number; files: number }>();
  for (const [path, hops] of dependents) {
    const folder = packageOf(path);
    const known = found.get(folder);
    if (known === undefined) found.set(folder, { hops, files: 1 });
    else {
      known.files += 1;
      known.hops = Math.min(known.hops, hops);
    }
  }
  return [...found]
    .map(([folder, counts]) => ({ folder, ...counts }))
    .sort((a, b) => a.hops - b.hops || b.files - a.files || (a.folder < b.folder ? -1 : 1));
}

function countByKind(all: readonly NotAnalysed[]): Readonly<Record<NotAnalysed['kind'], number>> {
  const counts = { language: 0, 'too-large': 0, unreadable: 0, unresolved: 0, computed: 0, generated: 0 };
  for (const { kind } of all) counts[kind] += 1;
  return counts;
}
