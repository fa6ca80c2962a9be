import { field, isTrueAt, textAt } from '../document/node.ts';
import { findingAt, type KubernetesFinding, type Resource, type ResourcePair } from './resource.ts';

/** Ways of each delivery tool to say that removed objects are deleted. */
const PRUNE: readonly { readonly kind: string; readonly way: readonly string[] }[] = [
  { kind: 'Application', way: ['spec', 'syncPolicy', 'automated', 'prune'] },
  { kind: 'ApplicationSet', way: ['spec', 'template', 'spec', 'syncPolicy', 'automated', 'prune'] },
  { kind: 'Kustomization', way: ['spec', 'prune'] },
];

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** What a change does to pruning and to what protects objects from it. */
export function deliveryFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  return [...pruneFindings(before, after), ...keepFindings(before, after)];
}

function pruneFindings(before: Resource, after: Resource): readonly KubernetesFinding[] {
  return PRUNE.flatMap(({ kind, way }) => {
    if (after.kind !== kind || !isTrueAt(after.node, ...way) || isTrueAt(before.node, ...way)) return [];
    return [findingAt(after, { rule: 'prune', what: 'switches pruning on', at: field(after.node, ...way) })];
  });
}

function keepFindings(before: Resource, after: Resource): readonly KubernetesFinding[] {
  const lost = protectionsOf(before).filter((each) => !protectionsOf(after).includes(each));
  return lost.map((each) =>
    findingAt(after, {
      rule: 'remove-keep',
      what: `removes the annotation ${each}`,
      at: field(after.node, 'metadata'),
    }),
  );
}

function protectionsOf(resource: Resource): readonly string[] {
  const annotations = field(resource.node, 'metadata', 'annotations');
  const found: string[] = [];
  if (textAt(annotations, 'helm.sh/resource-policy') === 'keep') found.push('helm.sh/resource-policy: keep');
  const options = textAt(annotations, SYNC_OPTIONS) ?? '';
  for (const option of ['Prune=false', 'Delete=false'])
    if (options.includes(option)) found.push(`${SYNC_OPTIONS}: ${option}`);
  const flux = 'kustomize.toolkit.fluxcd.io/prune';
  if (textAt(annotations, flux) === 'disabled') found.push(`${flux}: disabled`);
  return found;
}
