import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tier } from '../catalog/index.ts';
import { mergeServices } from './merge.ts';
import type { CallOrigin, DescribedService, ServiceReading, StatedCall } from './model.ts';
import { reachedServices } from './reach.ts';

function call(caller: string, callee: string, origin: CallOrigin = 'backstage'): StatedCall {
  return { caller, callee, origin, place: `${origin}.yaml`, seenAt: null, callsPerMinute: null };
}

function described(id: string, tier: Tier | null = null, owner: string | null = null): DescribedService {
  return { id, kind: 'service', tier, owner, paths: [], origin: 'backstage', place: `${id}.yaml` };
}

function reading(services: readonly DescribedService[], calls: readonly StatedCall[]): ServiceReading {
  return { services, calls, unread: [] };
}

function codesOf(...readings: readonly ServiceReading[]): readonly string[] {
  return mergeServices(readings).findings.map(({ code, services }) => `${code} ${services.join(' ')}`);
}

const shop = reading(
  [described('web', 0), described('cart', 1), described('prices', 2)],
  [call('web', 'cart'), call('cart', 'prices')],
);

describe('service graph', () => {
  it('reaches the callers of a touched service, nearest first, with the way', () => {
    const found = reachedServices(mergeServices([shop]), ['prices']);
    expect(found.map(({ id, hops }) => `${id} ${hops}`)).toEqual(['prices 0', 'cart 1', 'web 2']);
    expect(found[2]?.through.map(({ caller, callee }) => `${caller}>${callee}`)).toEqual(['web>cart', 'cart>prices']);
  });

  it('does not reach what a touched service itself calls', () => {
    expect(reachedServices(mergeServices([shop]), ['web']).map(({ id }) => id)).toEqual(['web']);
  });

  it('ends on a cycle and names each service once', () => {
    const ring = reading([], [call('a', 'b'), call('b', 'c'), call('c', 'a')]);
    expect(reachedServices(mergeServices([ring]), ['a']).map(({ id, hops }) => `${id} ${hops}`)).toEqual([
      'a 0',
      'c 1',
      'b 2',
    ]);
  });

  it('passes the tier of a caller down to what it needs', () => {
    const graph = mergeServices([shop]);
    expect([...graph.services.values()].map(({ id, inheritedTier }) => `${id} ${inheritedTier}`)).toEqual([
      'cart 0',
      'prices 0',
      'web 0',
    ]);
    expect(codesOf(shop)).toEqual(['tier-inversion cart web', 'tier-inversion prices cart']);
  });

  it('says where traffic and catalogues do not agree', () => {
    const seen = reading([], [call('web', 'cart', 'otel'), call('web', 'prices', 'otel')]);
    expect(codesOf(shop, seen).filter((code) => code.includes('call'))).toEqual([
      'undeclared-call web prices',
      'unseen-call cart prices',
    ]);
  });

  it('does not blame a declared call where the tracing never saw one of the two', () => {
    const seen = reading([], [call('web', 'cart', 'otel')]);
    expect(codesOf(shop, seen)).not.toContain('unseen-call cart prices');
  });

  it('takes the most critical of two tiers and says that they differ', () => {
    const graph = mergeServices([
      shop,
      reading([described('prices', 1, 'ann')], []),
      reading([described('prices', null, 'bob')], []),
    ]);
    expect(graph.services.get('prices')?.tier).toBe(1);
    expect(graph.findings.map(({ code }) => code)).toContain('tier-conflict');
    expect(graph.findings.map(({ code }) => code)).toContain('owner-conflict');
  });

  it('names a service that only a call names, with an unknown tier', () => {
    const graph = mergeServices([reading([described('web', 0)], [call('web', 'ghost')])]);
    expect(graph.services.get('ghost')).toMatchObject({ tier: null, inheritedTier: 0, kind: 'unknown' });
    expect(graph.findings.map(({ code }) => code)).toEqual(['unknown-service']);
  });

  it('tells a way that was seen from one that is only declared', () => {
    const graph = mergeServices([reading([], [call('web', 'cart'), call('cart', 'prices', 'otel')])]);
    expect(reachedServices(graph, ['prices']).map(({ evidence }) => evidence)).toEqual([
      'touched',
      'observed',
      'mixed',
    ]);
  });

  it('never reaches less, and never finds a service less critical, when a source is added', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const tier = fc.constantFrom<Tier | null>(0, 1, 2, 3, null);
    const readings = fc.record({
      services: fc.array(
        fc.tuple(id, tier).map(([name, level]) => described(name, level)),
        { maxLength: 4 },
      ),
      calls: fc.array(
        fc.tuple(id, id).map(([caller, callee]) => call(caller, callee)),
        { maxLength: 8 },
      ),
      unread: fc.constant([]),
    });
    fc.assert(
      fc.property(readings, readings, id, (first, second, touched) => {
        const one = mergeServices([first]);
        const both = mergeServices([first, second]);
        const reached = new Set(reachedServices(both, [touched]).map((service) => service.id));
        for (const service of reachedServices(one, [touched])) expect(reached).toContain(service.id);
        for (const [name, node] of one.services) {
          if (node.inheritedTier !== null) {
            expect(both.services.get(name)?.inheritedTier).toBeLessThanOrEqual(node.inheritedTier);
          }
        }
      }),
    );
  });
});
