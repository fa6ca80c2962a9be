import { createHash } from 'node:crypto';

/** Hexadecimal characters kept: as many as GitHub's own line hashes have. */
const HASH_LENGTH = 16;

/**
 * Fingerprints that stay the same when lines move: over rule, code and path, and the ordinal among findings that share
 * all three. Unique in the list; in its order.
 */
export function fingerprints(
  findings: readonly { readonly rule: string; readonly code: string; readonly path: string }[],
): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, code, path }) => {
    const key = JSON.stringify([rule, code, path]);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return createHash('sha256').update(`${key}#${ordinal}`).digest('hex').slice(0, HASH_LENGTH);
  });
}
