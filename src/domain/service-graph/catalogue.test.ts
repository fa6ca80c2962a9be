import { describe, expect, it } from 'vitest';
import type { DocumentNode } from '../operation/index.ts';
import { apiProviders, readBackstage } from './backstage.ts';
import { readDatadog } from './datadog.ts';
import { readExposition, readPrometheusAnswer } from './observed.ts';

/** A plain value as a parser would give it. */
function node(value: unknown): DocumentNode {
  if (Array.isArray(value)) return { kind: 'list', line: null, items: value.map(node) };
  if (typeof value === 'object' && value !== null) {
    return { kind: 'map', line: 1, entries: new Map(Object.entries(value).map(([key, each]) => [key, node(each)])) };
  }
  return { kind: 'scalar', line: null, value: value as string, text: `${value}` };
}

function component(name: string, spec: object, metadata: object = {}) {
  return node({ apiVersion: 'backstage.io/v1alpha1', kind: 'Component', metadata: { name, ...metadata }, spec });
}

function backstage(...documents: readonly DocumentNode[]) {
  const read = readBackstage({ path: 'services/cart/catalog-info.yaml', documents }, apiProviders(documents));
  return { ...read, edges: read.calls.map(({ caller, callee }) => `${caller}>${callee}`) };
}

describe('Backstage', () => {
  it('reads a component with its owner, tier label and folder', () => {
    const { services } = backstage(
      component('Cart', { type: 'service', owner: 'group:default/shop' }, { labels: { tier: 'tier-1' } }),
    );
    expect(services).toMatchObject([
      { id: 'cart', kind: 'service', tier: 1, owner: '@shop', paths: ['services/cart'] },
    ]);
  });

  it('reads every form of a dependency, in its direction', () => {
    const { edges } = backstage(
      component('cart', {
        dependsOn: ['component:default/prices', 'resource:cart-db', 'other/tax'],
        dependencyOf: ['web'],
      }),
    );
    expect(edges).toEqual(['cart>prices', 'cart>cart-db', 'cart>other/tax', 'web>cart']);
  });

  it('leads a consumed API to the component that provides it, wherever that stands', () => {
    const { edges } = backstage(
      component('web', { consumesApis: ['cart-api', 'ghost-api'] }),
      component('cart', { providesApis: ['cart-api'] }),
    );
    expect(edges).toEqual(['web>cart', 'web>api:ghost-api']);
  });

  it('knows no tier from a word whose order nobody can know', () => {
    expect(backstage(component('cart', {}, { labels: { tier: 'gold' } })).services[0]?.tier).toBeNull();
  });

  it('ignores documents of other kinds and without a name', () => {
    const { services } = backstage(
      node({ kind: 'Deployment', metadata: { name: 'x' } }),
      component('', {}),
      node('text'),
    );
    expect(services).toEqual([]);
  });
});

describe('Datadog', () => {
  it('reads dependencies of v3 and none of v2', () => {
    const documents = [
      node({
        apiVersion: 'v3',
        kind: 'service',
        metadata: { name: 'cart', owner: 'shop' },
        spec: { tier: '1', dependsOn: ['service:prices', 'datastore:cart-db'] },
      }),
      node({ 'schema-version': 'v2.1', 'dd-service': 'legacy', team: 'core', tier: 'Tier 2' }),
    ];
    const read = readDatadog({ path: 'service.datadog.yaml', documents });
    expect(read.services.map(({ id, tier, owner }) => `${id} ${tier} ${owner}`)).toEqual([
      'cart 1 @shop',
      'legacy 2 @core',
    ]);
    expect(read.calls.map(({ caller, callee }) => `${caller}>${callee}`)).toEqual(['cart>prices', 'cart>cart-db']);
  });
});

describe('observed calls', () => {
  const answer = (result: unknown) => node({ status: 'success', data: { resultType: 'vector', result } });
  const sample = (client: string, server: string, value: string) => ({
    metric: { client, server },
    value: [1_767_225_600, value],
  });

  it('reads the answer of a query, in calls a minute, with its moment', () => {
    const read = readPrometheusAnswer('graph.json', answer([sample('Web', 'cart', '2.5'), sample('web', 'idle', '0')]));
    expect(read.calls).toMatchObject([
      { caller: 'web', callee: 'cart', callsPerMinute: 150, seenAt: 1_767_225_600_000, origin: 'prometheus' },
    ]);
    expect(read.unread).toEqual([]);
  });

  it('counts what it cannot read, and says why an answer is none', () => {
    expect(readPrometheusAnswer('g', answer([sample('a', 'b', 'NaN'), {}])).unread[0]?.code).toBe('strange-entries');
    expect(readPrometheusAnswer('g', node({ status: 'error', error: 'bad query' })).unread[0]?.message).toBe(
      'bad query',
    );
    expect(readPrometheusAnswer('g', node([])).unread[0]?.code).toBe('no-answer');
  });

  it('reads the text format, with labels in any order and escaped', () => {
    const text = [
      '# TYPE traces_service_graph_request_total counter',
      'traces_service_graph_request_total{server="cart",connection_type="",client="we\\"b"} 12',
      'traces_service_graph_request_total{client="a",server="b"} 0',
      'traces_service_graph_request_total{client="a"} 4',
    ].join('\n');
    const read = readExposition('metrics.txt', text);
    expect(read.calls).toMatchObject([{ caller: 'we"b', callee: 'cart', origin: 'otel', callsPerMinute: null }]);
    expect(read.unread[0]?.message).toContain('1 entries');
  });
});
