import { entriesAt, field, isTrueAt, numberAt, sameData, textAt } from '../document/node.ts';
import { isStore, WORKLOADS } from './kind.ts';
import { findingAt, type KubernetesFinding, type Resource, type ResourcePair } from './resource.ts';

/** Replicas cut to this share of what they were, or to less, are reported; so is a cut to one. */
export const SCALE_DOWN_RATIO = 0.5;

/** What a change does to how many pods a workload has and how they are replaced. */
export function workloadFindings(pair: ResourcePair): readonly KubernetesFinding[] {
  if (isStore(pair.after)) return memberFindings(pair);
  if (!WORKLOADS.has(pair.after.kind)) return [];
  return [...replicaFindings(pair), ...pauseFindings(pair), ...strategyFindings(pair), ...selectorFindings(pair)];
}

/** A selector that does not match the template below it; such an object is refused by the server. */
export function mismatchFindings(after: Resource): readonly KubernetesFinding[] {
  if (!['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(after.kind)) return [];
  const labels = field(after.node, 'spec', 'template', 'metadata', 'labels');
  if (labels === null) return [];
  const wrong = entriesAt(after.node, 'spec', 'selector', 'matchLabels').filter(
    ([key, value]) => textAt(labels, key) !== textAt(value),
  );
  if (wrong.length === 0) return [];
  const what = `selects ${wrong.map(([key, value]) => `${key}=${textAt(value)}`).join(', ')}, which its pods do not carry`;
  return [findingAt(after, { rule: 'selector-mismatch', what, at: labels })];
}

function replicaFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  const [from, to] = [numberAt(before.node, 'spec', 'replicas') ?? 1, numberAt(after.node, 'spec', 'replicas')];
  const at = field(after.node, 'spec', 'replicas');
  if (to === null || to >= from) return [];
  const what = `cuts replicas from ${from} to ${to}`;
  if (to === 0) return [findingAt(after, { rule: 'scale-to-zero', what, at })];
  if (to > 1 && to > from * SCALE_DOWN_RATIO) return [];
  return [findingAt(after, { rule: 'scale-down', what, at })];
}

/** Ways of operators to say how many members a store has. */
const MEMBERS = ['instances', 'replicas', 'members', 'size', 'nodes', 'nodeCount', 'numberOfInstances'];

function memberFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  return MEMBERS.flatMap((key) => {
    const [from, to] = [numberAt(before.node, 'spec', key), numberAt(after.node, 'spec', key)];
    if (from === null || to === null || to >= from) return [];
    const rule = to === 0 ? 'scale-to-zero' : 'scale-down';
    const what = `cuts ${key} from ${from} to ${to}`;
    return [findingAt(after, { rule, what, at: field(after.node, 'spec', key) })];
  });
}

function pauseFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  return ['suspend', 'paused'].flatMap((key) => {
    if (!isTrueAt(after.node, 'spec', key) || isTrueAt(before.node, 'spec', key)) return [];
    return [findingAt(after, { rule: 'suspend', what: `sets ${key}`, at: field(after.node, 'spec', key) })];
  });
}

function strategyFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  const strategyOf = (resource: Resource) => {
    const strategy = field(resource.node, 'spec', 'strategy');
    const share = textAt(strategy, 'rollingUpdate', 'maxUnavailable');
    return textAt(strategy, 'type') === 'Recreate' ? 'Recreate' : share === '100%' ? 'maxUnavailable 100%' : null;
  };
  const now = strategyOf(after);
  if (now === null || strategyOf(before) !== null) return [];
  const at = field(after.node, 'spec', 'strategy');
  return [findingAt(after, { rule: 'recreate-strategy', what: `replaces its pods by ${now}`, at })];
}

function selectorFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  if (after.kind === 'Job' || after.kind === 'Pod') return [];
  const [from, to] = [field(before.node, 'spec', 'selector'), field(after.node, 'spec', 'selector')];
  if (from === null || to === null || sameData(from, to)) return [];
  return [findingAt(after, { rule: 'change-selector', what: 'changes the selector of its pods', at: to })];
}
