import { Z_95 } from '../../statistics/index.ts';
import type { DefinitionId } from './definition.ts';
import type { DeliveredChange } from './model.ts';

/** What became of the lines that one landed change wrote. */
export interface WrittenCode {
  /** Id of the change. */
  readonly change: string;
  /** Lines of source and tests that it wrote. */
  readonly lines: number;
  /** Days since it landed. */
  readonly watchedDays: number;
  /** Lines that were rewritten or removed, by days after it landed. */
  readonly ended: readonly { readonly days: number; readonly lines: number }[];
}

/** What became of lines, where somebody followed them; `null` = nobody did. */
export interface CodeLifeFacts {
  readonly written: readonly WrittenCode[] | null;
}

/** Share of lines that still stood after so many days. */
export interface LifeFigure {
  readonly rule: DefinitionId;
  readonly days: number;
  readonly lines: number;
  readonly standing: number;
  /** Changes that are old enough and wrote them: these are what the interval counts. */
  readonly changes: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Life of the code of one cohort. */
export interface CohortLife {
  readonly cohort: DeliveredChange['assistance'];
  /** By rising days. */
  readonly after: readonly LifeFigure[];
}

/** A day, a sprint, a quarter: what is rewritten within three weeks is commonly called rework. */
export const LIFE_DAYS = [7, 21, 90] as const;

/** Fewer changes are drawn together by one large one: no interval is given. */
const LEAST_CHANGES = 10;

/** Survival of code by cohort, in the order ai, human, unknown; lines of unknown changes are left out. */
export function codeLife(
  written: readonly WrittenCode[],
  changes: ReadonlyMap<string, DeliveredChange>,
): readonly CohortLife[] {
  const cohorts = { ai: [] as WrittenCode[], human: [] as WrittenCode[], unknown: [] as WrittenCode[] };
  for (const code of written) {
    const change = changes.get(code.change);
    if (change !== undefined && code.lines > 0) cohorts[change.assistance].push(code);
  }
  return (['ai', 'human', 'unknown'] as const).map((cohort) => ({
    cohort,
    after: LIFE_DAYS.map((days) => lifeAfter(cohorts[cohort], days)),
  }));
}

/**
 * Share of lines standing after so many days. Lines of one change live and die together, so changes are what is drawn: ratio estimate with
 * the variance of cluster samples. Source: W. G. Cochran, Sampling Techniques (1977), (6.4) and 9A.1.
 */
export function lifeAfter(written: readonly WrittenCode[], days: number): LifeFigure {
  const old = written
    .filter(({ watchedDays }) => watchedDays >= days)
    .map(({ lines, ended }) => ({
      lines,
      standing: lines - ended.reduce((sum, end) => sum + (end.days <= days ? end.lines : 0), 0),
    }));
  const lines = old.reduce((sum, code) => sum + code.lines, 0);
  const standing = old.reduce((sum, code) => sum + code.standing, 0);
  const figure = { rule: 'code-life/1' as const, days, lines, standing, changes: old.length };
  if (lines === 0) return { ...figure, share: null, low: null, high: null };
  const share = standing / lines;
  const n = old.length;
  if (n < LEAST_CHANGES) return { ...figure, share, low: null, high: null };
  const squares = old.reduce((sum, code) => sum + (code.standing - share * code.lines) ** 2, 0);
  const margin = (Z_95 * Math.sqrt((n / (n - 1)) * squares)) / lines;
  return { ...figure, share, low: Math.max(0, share - margin), high: Math.min(1, share + margin) };
}
