import { entriesAt, field, itemsAt, sameData, textAt } from '../document/node.ts';
import { quantityOf } from './quantity.ts';
import { findingAt, type KubernetesFinding, type ResourcePair } from './resource.ts';

/**
 * Fields that the server refuses to change, by kind (kubernetes/kubernetes `pkg/apis/*\/validation`); the change fails
 * or the object is deleted and made anew.
 */
const IMMUTABLE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  StatefulSet: [
    ['spec', 'serviceName'],
    ['spec', 'podManagementPolicy'],
  ],
  Service: [['spec', 'clusterIP']],
  StorageClass: [['provisioner'], ['parameters'], ['volumeBindingMode']],
  RoleBinding: [['roleRef']],
  ClusterRoleBinding: [['roleRef']],
  IngressClass: [['spec', 'controller']],
  CSIDriver: [['spec', 'attachRequired']],
  PriorityClass: [['value'], ['preemptionPolicy']],
  CustomResourceDefinition: [
    ['spec', 'scope'],
    ['spec', 'group'],
  ],
};

const CLAIM_FIELDS = ['storageClassName', 'accessModes', 'volumeName', 'volumeMode', 'selector', 'dataSource'];

/** What a change does to fields that cannot be changed in place. */
export function immutableFindings(pair: ResourcePair): readonly KubernetesFinding[] {
  const { before, after } = pair;
  const changed = (IMMUTABLE[after.kind] ?? []).flatMap((way) => {
    const [from, to] = [field(before.node, ...way), field(after.node, ...way)];
    if (from === null || to === null || sameData(from, to)) return [];
    return [
      findingAt(after, { rule: 'immutable-field', what: `changes ${way.join('.')}, which cannot be changed`, at: to }),
    ];
  });
  return [...changed, ...claimTemplateFindings(pair), ...claimFindings(pair), ...frozenFindings(pair)];
}

function claimTemplateFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  if (after.kind !== 'StatefulSet') return [];
  const way = ['spec', 'volumeClaimTemplates'];
  const [from, to] = [field(before.node, ...way), field(after.node, ...way)];
  // A patch of an overlay may leave them to its base; a full set has its template.
  const isWhole = field(after.node, 'spec', 'template') !== null;
  if (from === null && to === null) return [];
  if (sameData(from, to) || (to === null && !isWhole) || (from === null && !isWhole)) return [];
  const named = [...itemsAt(from), ...itemsAt(to)].flatMap((item) => textAt(item, 'metadata', 'name') ?? []);
  const what = `changes the claim templates ${[...new Set(named)].join(', ')}`;
  return [findingAt(after, { rule: 'claim-template', what, at: to })];
}

function claimFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  if (after.kind !== 'PersistentVolumeClaim') return [];
  const changed = CLAIM_FIELDS.filter((key) => {
    const [from, to] = [field(before.node, 'spec', key), field(after.node, 'spec', key)];
    return from !== null && !sameData(from, to);
  });
  const findings = changed.map((key) =>
    findingAt(after, {
      rule: 'change-claim',
      what: `changes ${key} of the claim`,
      at: field(after.node, 'spec', key) ?? field(after.node, 'spec'),
    }),
  );
  const size = ['spec', 'resources', 'requests', 'storage'];
  const [from, to] = [textAt(before.node, ...size), textAt(after.node, ...size)];
  const [fromBytes, toBytes] = [quantityOf(from), quantityOf(to)];
  if (fromBytes === null || toBytes === null || toBytes >= fromBytes) return findings;
  const what = `shrinks the volume from ${from} to ${to}`;
  return [...findings, findingAt(after, { rule: 'shrink-volume', what, at: field(after.node, ...size) })];
}

/** Settings that say of themselves that they never change. */
function frozenFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  if (after.kind !== 'ConfigMap' && after.kind !== 'Secret') return [];
  if (textAt(before.node, 'immutable') !== 'true' || before.name !== after.name) return [];
  const keys = ['data', 'binaryData', 'stringData'].filter(
    (key) => entriesAt(before.node, key).length > 0 && !sameData(field(before.node, key), field(after.node, key)),
  );
  return keys.map((key) =>
    findingAt(after, {
      rule: 'immutable-field',
      what: `changes ${key} although it is immutable`,
      at: field(after.node, key),
    }),
  );
}
