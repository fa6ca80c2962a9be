import type { Operation } from '../model.ts';

/** One removal for a key that a change takes out of several places, at the first of them. */
export function joinRepeatedRemovals(operations: readonly Operation[]): readonly Operation[] {
  const counts = new Map<string, number>();
  for (const operation of operations) {
    const key = keyOf(operation);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const seen = new Set<string>();
  return operations.flatMap((operation) => {
    const key = keyOf(operation);
    if (key === null) return operation;
    if (seen.has(key)) return [];
    seen.add(key);
    const more = (counts.get(key) ?? 1) - 1;
    return more === 0 ? operation : { ...operation, what: `${operation.what}, and from ${more} more places` };
  });
}

/** The last part of a removed key; `null` for any other operation. */
function keyOf({ rule, place }: Operation): string | null {
  if (rule !== 'configuration/removed-key') return null;
  return place.object.slice(Math.max(...['.', '[', ' '].map((mark) => place.object.lastIndexOf(mark))) + 1);
}
