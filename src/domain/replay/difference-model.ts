import type { Instant } from '../../kernel/index.ts';
import type { BootstrapFigure } from '../../statistics/index.ts';
import type { CommitId } from '../change/index.ts';
import type { RuleMode } from '../policy/index.ts';
import type { ChangeLabel, CountedShare, Delay, ReplayVerdict } from './model.ts';

/** How the verdict of one policy differs from that of the other it is compared against. */
export type FlipKind =
  /** Passes by the other, held by this one. */
  | 'newly-held'
  /** Held by the other, passes by this one. */
  | 'newly-freed'
  /** Refused by this one only. */
  | 'newly-refused'
  /** Refused by the other only. */
  | 'no-longer-refused'
  /** Held by both, for something else. */
  | 'asks-otherwise';

/** What one of the two policies says of a change. */
export interface FlipSide {
  readonly decision: ReplayVerdict['decision'];
  /** What its rules ask for, in words; sorted, unique. */
  readonly asks: readonly string[];
  readonly seniorMinutes: number;
  readonly waits: boolean;
}

/** A change of which the two policies say something else. */
export interface Flip {
  readonly commit: CommitId;
  readonly title: string;
  readonly pullRequest: string | null;
  readonly landedAt: Instant | null;
  readonly label: ChangeLabel['kind'];
  readonly kind: FlipKind;
  /** Only rules that could not be evaluated make the difference: unknown holds, but no rule said so. */
  readonly unevaluable: boolean;
  /** The rules that make the difference; sorted, unique; empty where a policy could not be used at all. */
  readonly rules: readonly { readonly rule: string; readonly side: 'policy' | 'against' }[];
  readonly policy: FlipSide;
  readonly against: FlipSide;
}

/** A count on both sides, and the changes by which they differ. */
export interface BothCounts {
  readonly policy: number;
  readonly against: number;
  /** With this policy only, with the other only. */
  readonly more: number;
  readonly less: number;
}

/** What one rule has to do with the difference. */
export interface FlipRule {
  readonly rule: string;
  /** Its mode on each side; `null` = that policy has no such rule. */
  readonly mode: { readonly policy: RuleMode | null; readonly against: RuleMode | null };
  /** Flips in which it takes part, by kind; those that rest on what is unknown are in `unevaluable` alone. */
  readonly flips: Readonly<Record<FlipKind, number>>;
  readonly unevaluable: number;
  /** Of its flips, harmful changes newly held or refused, and newly freed. */
  readonly harmGained: number;
  readonly harmLost: number;
}

/** Two policies over the same changes with the same facts; what this policy does beside the one it is compared against. */
export interface PolicyDifference {
  /** Harmful changes first, then the newest first. */
  readonly flips: readonly Flip[];
  readonly kinds: Readonly<Record<FlipKind, number>>;
  /** Flips that rest only on rules that could not be evaluated; they are in no count of `kinds`. */
  readonly unevaluable: number;
  /** All held changes, whatever they rest on. */
  readonly held: BothCounts;
  readonly harm: {
    /** Of all harmful changes. */
    readonly gained: CountedShare;
    readonly lost: CountedShare;
    /** Gained less lost, in changes, with its interval over blocks of time; `null` ends where too few flip to tell. */
    readonly net: BootstrapFigure;
    readonly n: number;
  };
  /** Changes without known harm that are old enough. */
  readonly harmless: BothCounts;
  readonly seniorMinutes: {
    readonly policy: number;
    readonly against: number;
    /** This policy less the other, a week. */
    readonly perWeek: BootstrapFigure;
  };
  readonly delay: {
    readonly policy: Delay;
    readonly against: Delay;
    /** Hours that this policy adds over the window (below 0: saves), and the same at the ends of the assumption's range. */
    readonly hours: number;
    readonly low: number;
    readonly high: number;
  };
  /** Rules that take part in a flip, or whose mode differs, or that one policy lacks; sorted by id. */
  readonly rules: readonly FlipRule[];
}
