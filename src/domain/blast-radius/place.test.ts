import { describe, expect, it } from 'vitest';
import { type CriticalFlow, compileCatalog, EMPTY_CATALOG, type Service, type Tier } from '../catalog/index.ts';
import type { FilePath } from '../change/index.ts';
import { mergeServices, type StatedCall } from '../service-graph/index.ts';
import { exposureOf } from './exposure.ts';
import { placesReached, reachedTier } from './place.ts';

function service(id: string, tier: Tier): Service {
  return { id, tier, paths: [`services/${id}`], owners: [], calls: [] };
}

function flow(id: string, tier: Tier, services: readonly string[], value: CriticalFlow['value'] = null): CriticalFlow {
  return { id, tier, services, paths: [], value };
}

function call(caller: string, callee: string): StatedCall {
  return { caller, callee, origin: 'firebreak', place: 'firebreak.yaml', seenAt: null, callsPerMinute: null };
}

const services = [service('web', 1), service('cart', 1), service('prices', 2), service('search', 3)];
const flows = [flow('checkout', 0, ['cart']), flow('browse', 2, ['search'])];
const catalog = compileCatalog({ ...EMPTY_CATALOG, services, flows });
const graph = mergeServices([
  {
    services: services.map(({ id, tier, paths }) => ({
      id,
      tier,
      paths,
      kind: 'service',
      owner: null,
      origin: 'firebreak',
      place: 'firebreak.yaml',
    })),
    calls: [call('web', 'cart'), call('cart', 'prices')],
    unread: [],
  },
]);

function reached(changed: readonly string[], dependents: Readonly<Record<string, number>> = {}) {
  return placesReached({
    catalog,
    graph,
    changed: changed as readonly FilePath[],
    dependents: new Map(Object.entries(dependents)) as unknown as ReadonlyMap<FilePath, number>,
  });
}

describe('places that a change reaches', () => {
  it('reaches the flow behind a caller of the changed service', () => {
    const found = reached(['services/prices/a.ts']);
    expect(found.services.map(({ id, by, callHops }) => `${id} ${by} ${callHops}`)).toEqual([
      'prices change 0',
      'cart call 1',
      'web call 2',
    ]);
    expect(found.flows).toEqual([{ id: 'checkout', tier: 0, by: 'call', through: 'cart' }]);
    expect(reachedTier(found.services, found.flows)).toBe(0);
  });

  it('reaches a service whose files import what changed, with the hops', () => {
    const found = reached(['libraries/money.ts'], { 'services/search/rank.ts': 2, 'services/search/index.ts': 3 });
    expect(found.services).toMatchObject([
      { id: 'search', by: 'import', importHops: 2, callHops: 0, evidence: 'code' },
    ]);
    expect(found.flows).toEqual([{ id: 'browse', tier: 2, by: 'import', through: 'search' }]);
  });

  it('prefers the nearer way to a service that is reached by two', () => {
    const found = reached(['services/prices/a.ts'], { 'services/cart/b.ts': 1 });
    expect(found.services.map(({ id, by }) => `${id} ${by}`)).toEqual(['prices change', 'cart import', 'web call']);
  });

  it('knows no tier where nothing of the catalog is reached', () => {
    const found = reached(['docs/readme.md']);
    expect(reachedTier(found.services, found.flows)).toBeNull();
  });
});

describe('exposure', () => {
  it('adds up what flows state, each currency apart, with its terms', () => {
    const found = exposureOf([
      flow('pay', 0, [], { ordersPerMinute: 12, amountPerOrder: 40.5, currency: 'EUR', usersPerMinute: 300 }),
      flow('gift', 1, [], { ordersPerMinute: 1, amountPerOrder: 10, currency: 'GBP', usersPerMinute: null }),
    ]);
    expect(found.money).toEqual([
      { currency: 'EUR', perMinute: 486 },
      { currency: 'GBP', perMinute: 10 },
    ]);
    expect(found).toMatchObject({ ordersPerMinute: 13, usersPerMinute: 300, flowsWithoutValue: [] });
    expect(found.terms.map(({ flow: id, moneyPerMinute }) => `${id} ${moneyPerMinute}`)).toEqual([
      'pay 486',
      'gift 10',
    ]);
  });

  it('names the flows that state nothing, and makes no sum of them', () => {
    const found = exposureOf([flow('sign-in', 0, [])]);
    expect(found).toMatchObject({ money: [], ordersPerMinute: null, flowsWithoutValue: ['sign-in'] });
  });
});
