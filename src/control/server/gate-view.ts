import type { CommitId } from '../../domain/change/index.ts';
import type { DeploymentGate, GateDecision, GatePlace } from '../../domain/deployment/index.ts';
import type { View } from '../../event-log/index.ts';
import { digestOfJson } from '../../kernel/index.ts';
import { deploymentEventOf } from './deployment-event.ts';
import { gateEventOf } from './gate-event.ts';

/** Commits or rows kept under one key: the newest. */
const MAX_KEPT = 50;

/** A deployment that waits for its last word. */
export interface DueGate {
  readonly gate: DeploymentGate;
  readonly since: number;
  /** What was decided last; `null` = nothing yet. */
  readonly decision: GateDecision | null;
  readonly isAnswered: boolean;
  /** Answers so far: a forge takes a few. */
  readonly answers: number;
}

export const DUE_GATES: View = {
  name: 'due-deployment-gate',
  version: 1,
  keysOf: (envelope) => {
    const event = gateEventOf(envelope);
    return event === null ? [] : [event.gate.id];
  },
  evolve: ({ document, event: envelope }) => {
    const event = gateEventOf(envelope);
    const before = document as DueGate | null;
    if (event?.kind === 'DeploymentGateAsked') {
      return { gate: event.gate, since: envelope.at, decision: null, isAnswered: false, answers: 0 };
    }
    if (event === null || before === null) return before;
    if (event.kind === 'DeploymentGateDecided') return { ...before, decision: event.decision, isAnswered: false };
    const isOver = event.state !== 'waiting' || event.outcome === 'too-late';
    return isOver ? null : { ...before, isAnswered: true, answers: before.answers + 1 };
  },
};

/** What is known to run in an environment, so that what comes after it is looked at and nothing before. */
export interface GateBaseline {
  /** Let go by this server, or stated by whoever operates it; the newest last. */
  readonly commits: readonly CommitId[];
  readonly isGated: boolean;
}

/** Key of an environment. */
export function gatePlaceKey({ forge, repository, environment }: GatePlace): string {
  return digestOfJson([forge, repository.toLowerCase(), environment]);
}

export const GATE_BASELINES: View = {
  name: 'deployment-gate-baseline',
  version: 1,
  keysOf: (envelope) => {
    const gate = gateEventOf(envelope)?.gate;
    const deployment = deploymentEventOf(envelope);
    if (gate !== undefined) return [gatePlaceKey(gate)];
    return deployment?.kind === 'DeploymentObserved' ? [gatePlaceKey(deployment.deployment)] : [];
  },
  evolve: ({ document, event: envelope }) => {
    const before = (document as GateBaseline | null) ?? { commits: [], isGated: false };
    const event = gateEventOf(envelope) ?? deploymentEventOf(envelope);
    switch (event?.kind) {
      case 'DeploymentGateAsked':
        return { ...before, isGated: true };
      case 'DeploymentGateAnswered': {
        const isGone = event.state === 'approved' && event.outcome === 'taken';
        return isGone ? { ...before, commits: including(before.commits, event.gate.commit) } : before;
      }
      case 'DeploymentObserved': {
        const { commit } = event.deployment;
        // Whoever may write to a repository may tell its forge of a deployment: believed until the first one has to wait.
        const isBelieved = envelope.actor !== null || !before.isGated;
        return commit !== null && isBelieved ? { ...before, commits: including(before.commits, commit) } : before;
      }
      default:
        return before;
    }
  },
};

/** One word on a deployment that brings a change. */
export interface GateRow {
  readonly position: number;
  readonly at: number;
  readonly type: string;
  readonly environment: string;
  readonly commit: CommitId;
  readonly decision: Pick<GateDecision, 'state' | 'reasons'>;
}

/** What was said of deployments, by the submissions that they bring. */
export const GATES_BY_CHANGE: View = {
  name: 'deployment-gate-by-change',
  version: 1,
  keysOf: (envelope) => {
    const event = gateEventOf(envelope);
    return event?.kind === 'DeploymentGateDecided' ? event.decision.changes : [];
  },
  evolve: ({ document, event: envelope, key }) => {
    const before = (document as readonly GateRow[] | null) ?? [];
    const event = gateEventOf(envelope);
    if (event?.kind !== 'DeploymentGateDecided') return before;
    const { gate, decision } = event;
    const { position, at, type } = envelope;
    // Of a deployment that brings many changes each is told why it goes or not by its own.
    const own = decision.reasons.filter(({ submission }) => submission === key);
    const reasons = own.length > 0 ? own : decision.reasons.slice(0, 1);
    const { environment, commit } = gate;
    const row: GateRow = { position, at, type, environment, commit, decision: { state: decision.state, reasons } };
    return [...before, row].slice(-MAX_KEPT);
  },
};

/** The views of deployments that wait for a word. */
export const GATE_VIEWS = [DUE_GATES, GATE_BASELINES, GATES_BY_CHANGE] as const;

function including<T>(all: readonly T[], one: T): readonly T[] {
  return [...all.filter((each) => each !== one), one].slice(-MAX_KEPT);
}
