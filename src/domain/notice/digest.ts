import type { Instant } from '../../kernel/index.ts';
import type { SubmissionEvent } from '../submission/index.ts';
import { changeUrl, pageUrl } from './link.ts';
import { type Digest, MAX_LINES, type Message } from './model.ts';

/** What a digest counts, in the order of its lines. */
export const DIGEST_COUNTS = [
  'submitted',
  'new revisions',
  'decided: allow',
  'decided: hold',
  'decided: block',
  'asked to sign',
  'passed on to somebody else',
  'sign-offs',
  'sent back',
  'overridden',
  'overrides reviewed',
  'landed',
  'landed without permission',
  'closed',
] as const;

type Count = (typeof DIGEST_COUNTS)[number];

export function emptyDigest(since: Instant): Digest {
  return { since, counts: {}, changes: [] };
}

/** Counts one event; what says nothing to people changes nothing. */
export function countInto(digest: Digest, event: SubmissionEvent): Digest {
  const count = countOf(event);
  if (count === null) return digest;
  const { counts, changes } = digest;
  return {
    ...digest,
    counts: { ...counts, [count]: (counts[count] ?? 0) + 1 },
    changes: changes.length >= MAX_LINES || changes.includes(event.id) ? changes : [...changes, event.id],
  };
}

export function isEmptyDigest({ counts }: Digest): boolean {
  return Object.keys(counts).length === 0;
}

/** The message of a day: counts, and the changes that they are about. */
export function digestMessage(digest: Digest, publicUrl: string | null): Message {
  const url = pageUrl(publicUrl, 'changes');
  const day = new Date(digest.since).toISOString().slice(0, 10);
  const counts = DIGEST_COUNTS.flatMap((name) => {
    const count = digest.counts[name];
    return count === undefined ? [] : [`${count} ${name}`];
  });
  const changes = digest.changes.slice(0, MAX_LINES - 1);
  return {
    subject: `Firebreak: the day since ${day}`,
    lines: [
      { change: null, url: null, pieces: [{ own: counts.join(', ') }] },
      ...changes.map((change) => ({ change, url: changeUrl(publicUrl, change), pieces: [] })),
    ],
    more: 0,
    link: url === null ? null : { text: 'All changes', url },
  };
}

function countOf(event: SubmissionEvent): Count | null {
  switch (event.kind) {
    case 'ChangeDecided':
      return event.decided.decision === 'unknown' ? null : `decided: ${event.decided.decision}`;
    case 'ChangeClosed':
      return event.as;
    default:
      return COUNT[event.kind] ?? null;
  }
}

const COUNT: Readonly<Partial<Record<SubmissionEvent['kind'], Count>>> = {
  ChangeSubmitted: 'submitted',
  RevisionObserved: 'new revisions',
  ReviewAsked: 'asked to sign',
  ReviewPassedOn: 'passed on to somebody else',
  SignedOff: 'sign-offs',
  ChangeReturned: 'sent back',
  OverrideGranted: 'overridden',
  OverrideReviewed: 'overrides reviewed',
  LandedWithoutPermission: 'landed without permission',
};
