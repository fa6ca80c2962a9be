import type { Instant } from '../../kernel/index.ts';
import type { BootstrapFigure, Interval } from '../../statistics/index.ts';
import type { Tier } from '../catalog/index.ts';
import type { CommitId } from '../change/index.ts';
import type { RuleMode } from '../policy/index.ts';
import type { Assistance, EvidenceClass } from '../provenance/index.ts';
import type { WaitAssumption } from '../review/index.ts';

/** How a landed change turned out, by explicit statements in later history only; see `labelChanges`. */
export interface ChangeLabel {
  readonly kind: 'reverted' | 'fixed' | 'none' | 'censored';
  /** How it is known: a message says so, a fix changed its lines, or a fix followed at once; `null` for the others. */
  readonly evidence: 'stated' | 'blame' | 'hotfix' | null;
  /** Commits that revert or fix it, oldest first, unique; at most {@link LABELLED_BY_LIMIT}; empty for the other kinds. */
  readonly by: readonly CommitId[];
}

/** Changes that landed this close to the newest landing are too young to be called harmless. */
export const CENSORED_DAYS = 14;

/** A change that hundreds of later ones name is shown by the first few. */
export const LABELLED_BY_LIMIT = 20;

/** A rule that matched a change and was not satisfied. */
export interface HoldingRule {
  readonly rule: string;
  readonly effect: 'hold' | 'block';
  /** What it alone asks for. */
  readonly seniorMinutes: number;
  /** Whether it asks for the sign-off of anybody but the author, so that the change waits for a person. */
  readonly waits: boolean;
  /** What it asks for, in words; sorted, unique. */
  readonly asks: readonly string[];
}

/** What the gate says of one landed change with every rule enforced and no sign-off given: what it would have asked. */
export interface ReplayVerdict {
  /** `unknown` = could not be evaluated; it holds. */
  readonly decision: 'allow' | 'hold' | 'block' | 'unknown';
  /** Rules whose condition matched, satisfied or not; unique. */
  readonly matched: readonly string[];
  /** The matched rules that were not satisfied. */
  readonly holding: readonly HoldingRule[];
  /** Rules that asked for a fact that is unknown; unique. */
  readonly unevaluable: readonly string[];
  /** Predicted minutes of one careful review. */
  readonly reviewMinutes: number;
  /** Predicted minutes of senior time that all holding rules together ask for. */
  readonly seniorMinutes: number;
}

/** One landed change, judged as it stood when it landed. */
export interface ReplayRow {
  /** The landing's last commit. */
  readonly commit: CommitId;
  readonly title: string;
  readonly pullRequest: string | null;
  readonly landedAt: Instant | null;
  /** Probability 0..1 and rank 0..100 among the changes before it; `null` = not computed. */
  readonly risk: { readonly score: number; readonly percentile: number | null } | null;
  /** 0..100 among the changes before it; `null` = not known. */
  readonly sizePercentile: number | null;
  readonly areas: number;
  readonly files: number;
  readonly lines: number | null;
  readonly assistance: Assistance;
  readonly evidence: EvidenceClass;
  readonly tier: Tier | null;
  readonly label: ChangeLabel;
  readonly verdict: ReplayVerdict;
}

/** A share with its count; `count` of an expected value is rounded, `share` is exact. */
export interface CountedShare extends Interval {
  readonly count: number;
  readonly n: number;
}

/** A rule of the replayed policy, as far as the table needs it. */
export interface ReplayRule {
  readonly id: string;
  readonly mode: RuleMode;
  readonly because: string;
  /** Whether it had expired when the replay was made. */
  readonly expired: boolean;
}

/** Hours of the calendar that changes wait for people, over a window: by an assumption about one wait, never measured. */
export interface Delay {
  /** Changes that wait for the sign-off of somebody else. */
  readonly changes: number;
  readonly hours: number;
  /** The same at the ends of the assumption's range. */
  readonly low: number;
  readonly high: number;
  readonly hoursPerWeek: number;
}

/** One row of the rule table. */
export interface RuleRow {
  readonly rule: string;
  readonly mode: RuleMode;
  readonly because: string;
  readonly matched: CountedShare;
  readonly held: CountedShare;
  /** Of the changes it holds, those later reverted or fixed. */
  readonly harmHeld: number;
  readonly unevaluable: number;
  /** What it alone asks for over the window; rules overlap, so the rows do not add up to the total. */
  readonly seniorMinutes: number;
  /** Hours of waiting by the assumption that it alone would cost; rules overlap here too. */
  readonly delayHours: number;
  readonly note: 'never-matches' | 'always-matches' | 'never-evaluable' | 'expired' | null;
}

/** One way to choose which changes to hold, measured on the same rows. */
export interface StrategyRow {
  readonly id: StrategyId;
  readonly name: string;
  readonly description: string;
  readonly held: CountedShare;
  readonly harmHeld: CountedShare;
  readonly harmlessHeld: CountedShare;
  readonly seniorMinutesPerWeek: number;
}

export type StrategyId = 'policy' | 'policy-senior' | 'riskiest' | 'largest' | 'largest-count' | 'random' | 'every-ai';

/** Percents of the changes at which the capture curve is read. */
export const GATED_PERCENTS = [5, 10, 20, 30, 50] as const;

/** One point of the capture curve: of the harmful changes, those among the highest `gatedPercent` percent. */
export interface CaptureRow {
  readonly gatedPercent: (typeof GATED_PERCENTS)[number];
  /** Of none where no risk is known. */
  readonly byRisk: CountedShare;
  readonly bySize: CountedShare;
}

/** Area under the ROC curve, 0..1, 0.5 = chance; `n` changes, harmful or not. */
export interface AucFigure extends BootstrapFigure {
  readonly n: number;
}

/** How well a rank alone finds harm, whatever the policy. */
export interface Capture {
  /** Harmful changes among those compared. */
  readonly harm: number;
  /** With fewer harmful changes than this there are no rows. */
  readonly minimumHarm: number;
  /** By rising percent. */
  readonly rows: readonly CaptureRow[];
  /** `null` = too few harmful changes to tell. */
  readonly auc: {
    readonly risk: AucFigure;
    readonly size: AucFigure;
    /** Mean inside fifths of changes of like size: what risk knows beside size. */
    readonly riskAmongLikeSizes: AucFigure;
  } | null;
}

export type EqualCostId =
  | 'every-ai'
  | 'policy-senior'
  | 'risk-per-minute'
  | 'riskiest'
  | 'largest'
  | 'random'
  | 'perfect';

/** One way to spend the senior minutes of "every AI-assisted change needs a senior". */
export interface EqualCostRow {
  readonly id: EqualCostId;
  readonly name: string;
  readonly description: string;
  /** Changes read; one that the minutes only reach in part counts in part, rounded at the end. */
  readonly held: number;
  /** What is spent: the same for all but a policy that asks for less. */
  readonly seniorMinutes: number;
  /** Hours of waiting by the assumption. */
  readonly delayHours: number;
  /** Of all harmful changes; interval by bootstrap over blocks of time. */
  readonly harmHeld: CountedShare;
  /** Harmful changes held, as a multiple of those of `every-ai`; `null` members where that one holds none. */
  readonly timesEveryAi: BootstrapFigure;
}

/** Ways to choose what a senior reads, all at the senior minutes of "every AI-assisted change needs a senior". */
export interface EqualCost {
  readonly harm: number;
  /** With fewer harmful changes than this nothing is compared. */
  readonly minimumHarm: number;
  readonly seniorMinutes: number;
  readonly seniorMinutesPerWeek: number;
  /** Share 0..1 of all review minutes that these are: the larger, the less any order can gain. */
  readonly partOfAll: number;
  /** Empty with too few harmful changes. */
  readonly rows: readonly EqualCostRow[];
}

/** Whether labels rest on what messages state, or on tracing the lines of fixes as well. */
export type LabelSource = 'stated' | 'traced';

/** Everything the replay says; the service gives it a repository, a policy and a time. */
export interface ReplaySummary {
  readonly window: {
    readonly changes: number;
    readonly first: Instant | null;
    readonly last: Instant | null;
    /** At least 1, so that a few days are not blown up to a week. */
    readonly weeks: number;
    readonly censoredDays: number;
  };
  /** What every figure of waiting rests on. */
  readonly wait: WaitAssumption;
  readonly totals: {
    /** Did not pass by itself: held, refused or not evaluable. */
    readonly held: CountedShare;
    /** Of all changes, those refused outright; they count as held too. */
    readonly blocked: CountedShare;
    readonly passed: CountedShare;
    readonly reverted: number;
    readonly fixed: number;
    readonly censored: number;
    /** Of the fixed, those that no message states; `null` where nothing was traced. */
    readonly traced: { readonly blame: number; readonly hotfix: number } | null;
    readonly revertedHeld: CountedShare;
    readonly harmHeld: CountedShare;
    readonly harmlessHeld: CountedShare;
    readonly seniorMinutes: number;
    readonly seniorMinutesPerWeek: number;
    readonly seniorBudgetPerWeek: number | null;
    readonly delay: Delay;
    /** Changes for which at least one rule could not be evaluated. */
    readonly unevaluable: number;
  };
  readonly provenance: { readonly ai: CountedShare; readonly human: CountedShare; readonly unknown: CountedShare };
  /** In the policy's order. */
  readonly rules: readonly RuleRow[];
  readonly strategies: readonly StrategyRow[];
  readonly capture: Capture;
  /** `null` = no change has evidence of AI. */
  readonly equalCost: EqualCost | null;
  /** Oldest first. */
  readonly rows: readonly ReplayRow[];
  /** Sentences that belong beside every figure of the replay. */
  readonly limits: readonly string[];
}
