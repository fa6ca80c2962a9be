import { compileGlob, matchesPath, type PathPattern } from '../catalog/index.ts';

/** Compiled patterns that are kept; a policy has far fewer. */
const MEMO_LIMIT = 1000;
const memo = new Map<string, PathPattern>();

/** Why a pattern cannot be used, as the rest of a sentence about it; `null` where it can. */
export function globProblem(pattern: string): string | null {
  const compiled = compileGlob(pattern);
  return compiled.ok ? null : compiled.rejection;
}

/**
 * Whether a path (or any text) matches a pattern of the catalog's form, see `compileGlob`: no regular expressions,
 * because file names are hostile. Throws a RangeError where {@link globProblem} names a problem.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  return matchesPath(patternOf(pattern), path);
}

function patternOf(pattern: string): PathPattern {
  const known = memo.get(pattern);
  if (known !== undefined) return known;
  const compiled = compileGlob(pattern);
  if (!compiled.ok) throw new RangeError(`"${pattern}" ${compiled.rejection}`);
  if (memo.size >= MEMO_LIMIT) memo.clear();
  memo.set(pattern, compiled.value);
  return compiled.value;
}
