import type { Flag } from './model.ts';

/** Metadata of a flag that names the variant to fall back to where its values do not tell. */
export const OFF_METADATA = 'offVariant';

/**
 * The variant that stands for "as before": the one that the flag's metadata names (`offVariant`), the only one of value `false`,
 * or the one named `off`. `null` = nothing tells, and nobody guesses.
 */
export function offVariant({ variants, metadata }: Pick<Flag, 'variants' | 'metadata'>): string | null {
  const named = metadata[OFF_METADATA];
  if (typeof named === 'string' && variants.has(named)) return named;
  const [first, ...others] = [...variants].filter(([, value]) => value === false);
  if (first !== undefined && others.length === 0) return first[0];
  return variants.has('off') ? 'off' : null;
}
