import type { Tier } from '../catalog/index.ts';
import type {
  CallOrigin,
  DescribedService,
  ServiceCall,
  ServiceFinding,
  ServiceNode,
  ServiceReading,
  StatedCall,
} from './model.ts';

/** Services and calls of all sources as one graph. */
export interface ServiceGraph {
  /** Sorted by id. */
  readonly services: ReadonlyMap<string, ServiceNode>;
  /** Sorted by caller and callee; unique. */
  readonly calls: readonly ServiceCall[];
  readonly callersOf: ReadonlyMap<string, readonly ServiceCall[]>;
  /** Sorted by code and services. */
  readonly findings: readonly ServiceFinding[];
  readonly unread: ServiceReading['unread'];
}

/** Whether an origin saw traffic, rather than being told of it. */
export function isObserved(origin: CallOrigin): boolean {
  return origin === 'otel' || origin === 'prometheus';
}

/**
 * The union of what all sources say. Nothing a source says is dropped because another does not say it: a call counts when
 * anybody states it, a tier is the most critical one, and where they differ there is a finding.
 */
export function mergeServices(readings: readonly ServiceReading[]): ServiceGraph {
  const described = readings.flatMap(({ services }) => services);
  const stated = readings.flatMap(({ calls }) => calls).filter(({ caller, callee }) => caller !== callee);
  const calls = mergedCalls(stated);
  const callersOf = groupBy(calls, ({ callee }) => callee);
  const byId = groupBy(described, ({ id }) => id);
  const ids = new Set([...byId.keys(), ...calls.flatMap(({ caller, callee }) => [caller, callee])]);
  const tiers = new Map([...ids].map((id) => [id, mostCritical((byId.get(id) ?? []).map(({ tier }) => tier))]));
  const inherited = inheritedTiers({ ids, tiers, calls });
  const services = new Map(
    [...ids]
      .sort()
      .map((id) => [id, nodeOf({ id, described: byId.get(id) ?? [], inherited: inherited.get(id) ?? null })]),
  );
  const findings = [
    ...callFindings(calls, stated),
    ...[...services.values()].flatMap((node) => nodeFindings(node, byId.get(node.id) ?? [], callersOf, tiers)),
  ];
  return {
    services,
    calls,
    callersOf,
    findings: findings.sort((a, b) => compare(`${a.code} ${a.services}`, `${b.code} ${b.services}`)),
    unread: readings.flatMap(({ unread }) => unread),
  };
}

function mergedCalls(stated: readonly StatedCall[]): readonly ServiceCall[] {
  const grouped = groupBy(stated, ({ caller, callee }) => JSON.stringify([caller, callee]));
  return [...grouped.values()]
    .flatMap((all) => (all[0] === undefined ? [] : [{ caller: all[0].caller, callee: all[0].callee, stated: all }]))
    .sort((a, b) => compare(a.caller, b.caller) || compare(a.callee, b.callee));
}

function nodeOf(known: {
  readonly id: string;
  readonly described: readonly DescribedService[];
  readonly inherited: Tier | null;
}): ServiceNode {
  const { id, described } = known;
  return {
    id,
    kind: described.find(({ kind }) => kind !== 'unknown')?.kind ?? 'unknown',
    tier: mostCritical(described.map(({ tier }) => tier)),
    inheritedTier: known.inherited,
    owners: unique(described.flatMap(({ owner }) => owner ?? [])),
    paths: unique(described.flatMap(({ paths }) => paths)),
    places: unique(described.map(({ place }) => place)),
  };
}

/** What needs a service makes it as critical as itself: tiers flow from caller to callee until nothing changes. Cycles end. */
function inheritedTiers(graph: {
  readonly ids: ReadonlySet<string>;
  readonly tiers: ReadonlyMap<string, Tier | null>;
  readonly calls: readonly ServiceCall[];
}): ReadonlyMap<string, Tier | null> {
  const found = new Map(graph.tiers);
  const calleesOf = groupBy(graph.calls, ({ caller }) => caller);
  // Lowest number first: a service is settled the first time it is met, so each call is looked at once.
  const waiting = ([0, 1, 2, 3] as const).map((tier) => [...graph.ids].filter((id) => graph.tiers.get(id) === tier));
  waiting.forEach((ids, tier) => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      for (const { callee } of calleesOf.get(id) ?? []) {
        const known = found.get(callee) ?? null;
        if (known !== null && known <= tier) continue;
        found.set(callee, tier as Tier);
        ids.push(callee);
      }
    }
  });
  return found;
}

function callFindings(calls: readonly ServiceCall[], stated: readonly StatedCall[]): readonly ServiceFinding[] {
  const seen = new Set(
    stated.filter(({ origin }) => isObserved(origin)).flatMap(({ caller, callee }) => [caller, callee]),
  );
  return calls.flatMap((call): ServiceFinding[] => {
    const { caller, callee } = call;
    const services = [caller, callee];
    const places = unique(call.stated.map(({ place }) => place));
    const observed = call.stated.some(({ origin }) => isObserved(origin));
    const declared = call.stated.some(({ origin }) => !isObserved(origin));
    if (observed && !declared) {
      const message = `${caller} calls ${callee}, which no catalogue declares`;
      return [{ code: 'undeclared-call', services, message, places }];
    }
    // Where a service was never seen at all, its silence says something about the tracing, not about the call.
    if (declared && !observed && seen.has(caller) && seen.has(callee)) {
      const message = `${caller} is declared to need ${callee}, but no call was seen`;
      return [{ code: 'unseen-call', services, message, places }];
    }
    return [];
  });
}

function nodeFindings(
  node: ServiceNode,
  described: readonly DescribedService[],
  callersOf: ReadonlyMap<string, readonly ServiceCall[]>,
  tiers: ReadonlyMap<string, Tier | null>,
): readonly ServiceFinding[] {
  const found: ServiceFinding[] = [];
  const add = (
    code: ServiceFinding['code'],
    services: readonly string[],
    message: string,
    places = node.places,
  ): void => {
    found.push({ code, services, message, places });
  };
  const stated = unique(described.flatMap(({ tier }) => (tier === null ? [] : [`${tier}`])));
  if (stated.length > 1) {
    add('tier-conflict', [node.id], `${node.id} has tier ${stated.join(' and tier ')}; the most critical one counts`);
  }
  if (node.owners.length > 1) add('owner-conflict', [node.id], `${node.id} is owned by ${node.owners.join(' and ')}`);
  const callers = callersOf.get(node.id) ?? [];
  if (described.length === 0) {
    const places = unique(callers.flatMap((call) => call.stated.map(({ place }) => place)));
    add('unknown-service', [node.id], `no catalogue describes ${node.id}`, places);
  }
  const own = node.tier;
  const above = own === null ? [] : callers.filter(({ caller }) => (tiers.get(caller) ?? own) < own);
  if (above.length > 0) {
    const names = above.map(({ caller }) => caller);
    const message = `${node.id} has tier ${own}, but ${names.join(', ')} of a more critical tier ${names.length > 1 ? 'need' : 'needs'} it`;
    add('tier-inversion', [node.id, ...names], message);
  }
  return found;
}

/** The lowest number given; `null` where none is. */
export function mostCritical(tiers: readonly (Tier | null)[]): Tier | null {
  return tiers.reduce<Tier | null>(
    (best, tier) => (tier !== null && (best === null || tier < best) ? tier : best),
    null,
  );
}

function groupBy<T>(all: readonly T[], key: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const group = groups.get(key(each));
    if (group === undefined) groups.set(key(each), [each]);
    else group.push(each);
  }
  return groups;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
