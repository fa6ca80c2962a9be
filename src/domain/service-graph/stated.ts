import type { DocumentNode } from '../operation/index.ts';

/** A tier as people write it: `0`, `tier1`, `Tier 2`, `T3`; `null` for other words, whose order nobody can know. */
export function tierOf(text: string | null): 0 | 1 | 2 | 3 | null {
  const digit = /^(?:t|tier)?[\s_-]*([0-3])$/i.exec(text ?? '')?.[1];
  return digit === undefined ? null : (Number(digit) as 0 | 1 | 2 | 3);
}

/** Where a node stands, for people. */
export function placeOf(path: string, node: DocumentNode | null): string {
  const line = node?.line ?? null;
  return line === null ? path : `${path}:${line}`;
}
