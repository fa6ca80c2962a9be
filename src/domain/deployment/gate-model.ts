import type { Digest } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import type { ForgeName } from '../forge/index.ts';
import type { DeploymentReason } from './model.ts';

/** One environment of one repository, whatever services it holds: a forge that asks names no service. */
export interface GatePlace {
  readonly forge: ForgeName;
  readonly repository: string;
  readonly environment: string;
}

/** A deployment that waits on its forge for a word before it starts. */
export interface DeploymentGate extends GatePlace {
  /** Digest of what was asked: asking the same twice is asking once. */
  readonly id: Digest;
  readonly commit: CommitId;
  /** Where the answer goes, as the forge gave it. */
  readonly callback: string;
}

/** `waiting` = it cannot be told yet, or nobody can tell: it stays where it is. */
export type GateState = 'approved' | 'rejected' | 'waiting';

/** Why a deployment may not go now: what it brings, or a brake over it. */
export type GateReason =
  | DeploymentReason
  | {
      readonly code: 'braked';
      readonly commit: null;
      readonly submission: string | null;
      /** One clause, for people. */
      readonly text: string;
    };

/** What is said of a deployment that waits. */
export interface GateDecision {
  readonly state: GateState;
  /** Why it is not approved; empty where it is. */
  readonly reasons: readonly GateReason[];
  /** Submissions that it brings, let pass or not; the newest, at most {@link MAX_GATE_CHANGES}. */
  readonly changes: readonly string[];
}

/** What happened in the stream of a deployment that waits. */
export type GateEvent =
  | { readonly kind: 'DeploymentGateAsked'; readonly gate: DeploymentGate }
  /** Written before the forge is told: what it was told, or was to be, is never unknown. */
  | { readonly kind: 'DeploymentGateDecided'; readonly gate: DeploymentGate; readonly decision: GateDecision }
  | {
      readonly kind: 'DeploymentGateAnswered';
      readonly gate: DeploymentGate;
      readonly state: GateState;
      /** `too-late` = the forge no longer took the answer. */
      readonly outcome: 'taken' | 'too-late';
    };

/** Every kind, for whoever reads a log. */
export const GATE_EVENTS = [
  'DeploymentGateAsked',
  'DeploymentGateDecided',
  'DeploymentGateAnswered',
] as const satisfies readonly GateEvent['kind'][];

/** Submissions that one decision names: as many as it reads landings. */
export const MAX_GATE_CHANGES = 200;
