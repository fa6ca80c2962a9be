import { field, numberAt, textAt } from '../document/node.ts';
import { findingAt, type KubernetesFinding, type ResourcePair } from './resource.ts';
import { SCALE_DOWN_RATIO } from './workload.ts';

/** Bounds of autoscalers by kind: fields of the lowest and the highest number of pods. */
const BOUNDS: Readonly<Record<string, readonly string[]>> = {
  HorizontalPodAutoscaler: ['minReplicas', 'maxReplicas'],
  ScaledObject: ['minReplicaCount', 'maxReplicaCount'],
};

/** What a change does to autoscalers and disruption budgets. */
export function availabilityFindings(pair: ResourcePair): readonly KubernetesFinding[] {
  return [...scalerFindings(pair), ...budgetFindings(pair)];
}

function scalerFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  return (BOUNDS[after.kind] ?? []).flatMap((key) => {
    const [from, to] = [numberAt(before.node, 'spec', key), numberAt(after.node, 'spec', key)];
    if (from === null || to === null || to >= from) return [];
    const isLowest = key.startsWith('min');
    // Any lower ceiling may meet a peak; a lower floor matters where little is left.
    if (isLowest && to > 1 && to > from * SCALE_DOWN_RATIO) return [];
    const at = field(after.node, 'spec', key);
    const rule = !isLowest && to === 0 ? 'scale-to-zero' : 'autoscaler-bound';
    return [findingAt(after, { rule, what: `lowers ${key} from ${from} to ${to}`, at })];
  });
}

function budgetFindings({ before, after }: ResourcePair): readonly KubernetesFinding[] {
  if (after.kind !== 'PodDisruptionBudget') return [];
  const [from, to] = [budgetOf(before.node), budgetOf(after.node)];
  if (to === null || from === null) return [];
  const weaker =
    from.key === to.key
      ? from.isShare === to.isShare && (to.key === 'minAvailable' ? to.value < from.value : to.value > from.value)
      : to.key === 'maxUnavailable' && !(to.value === 0);
  if (!weaker && !isEverything(to)) return [];
  if (isEverything(from)) return [];
  const what = `allows more disruption: ${from.key} ${from.text} becomes ${to.key} ${to.text}`;
  return [findingAt(after, { rule: 'weaken-disruption-budget', what, at: field(after.node, 'spec', to.key) })];
}

interface Budget {
  readonly key: 'minAvailable' | 'maxUnavailable';
  readonly text: string;
  readonly value: number;
  readonly isShare: boolean;
}

function budgetOf(node: Parameters<typeof textAt>[0]): Budget | null {
  for (const key of ['minAvailable', 'maxUnavailable'] as const) {
    const text = textAt(node, 'spec', key);
    if (text !== null) return { key, text, value: Number.parseFloat(text), isShare: text.endsWith('%') };
  }
  return null;
}

function isEverything(budget: Budget): boolean {
  return budget.key === 'minAvailable' ? budget.value === 0 : budget.isShare && budget.value >= 100;
}
