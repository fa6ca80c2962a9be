import type { Tier } from '../../domain/catalog/index.ts';
import type { Deployment } from '../../domain/deployment/index.ts';
import type { Lane } from '../../domain/merge-queue/index.ts';
import type { Assistance } from '../../domain/provenance/index.ts';
import type { DecidedRevision, SubmissionEvent, SubmissionKind } from '../../domain/submission/index.ts';
import type { Envelope, View } from '../../event-log/index.ts';
import type { Instant } from '../../kernel/index.ts';
import { queueEventOf } from '../queue/book.ts';
import { deploymentEventOf } from '../server/deployment-event.ts';
import { submissionEventOf } from '../server/stream.ts';

/** A rule that held a change, with the content that it held. */
export interface RecordedHold {
  readonly rule: string;
  readonly from: Instant;
  readonly to: Instant | null;
  readonly content: string | null;
  readonly isReworked: boolean;
}

/** What the record tells of one change, as far as delivery is concerned. It holds no person. */
export interface RecordedChange {
  readonly id: string;
  readonly kind: SubmissionKind;
  readonly forge: string | null;
  readonly repository: string | null;
  readonly number: number | null;
  readonly head: string | null;
  readonly content: string | null;
  readonly tier: Tier | null;
  readonly assistance: Assistance;
  readonly services: readonly string[];
  readonly reviewMinutes: number | null;
  readonly seniorMinutes: number;
  readonly lane: Lane;
  readonly opened: Instant;
  readonly answered: Instant | null;
  readonly approved: Instant | null;
  readonly queued: Instant | null;
  readonly landed: Instant | null;
  readonly closed: Instant | null;
  readonly isDecided: boolean;
  readonly isPastGate: boolean;
  readonly overrides: readonly { readonly id: string; readonly at: Instant; readonly reviewedAt: Instant | null }[];
  readonly holds: readonly RecordedHold[];
  /** Places in the log of the first and the newest event. */
  readonly positions: { readonly first: number; readonly last: number };
}

/** Holds of one change that are kept: the newest. */
const MAX_HOLDS = 60;

/** Every submitted change, by its id. */
export const DELIVERED_CHANGES: View = {
  name: 'delivered-change',
  version: 1,
  keysOf: (envelope) => {
    const event = submissionEventOf(envelope);
    if (event !== null) return [event.id];
    const queue = queueEventOf(envelope);
    return queue?.kind === 'EntryQueued' ? [queue.content.change] : [];
  },
  evolve: ({ document, event: envelope }) => {
    const before = document as RecordedChange | null;
    const event = submissionEventOf(envelope);
    if (event?.kind === 'ChangeSubmitted') return before ?? submitted(event, envelope);
    if (before === null) return null;
    const after = event === null ? queuedAs(before, envelope) : changed(before, event, envelope.at);
    return { ...after, positions: { first: before.positions.first, last: envelope.position } };
  },
};

function submitted(
  event: Extract<SubmissionEvent, { kind: 'ChangeSubmitted' }>,
  { position }: Envelope,
): RecordedChange {
  const { id, submission, ref, operation, revision } = event;
  return {
    id,
    kind: submission,
    forge: ref?.forge ?? operation?.forge ?? null,
    repository: ref?.repository ?? operation?.repository ?? null,
    number: ref?.number ?? null,
    head: revision.head,
    content: revision.contentDigest,
    tier: null,
    assistance: 'unknown',
    services: [],
    reviewMinutes: null,
    seniorMinutes: 0,
    lane: 'normal',
    opened: revision.at,
    answered: null,
    approved: null,
    queued: null,
    landed: null,
    closed: null,
    isDecided: false,
    isPastGate: false,
    overrides: [],
    holds: [],
    positions: { first: position, last: position },
  };
}

function queuedAs(before: RecordedChange, envelope: Envelope): RecordedChange {
  const event = queueEventOf(envelope);
  if (event?.kind !== 'EntryQueued') return before;
  return { ...before, queued: event.at, lane: event.content.lane };
}

function changed(before: RecordedChange, event: SubmissionEvent, at: Instant): RecordedChange {
  switch (event.kind) {
    case 'RevisionObserved':
      return { ...before, head: event.revision.head, content: event.revision.contentDigest };
    case 'ContentRead':
      return event.head === before.head ? { ...before, content: event.contentDigest } : before;
    case 'ChangeDecided':
      return decided(before, event.decided);
    case 'SignedOff':
      return { ...before, answered: before.answered ?? event.signoff.at, approved: event.signoff.at };
    case 'ChangeReturned':
      return { ...before, answered: before.answered ?? event.at };
    case 'OverrideGranted': {
      const { id, at: given } = event.override;
      return { ...before, overrides: [...before.overrides, { id, at: given, reviewedAt: null }] };
    }
    case 'OverrideReviewed':
      return {
        ...before,
        overrides: before.overrides.map((each) => (each.id === event.override ? { ...each, reviewedAt: at } : each)),
      };
    case 'ChangeClosed':
      return event.as === 'landed' ? { ...before, landed: event.at } : { ...before, closed: event.at };
    case 'ChangeReopened':
      return { ...before, closed: null };
    case 'LandedWithoutPermission':
      return { ...before, isPastGate: true };
    default:
      return before;
  }
}

/** Opens and clears holds by what enforced rules say of the newest content. */
function decided(before: RecordedChange, said: DecidedRevision): RecordedChange {
  const holding = new Set(said.reasons.filter(({ mode }) => mode === 'enforce').map(({ rule }) => rule));
  const standing = before.holds.map((hold): RecordedHold => {
    if (hold.to !== null || holding.has(hold.rule)) return hold;
    return { ...hold, to: said.at, isReworked: hold.content !== said.contentDigest };
  });
  const open = new Set(standing.filter(({ to }) => to === null).map(({ rule }) => rule));
  const fresh = [...holding]
    .filter((rule) => !open.has(rule))
    .map((rule): RecordedHold => ({ rule, from: said.at, to: null, content: said.contentDigest, isReworked: false }));
  return {
    ...before,
    content: said.contentDigest ?? before.content,
    tier: said.tier,
    assistance: said.assistance,
    services: said.services,
    reviewMinutes: said.reviewMinutes,
    seniorMinutes: Math.max(before.seniorMinutes, said.seniorMinutes),
    isDecided: true,
    holds: [...standing, ...fresh].slice(-MAX_HOLDS),
  };
}

/** A deployment as it was told, with what stood there before. */
export interface RecordedDeployment {
  readonly deployment: Deployment;
  readonly previous: string | null;
  readonly position: number;
}

/** Every deployment, by its id. */
export const DELIVERED_DEPLOYMENTS: View = {
  name: 'delivered-deployment',
  version: 1,
  keysOf: (envelope) => {
    const event = deploymentEventOf(envelope);
    return event?.kind === 'DeploymentObserved' ? [event.deployment.id] : [];
  },
  evolve: ({ document, event: envelope }): unknown => {
    const event = deploymentEventOf(envelope);
    if (event?.kind !== 'DeploymentObserved') return document;
    return { deployment: event.deployment, previous: event.previous, position: envelope.position };
  },
};

/** The views that delivery reads. */
export const DELIVERY_VIEWS = [DELIVERED_CHANGES, DELIVERED_DEPLOYMENTS] as const;
