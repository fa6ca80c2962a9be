import type { ContentGap } from '../change/index.ts';

/** Which facts a gap makes unknown, each with the sentence that says why; `null` = known. */
export interface GapEffect {
  readonly paths: string | null;
  /** Lines of the change as a whole. */
  readonly lines: string | null;
  /** Lines of any file; where only some files are not counted, each of them says so itself. */
  readonly counts: string | null;
  readonly commits: string | null;
}

type Part = keyof GapEffect;

/** What each gap hides. Cut history may hide the true base, so the whole difference is in doubt. */
const HIDES: Readonly<Record<ContentGap['code'], readonly Part[]>> = {
  'shallow-history': ['paths', 'lines', 'counts', 'commits'],
  'missing-object': ['paths', 'lines', 'counts', 'commits'],
  'too-many-files': ['paths', 'lines', 'counts'],
  'too-many-commits': ['commits'],
  'diff-too-large': ['lines'],
};

/** Sums up gaps; the first gap that hides something gives its sentence. */
export function gapEffect(gaps: readonly ContentGap[]): GapEffect {
  const why = (part: Part): string | null => gaps.find((gap) => HIDES[gap.code].includes(part))?.message ?? null;
  return { paths: why('paths'), lines: why('lines'), counts: why('counts'), commits: why('commits') };
}
