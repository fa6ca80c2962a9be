/**
 * The data a replay page carries: the report in columns with dictionaries, so that ten thousand changes stay small
 * enough to post. Every column has one entry for each change, oldest first.
 */
export interface PageData {
  readonly repository: string;
  readonly weeks: number;
  readonly budget: number | null;
  /** Hours that a change is assumed to wait for somebody's sign-off. */
  readonly waitHours: number;
  readonly censoredDays: number;
  readonly rules: readonly PageRule[];
  readonly strategies: readonly PageStrategy[];
  readonly column: {
    /** First {@link COMMIT_DIGITS} digits. */
    readonly commit: readonly string[];
    readonly title: readonly string[];
    readonly pullRequest: readonly (string | null)[];
    /** Seconds since the epoch. */
    readonly at: readonly (number | null)[];
    /** 0..1, three digits. */
    readonly riskScore: readonly (number | null)[];
    /** Percentile, cut to one digit so that no comparison with a whole number changes. */
    readonly risk: readonly (number | null)[];
    readonly size: readonly (number | null)[];
    readonly areas: readonly number[];
    readonly files: readonly number[];
    readonly lines: readonly (number | null)[];
    /** Index into {@link ASSISTANCE}. */
    readonly assistance: readonly number[];
    /** Index into {@link EVIDENCE}. */
    readonly evidence: readonly number[];
    readonly tier: readonly (number | null)[];
    /** Index into {@link LABELS}. */
    readonly label: readonly number[];
    /** Index into {@link DECISIONS}. */
    readonly decision: readonly number[];
    readonly reviewMinutes: readonly number[];
    readonly seniorMinutes: readonly number[];
    /** `[rule index, senior minutes it alone asks for]` of the rules that hold. */
    readonly holding: readonly (readonly (readonly [number, number])[])[];
    /** Rule indexes that could not be evaluated. */
    readonly unevaluable: readonly (readonly number[])[];
    /** First digits of the commits that revert or fix it. */
    readonly labelledBy: readonly (readonly string[])[];
  };
}

export interface PageRule {
  readonly id: string;
  readonly because: string;
  /** Whether it asks for the sign-off of somebody else. */
  readonly waits: boolean;
}

export interface PageStrategy {
  readonly id: string;
  readonly minutesPerWeek: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export const ASSISTANCE = ['ai', 'human', 'unknown'] as const;
export const EVIDENCE = ['attested', 'declared', 'observed', 'inferred', 'none'] as const;
export const LABELS = ['reverted', 'fixed', 'none', 'censored'] as const;
export const DECISIONS = ['allow', 'hold', 'block', 'unknown'] as const;

/** Enough to name one commit in a history of millions. */
export const COMMIT_DIGITS = 12;

/** One landed change as the page works with it. */
export interface Dot {
  /** Place in the order of landing, oldest first. */
  readonly index: number;
  readonly commit: string;
  readonly title: string;
  readonly pullRequest: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number | null;
  /** 0..1; `null` = not computed. */
  readonly riskScore: number | null;
  /** Percentile among the changes before it; `null` = not known. */
  readonly risk: number | null;
  /** Percentile likewise. */
  readonly size: number | null;
  readonly areas: number;
  readonly files: number;
  readonly lines: number | null;
  readonly assistance: (typeof ASSISTANCE)[number];
  readonly evidence: (typeof EVIDENCE)[number];
  readonly tier: number | null;
  readonly label: (typeof LABELS)[number];
  readonly decision: (typeof DECISIONS)[number];
  readonly reviewMinutes: number;
  readonly seniorMinutes: number;
  /** Rules that hold it, whether matched or not evaluable, each with the senior minutes it alone asks for. */
  readonly holding: readonly {
    readonly rule: number;
    readonly seniorMinutes: number;
    readonly evaluable: boolean;
    readonly waits: boolean;
  }[];
  readonly labelledBy: readonly string[];
}

/** What the changes are ranked by, across the picture and by the handle. */
export type Axis = 'risk' | 'size';

/** Risk, unless no change has a known one. */
export function firstAxis(dots: readonly Pick<Dot, 'risk'>[]): Axis {
  return dots.length > 0 && dots.every(({ risk }) => risk === null) ? 'size' : 'risk';
}

/** Turns the columns back into one object a change. */
export function dotsOf({ column, rules }: PageData): readonly Dot[] {
  return column.commit.map((commit, index) => {
    const at = column.at[index] ?? null;
    const matched = (column.holding[index] ?? []).map(([rule, seniorMinutes]) => ({
      rule,
      seniorMinutes,
      evaluable: true,
      waits: rules[rule]?.waits ?? false,
    }));
    const unevaluable = (column.unevaluable[index] ?? [])
      .filter((rule) => !matched.some((other) => other.rule === rule))
      .map((rule) => ({ rule, seniorMinutes: 0, evaluable: false, waits: false }));
    return {
      index,
      commit,
      title: column.title[index] ?? '',
      pullRequest: column.pullRequest[index] ?? null,
      at: at === null ? null : at * 1000,
      riskScore: column.riskScore[index] ?? null,
      risk: column.risk[index] ?? null,
      size: column.size[index] ?? null,
      areas: column.areas[index] ?? 0,
      files: column.files[index] ?? 0,
      lines: column.lines[index] ?? null,
      assistance: ASSISTANCE[column.assistance[index] ?? 2] ?? 'unknown',
      evidence: EVIDENCE[column.evidence[index] ?? 4] ?? 'none',
      tier: column.tier[index] ?? null,
      label: LABELS[column.label[index] ?? 3] ?? 'censored',
      decision: DECISIONS[column.decision[index] ?? 3] ?? 'unknown',
      reviewMinutes: column.reviewMinutes[index] ?? 0,
      seniorMinutes: column.seniorMinutes[index] ?? 0,
      holding: [...matched, ...unevaluable],
      labelledBy: column.labelledBy[index] ?? [],
    };
  });
}
