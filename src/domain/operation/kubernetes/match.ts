import type { FilePath } from '../../change/index.ts';
import { field, itemsAt } from '../document/node.ts';
import { WORKLOADS } from './kind.ts';
import type { Resource, ResourcePair } from './resource.ts';

/** How the objects of a change stand before and after it. */
export interface Match {
  readonly kept: readonly ResourcePair[];
  readonly added: readonly Resource[];
  readonly removed: readonly Removal[];
}

export interface Removal {
  readonly resource: Resource;
  /** Another file of the change that still describes an object of this name: an overlay, or another cluster. */
  readonly stillIn: FilePath | null;
}

/**
 * Pairs objects by what identifies them: within their file first, then over all files, so that a move is no removal.
 * Patches of an overlay that went away are left out: the object stays.
 */
export function matchResources(before: readonly Resource[], after: readonly Resource[]): Match {
  const kept: ResourcePair[] = [];
  const left = pairOff({ before, after, keyOf: (each) => `${each.path}\u0000${each.key}`, kept });
  const moved = pairOff({ ...left, keyOf: (each) => each.key, kept });
  const remaining = new Map(after.map((each) => [each.key, each.path]));
  const removed = moved.before
    .map((resource) => ({ resource, stillIn: remaining.get(resource.key) ?? null }))
    .filter(({ resource }) => !isPatch(resource));
  return { kept, added: moved.after, removed };
}

interface Sides {
  readonly before: readonly Resource[];
  readonly after: readonly Resource[];
}

function pairOff(
  options: Sides & { readonly keyOf: (resource: Resource) => string; readonly kept: ResourcePair[] },
): Sides {
  const { keyOf, kept } = options;
  const waiting = new Map<string, Resource[]>();
  for (const each of options.after) {
    const list = waiting.get(keyOf(each));
    if (list === undefined) waiting.set(keyOf(each), [each]);
    else list.push(each);
  }
  const used = new Set<Resource>();
  const before = options.before.filter((each) => {
    const match = waiting.get(keyOf(each))?.shift();
    if (match === undefined) return true;
    kept.push({ before: each, after: match });
    used.add(match);
    return false;
  });
  return { before, after: options.after.filter((each) => !used.has(each)) };
}

/** A workload without containers, or with containers without images, changes another description and is none itself. */
function isPatch(resource: Resource): boolean {
  if (!WORKLOADS.has(resource.kind)) return field(resource.node, '$patch') !== null;
  const spec = field(resource.node, 'spec');
  if (spec === null) return true;
  const containers = ['template', 'jobTemplate', 'containers'].some((key) => field(spec, key) !== null);
  if (!containers) return true;
  const inPod = itemsAt(spec, 'template', 'spec', 'containers');
  return inPod.length > 0 && inPod.every((container) => field(container, 'image') === null);
}
