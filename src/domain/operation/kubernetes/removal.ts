import { field, textAt } from '../document/node.ts';
import { removalRule } from './kind.ts';
import type { Removal } from './match.ts';
import { findingAt, type KubernetesFinding } from './resource.ts';

/** What it means that an object is no longer described. */
export function removalFindings(removal: Removal): readonly KubernetesFinding[] {
  const { resource, stillIn } = removal;
  // Hooks and tests of a release come and go with it.
  if (textAt(resource.node, 'metadata', 'annotations', 'helm.sh/hook') !== null) return [];
  const rule = removalRule(resource);
  const notes: string[] = [];
  if (stillIn !== null) notes.push(`an object of this name stays in ${stillIn}`);
  let uncertain = stillIn !== null;
  if (isProtected(removal)) {
    notes.push('a keep annotation protects it from pruning');
    uncertain = true;
  }
  if (textAt(resource.node, 'spec', 'persistentVolumeReclaimPolicy') === 'Retain') {
    notes.push('its reclaim policy is Retain');
    uncertain = true;
  }
  const losesVolumes =
    rule === 'remove-stateful-set' &&
    textAt(resource.node, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete';
  return [
    findingAt(resource, {
      rule,
      what: `removes ${resource.label}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`,
      ...(uncertain ? { certainty: 'possible' as const } : {}),
      ...(losesVolumes ? { effects: ['data-losing', 'service-stopping'] as const } : {}),
    }),
  ];
}

function isProtected({ resource }: Removal): boolean {
  const annotations = field(resource.node, 'metadata', 'annotations');
  return (
    textAt(annotations, 'helm.sh/resource-policy') === 'keep' ||
    /(?:Prune|Delete)=false/.test(textAt(annotations, 'argocd.argoproj.io/sync-options') ?? '') ||
    textAt(annotations, 'kustomize.toolkit.fluxcd.io/prune') === 'disabled'
  );
}
