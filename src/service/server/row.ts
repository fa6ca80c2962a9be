import type { ChangeRow } from '../../contract/index.ts';
import { type Submission, verdictOf } from '../../control/index.ts';
import { type Instant, printable } from '../../kernel/index.ts';
import { isoTime } from './time.ts';

/** One submission as a line of a list. All text in it is printable. */
export function rowOf(submission: Submission, now: Instant): ChangeRow {
  const { ref, decided, revision } = submission;
  const { verdict, overridden } = verdictOf(submission, now);
  return {
    id: submission.id,
    kind: submission.kind,
    repository: ref?.repository ?? submission.operation?.repository ?? null,
    number: ref?.number ?? null,
    title: printable(submission.title),
    author: printable(submission.author.personId ?? submission.author.handle ?? 'not known'),
    url: submission.url,
    state: submission.state,
    draft: submission.isDraft,
    verdict,
    overridden,
    tier: decided?.tier ?? null,
    services: (decided?.services ?? []).map(printable),
    assistance: decided?.assistance ?? 'unknown',
    risk: decided?.risk ?? null,
    review_minutes: decided?.reviewMinutes ?? 0,
    senior_minutes: decided?.seniorMinutes ?? 0,
    review_owed: submission.overrides.some(({ review }) => review === null),
    held_by: [...new Set((decided?.reasons ?? []).map(({ rule }) => rule))],
    signoffs: submission.signoffs.filter(({ contentDigest }) => contentDigest === revision.contentDigest).length,
    asked: submission.asks.map(({ person }) => person),
    opened_at: isoTime(submission.openedAt),
    revised_at: isoTime(revision.at),
    revisions: submission.revisions,
  };
}
