import { printable } from '../../kernel/index.ts';
import type { PathPattern } from './glob.ts';
import type { Catalog, CriticalFlow, Service, Tier } from './model.ts';
import { type CompiledOwnership, compileOwnership, type OwnerGroup, ownersOf } from './ownership.ts';
import { foldPath } from './path-fold.ts';
import { compileGlob } from './pattern.ts';
import { allMatches, indexPatterns, type PatternIndex } from './pattern-index.ts';
import { indexPeople, type PeopleIndex } from './people.ts';

/** A catalog with its patterns and people indexed; make it once, ask it for every change. */
export interface CompiledCatalog {
  readonly catalog: Catalog;
  readonly people: PeopleIndex;
  readonly ownership: CompiledOwnership | null;
  readonly areas: PatternIndex;
  /**
   * The same patterns as `foldPath` reads them, so that a path that only looks like another one still reaches what it would
   * replace; `null` = they are the same.
   */
  readonly foldedAreas: PatternIndex | null;
  /** What each position of `areas` belongs to. */
  readonly areaOwners: readonly Area[];
  readonly flowsByService: ReadonlyMap<string, readonly CriticalFlow[]>;
}

type Area =
  | { readonly kind: 'service'; readonly service: Service }
  | { readonly kind: 'flow'; readonly flow: CriticalFlow };

/** Where a set of paths stands in the catalog; every list is sorted and unique. */
export interface Place {
  /** The most critical tier of the services and flows touched; `null` = not known. */
  readonly tier: Tier | null;
  /** One sentence that says why the tier is not known and what makes it known; `null` where it is. */
  readonly whyTierUnknown: string | null;
  readonly services: readonly string[];
  readonly flows: readonly string[];
  /** References of all owners: of the services touched and of CODEOWNERS (optional sections too: they own, they are only not asked). */
  readonly owners: readonly string[];
  /** What CODEOWNERS says, one entry for each rule that decided, with the paths it decided. */
  readonly ownerGroups: readonly (OwnerGroup & { readonly paths: readonly string[] })[];
  /** Paths that neither CODEOWNERS nor a service gives to somebody. */
  readonly unownedPaths: readonly string[];
  /** Paths outside every service and flow. */
  readonly unplacedPaths: readonly string[];
}

/** Compiles a catalog. A glob that the configuration would have refused matches nothing. */
export function compileCatalog(catalog: Catalog): CompiledCatalog {
  const patterns: PathPattern[] = [];
  const folded: PathPattern[] = [];
  let isFolded = false;
  const areaOwners: Area[] = [];
  const add = (globs: readonly string[], area: Area): void => {
    for (const glob of globs) {
      const compiled = compileGlob(glob);
      if (!compiled.ok) continue;
      const seen = foldPath(glob);
      const compiledSeen = seen === glob ? compiled : compileGlob(seen);
      isFolded ||= seen !== glob;
      patterns.push(compiled.value);
      folded.push(compiledSeen.ok ? compiledSeen.value : compiled.value);
      areaOwners.push(area);
    }
  };
  for (const service of catalog.services) add(service.paths, { kind: 'service', service });
  for (const flow of catalog.flows) add(flow.paths, { kind: 'flow', flow });
  return {
    catalog,
    people: indexPeople(catalog),
    ownership: catalog.ownership === null ? null : compileOwnership(catalog.ownership),
    areas: indexPatterns(patterns),
    foldedAreas: isFolded ? indexPatterns(folded) : null,
    areaOwners,
    flowsByService: flowsByService(catalog),
  };
}

/**
 * What the paths touch and who owns them. Paths outside every service leave the tier to the others; where no path is
 * placed at all the tier is unknown, never the least critical one. Give old and new path of a renamed file.
 */
export function placeOf(compiled: CompiledCatalog, paths: readonly string[]): Place {
  const touched: Touched = { services: new Map(), flows: new Map(), owners: new Set(), groups: new Map() };
  const unowned: string[] = [];
  const unplaced: string[] = [];
  for (const path of new Set(paths)) {
    const { placed, owned } = touch(compiled, touched, path);
    if (!placed) unplaced.push(path);
    if (!owned) unowned.push(path);
  }
  const tier = mostCritical([...touched.services.values(), ...touched.flows.values()]);
  return {
    tier,
    whyTierUnknown: tier === null ? whyUnknown(compiled.catalog, paths) : null,
    services: [...touched.services.keys()].sort(),
    flows: [...touched.flows.keys()].sort(),
    owners: [...touched.owners].sort(),
    ownerGroups: [...touched.groups.values()].sort((a, b) => a.line - b.line),
    unownedPaths: unowned.sort(),
    unplacedPaths: unplaced.sort(),
  };
}

interface Touched {
  readonly services: Map<string, Service>;
  readonly flows: Map<string, CriticalFlow>;
  readonly owners: Set<string>;
  readonly groups: Map<number, OwnerGroup & { readonly paths: string[] }>;
}

function touch(compiled: CompiledCatalog, touched: Touched, path: string): { placed: boolean; owned: boolean } {
  const areas = areasOf(compiled, path).map((position) => compiled.areaOwners[position]);
  let owned = false;
  for (const area of areas) {
    if (area?.kind === 'flow') touched.flows.set(area.flow.id, area.flow);
    if (area?.kind !== 'service') continue;
    touched.services.set(area.service.id, area.service);
    for (const flow of compiled.flowsByService.get(area.service.id) ?? []) touched.flows.set(flow.id, flow);
    owned = giveTo(touched, area.service.owners) || owned;
  }
  const groups = compiled.ownership === null ? [] : ownersOf(compiled.ownership, path);
  for (const group of groups) {
    const known = touched.groups.get(group.line);
    if (known === undefined) touched.groups.set(group.line, { ...group, paths: [path] });
    else known.paths.push(path);
    owned = giveTo(touched, group.owners) || owned;
  }
  return { placed: areas.length > 0, owned };
}

function areasOf({ areas, foldedAreas }: CompiledCatalog, path: string): readonly number[] {
  const exact = allMatches(areas, path);
  const seen = foldPath(path);
  if (seen === path && foldedAreas === null) return exact;
  return [...new Set([...exact, ...allMatches(foldedAreas ?? areas, seen)])];
}

function giveTo(touched: Touched, owners: readonly string[]): boolean {
  for (const owner of owners) touched.owners.add(owner);
  return owners.length > 0;
}

function mostCritical(areas: readonly { readonly tier: Tier }[]): Tier | null {
  return areas.reduce<Tier | null>((tier, area) => (tier === null || area.tier < tier ? area.tier : tier), null);
}

function whyUnknown(catalog: Catalog, paths: readonly string[]): string {
  if (paths.length === 0) return 'the change touches no path, so it has no tier';
  if (catalog.services.length === 0 && catalog.flows.length === 0) {
    return 'the configuration names no service; add services with paths and a tier to firebreak.yaml';
  }
  const [first = ''] = paths;
  const others = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
  return `no service or flow of the configuration covers ${printable(first)}${others}; add the path to a service in firebreak.yaml`;
}

function flowsByService(catalog: Catalog): ReadonlyMap<string, readonly CriticalFlow[]> {
  const found = new Map<string, CriticalFlow[]>();
  for (const flow of catalog.flows) {
    for (const service of flow.services) found.set(service, [...(found.get(service) ?? []), flow]);
  }
  return found;
}
