import type { DocumentNode } from '../document/model.ts';
import { entriesAt, field, itemsAt, textAt } from '../document/node.ts';
import { findingAt, type KubernetesFinding, type Resource, type ResourcePair } from './resource.ts';

const OUTSIDE = new Set(['LoadBalancer', 'NodePort']);

/** What a change does to services, routes and network policies. */
export function networkFindings(pair: ResourcePair, pods: readonly Resource[]): readonly KubernetesFinding[] {
  switch (pair.after.kind) {
    case 'Service':
      return [...typeFindings(pair), ...portFindings(pair), ...selectorFindings(pair, pods)];
    case 'Ingress':
      return routeFindings(pair);
    case 'NetworkPolicy':
      return policyFindings(pair.after, pair.before);
    default:
      return [];
  }
}

/** Services and policies that open something from the start. */
export function newNetworkFindings(resource: Resource): readonly KubernetesFinding[] {
  return resource.kind === 'NetworkPolicy' ? policyFindings(resource, null) : [];
}

function typeFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  const [from, to] = [before, after].map((each) => textAt(each.node, 'spec', 'type') ?? 'ClusterIP');
  if (from === undefined || to === undefined || from === to) return [];
  const what = `changes its type from ${from} to ${to}`;
  const at = field(after.node, 'spec', 'type') ?? field(after.node, 'spec');
  if (OUTSIDE.has(to) && !OUTSIDE.has(from)) return [findingAt(after, { rule: 'expose-service', what, at })];
  return OUTSIDE.has(from) ? [findingAt(after, { rule: 'service-type', what, at })] : [];
}

function portFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  const portsOf = (resource: Resource) =>
    new Set(itemsAt(resource.node, 'spec', 'ports').flatMap((port) => textAt(port, 'port') ?? []));
  const now = portsOf(after);
  if (now.size === 0) return [];
  return [...portsOf(before)]
    .filter((port) => !now.has(port))
    .map((port) =>
      findingAt(after, {
        rule: 'remove-port',
        what: `no longer listens on port ${port}`,
        at: field(after.node, 'spec', 'ports'),
      }),
    );
}

function selectorFindings({ before, after }: ResourcePair, pods: readonly Resource[]): readonly KubernetesFinding[] {
  const [from, to] = [before, after].map((each) => selectorText(field(each.node, 'spec', 'selector')));
  if (from === to || from === '' || to === undefined) return [];
  const wanted = entriesAt(after.node, 'spec', 'selector');
  const matches = pods.some((pod) => {
    const labels = field(pod.node, 'spec', 'template', 'metadata', 'labels');
    return labels !== null && wanted.every(([key, value]) => textAt(labels, key) === textAt(value));
  });
  const what = `sends traffic to pods with ${to || 'no label'} instead of ${from}${matches ? '' : '; no pod of this change has it'}`;
  return [findingAt(after, { rule: 'service-selector', what, at: field(after.node, 'spec', 'selector') })];
}

function selectorText(selector: DocumentNode | null): string {
  return entriesAt(selector)
    .map(([key, value]) => `${key}=${textAt(value)}`)
    .sort()
    .join(', ');
}

function routeFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  const now = new Set(routesOf(after));
  if (now.size === 0) return [];
  const all = routesOf(before);
  return all
    .filter((route) => !now.has(route))
    .map((route) =>
      findingAt(after, {
        rule: 'remove-route',
        what: `no longer routes ${route}`,
        at: field(after.node, 'spec', 'rules'),
      }),
    );
}

function routesOf(resource: Resource): readonly string[] {
  const routes = itemsAt(resource.node, 'spec', 'rules').flatMap((rule) => {
    const host = textAt(rule, 'host') ?? '*';
    const paths = itemsAt(rule, 'http', 'paths').map((path) => textAt(path, 'path') ?? '/');
    return paths.length === 0 ? [host] : paths.map((path) => `${host}${path}`);
  });
  return [...new Set(routes)];
}

/** Rules of a policy that name no source or target, where the policy before had none such. */
function policyFindings(after: Resource, before: Resource | null): readonly KubernetesFinding[] {
  return (['ingress', 'egress'] as const).flatMap((way) => {
    const peer = way === 'ingress' ? 'from' : 'to';
    const open = openRule(after, way, peer);
    if (open === null || (before !== null && openRule(before, way, peer) !== null)) return [];
    // A policy that is new narrows nothing by allowing egress everywhere; ingress from everywhere is worth a word.
    if (before === null && way === 'egress') return [];
    const what = `lets ${way} through whatever its ${way === 'ingress' ? 'source' : 'target'}`;
    return [findingAt(after, { rule: 'open-network-policy', what, at: open })];
  });
}

function openRule(resource: Resource, way: string, peer: string): DocumentNode | null {
  const rules = itemsAt(resource.node, 'spec', way);
  return (
    rules.find((rule) => {
      const peers = itemsAt(rule, peer);
      if (peers.some((each) => /^(?:0\.0\.0\.0|::)\/0$/.test(textAt(each, 'ipBlock', 'cidr') ?? ''))) return true;
      return peers.length === 0 && itemsAt(rule, 'ports').length === 0;
    }) ?? null
  );
}
