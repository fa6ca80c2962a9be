import { entriesAt, field, itemsAt, sameData, textAt } from '../document/node.ts';
import { findingAt, type KubernetesFinding, type Resource, type ResourcePair } from './resource.ts';

const RECLAIM: Readonly<Record<string, readonly (readonly string[])[]>> = {
  PersistentVolume: [['spec', 'persistentVolumeReclaimPolicy']],
  StorageClass: [['reclaimPolicy']],
  StatefulSet: [
    ['spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted'],
    ['spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled'],
  ],
};
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/** What a change does to how long data outlives its claim, and to stored versions of custom objects. */
export function storageFindings(pair: ResourcePair): readonly KubernetesFinding[] {
  return [...reclaimFindings(pair), ...defaultClassFindings(pair), ...definitionFindings(pair)];
}

function reclaimFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  return (RECLAIM[after.kind] ?? []).flatMap((way) => {
    const [from, to] = [policyAt(before, way), policyAt(after, way)];
    if (from === 'Delete' || to !== 'Delete') return [];
    const what = `sets ${way.at(-1)} from ${from} to Delete`;
    return [findingAt(after, { rule: 'reclaim-delete', what, at: field(after.node, ...way) })];
  });
}

/** The policy as stated, or what the server takes where nothing is stated. */
function policyAt(resource: Resource, way: readonly string[]): string {
  const byDefault = resource.kind === 'StorageClass' ? 'Delete' : 'Retain';
  return textAt(resource.node, ...way) ?? byDefault;
}

function defaultClassFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  if (after.kind !== 'StorageClass') return [];
  const [from, to] = [before, after].map((each) => textAt(each.node, 'metadata', 'annotations', DEFAULT_CLASS));
  if (from !== 'true' || to === 'true') return [];
  const what = 'is no longer the default class';
  return [findingAt(after, { rule: 'remove-storage-class', what, at: field(after.node, 'metadata') })];
}

function definitionFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  if (after.kind !== 'CustomResourceDefinition') return [];
  const now = new Map(itemsAt(after.node, 'spec', 'versions').map((each) => [textAt(each, 'name') ?? '', each]));
  if (now.size === 0) return [];
  return itemsAt(before.node, 'spec', 'versions').flatMap((version) => {
    const name = textAt(version, 'name') ?? '';
    const next = now.get(name) ?? null;
    const findings: KubernetesFinding[] = [];
    if (textAt(version, 'served') === 'true' && (next === null || textAt(next, 'served') === 'false')) {
      const what = `no longer serves version ${name}`;
      findings.push(
        findingAt(after, { rule: 'remove-version', what, at: next ?? field(after.node, 'spec', 'versions') }),
      );
    }
    if (textAt(version, 'storage') === 'true' && textAt(next, 'storage') !== 'true') {
      const what = `no longer stores objects as version ${name}`;
      findings.push(
        findingAt(after, { rule: 'storage-version', what, at: next ?? field(after.node, 'spec', 'versions') }),
      );
    }
    return findings;
  });
}

/** Keys of settings, for the configuration reader: plain values of a ConfigMap. */
export function settingsOf(resource: Resource): ReadonlyMap<string, string> {
  if (resource.kind !== 'ConfigMap') return new Map();
  return new Map(
    entriesAt(resource.node, 'data').flatMap(([key, value]) => {
      const text = textAt(value);
      return text === null ? [] : [[key, text] as const];
    }),
  );
}

/** Whether two objects hold the same data apart from what only describes them. */
export function sameResource({ before, after }: ResourcePair): boolean {
  return sameData(before.node, after.node);
}
