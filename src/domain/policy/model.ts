import type { Instant } from '../../kernel/index.ts';
import type { SignoffRequirement } from '../review/index.ts';

/** `shadow`: counted only. `advise`: told, never in the way. `enforce`: decides. */
export const RULE_MODES = ['shadow', 'advise', 'enforce'] as const;
export type RuleMode = (typeof RULE_MODES)[number];

/** Evidence other than a sign-off that a rule may ask for. */
export const EVIDENCE_KINDS = ['test-change', 'ticket', 'rollout-plan', 'rollback-plan'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** What a matching rule does. */
export type RuleEffect =
  /** Holds until everything in it is there. */
  | {
      readonly kind: 'require';
      readonly signoffs: readonly SignoffRequirement[];
      /** At least two distinct eligible humans over all sign-offs. */
      readonly twoPerson: boolean;
      readonly evidence: readonly EvidenceKind[];
    }
  /** Holds; only a change of the facts clears it. */
  | { readonly kind: 'hold' }
  /** Refuses. */
  | { readonly kind: 'block' };

export interface Rule {
  readonly id: string;
  /** CEL condition over the documented facts. */
  readonly when: string;
  readonly effect: RuleEffect;
  readonly because: string;
  readonly mode: RuleMode;
  /** From this moment the rule no longer counts; it is reported as expired. */
  readonly expires: Instant | null;
  /** Where it is written, for messages. */
  readonly origin: { readonly file: string; readonly line: number };
  /** The profile that brings it; `null` for a standing rule. */
  readonly profile: string | null;
}

/** A named set of rules with an end: a reset, a freeze of habits, a trial. */
export interface Profile {
  readonly id: string;
  readonly because: string;
  readonly starts: Instant;
  readonly ends: Instant;
  readonly rules: readonly string[];
}

/** What the rules of one protected base say. */
export interface Policy {
  readonly rules: readonly Rule[];
  readonly profiles: readonly Profile[];
  /** Senior minutes a week the team is ready to spend; `null` where not stated. */
  readonly seniorMinutesPerWeek: number | null;
}
