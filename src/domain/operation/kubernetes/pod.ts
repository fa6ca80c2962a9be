import type { DocumentNode } from '../document/model.ts';
import { field, itemsAt, textAt } from '../document/node.ts';
import type { Resource } from './resource.ts';

/** One container of a pod template, init containers too. */
export interface Container {
  readonly name: string;
  readonly node: DocumentNode;
}

/** The pod specification of a workload, wherever its kind keeps it; `null` where there is none. */
export function podSpec(resource: Resource): DocumentNode | null {
  const spec = field(resource.node, 'spec');
  if (resource.kind === 'Pod') return spec;
  return field(spec, 'template', 'spec') ?? field(spec, 'jobTemplate', 'spec', 'template', 'spec');
}

/** Containers of a workload by name; without a name by their place. */
export function containersOf(resource: Resource): readonly Container[] {
  const spec = podSpec(resource);
  return ['initContainers', 'containers'].flatMap((list) =>
    itemsAt(spec, list).map((node, at) => ({ name: textAt(node, 'name') ?? `${list}[${at}]`, node })),
  );
}

/** Containers that stand on both sides. */
export function containerPairs(
  before: Resource,
  after: Resource,
): readonly { readonly name: string; readonly before: DocumentNode; readonly after: DocumentNode }[] {
  const known = new Map(containersOf(before).map((each) => [each.name, each.node]));
  return containersOf(after).flatMap(({ name, node }) => {
    const old = known.get(name);
    return old === undefined ? [] : [{ name, before: old, after: node }];
  });
}
