import { touchedPaths } from '../../domain/gate/index.ts';
import {
  escalateReviews,
  type PathTouch,
  type ReviewWork,
  type RoutingInput,
  type Shortfall,
} from '../../domain/review-load/index.ts';
import type { ReviewShortfall, Submission, SubmissionEvent } from '../../domain/submission/index.ts';
import { PAGE } from '../../event-log/index.ts';
import { canonicalJson, type Instant, instant } from '../../kernel/index.ts';
import type { JudgedProposal } from '../proposal.ts';
import type { ServerNode } from './port.ts';
import { type AnsweredReview, REVIEWS } from './view.ts';

/** Reviews of everybody: those that are asked for now, of all open submissions, and those that were answered lately. */
export async function reviewWork(node: ServerNode, open: readonly Submission[]): Promise<readonly ReviewWork[]> {
  const asked = open.flatMap(({ asks }) =>
    asks.map(({ person, minutes, at }): ReviewWork => ({ person, minutes, askedAt: at, answeredAt: null })),
  );
  const rows = await node.store.listDocuments(REVIEWS, { after: '', limit: PAGE });
  const answered = rows.flatMap(({ key, document }) =>
    (document as readonly AnsweredReview[]).flatMap(({ minutes, askedAt, answeredAt }): readonly ReviewWork[] =>
      answeredAt === null ? [] : [{ person: key, minutes, askedAt: instant(askedAt), answeredAt: instant(answeredAt) }],
    ),
  );
  return [...asked, ...answered];
}

/** {@link routeAsks} as a span. */
export function tracedRoute(
  { tracer }: Pick<ServerNode, 'tracer'>,
  options: Parameters<typeof routeAsks>[0],
): readonly SubmissionEvent[] {
  return tracer.span({ name: 'route' }, (span) => {
    const events = routeAsks(options);
    const count = (wanted: SubmissionEvent['kind']): number => events.filter(({ kind }) => kind === wanted).length;
    span.tell({ 'firebreak.asked': count('ReviewAsked'), 'firebreak.passed_on': count('ReviewPassedOn') });
    return events;
  });
}

/**
 * Names one person for each sign-off that the decision still lacks, and gives overdue asks to the next person; where nobody
 * can be named, that is told when it is another answer than before. The same decision asked twice says nothing twice.
 */
export function routeAsks(options: {
  readonly submission: Submission;
  readonly judged: JudgedProposal;
  readonly touches: readonly PathTouch[];
  readonly work: readonly ReviewWork[];
  readonly now: Instant;
}): readonly SubmissionEvent[] {
  const { submission, judged, touches, work, now } = options;
  const { assessment, rulebook } = judged;
  const { decision, change, review, place } = assessment;
  const { reviewBudgets, reviewAway } = rulebook.configuration;
  const input: RoutingInput = {
    missing: decision.blockers.flatMap(({ missing, mode }) => (missing === null || mode === 'shadow' ? [] : [missing])),
    review,
    signoffs: decision.signoffs,
    asked: submission.asks,
    passed: passedBy(submission),
    tier: place?.tier ?? null,
    minutes: decision.review.minutes,
    paths: touchedPaths(change),
    touches,
    work,
    budgets: reviewBudgets,
    away: reviewAway,
    now,
  };
  const { id } = submission;
  const { passed, added, shortfalls } = escalateReviews(input);
  const short = shortfalls.map(shortOf);
  const isNews = canonicalJson(short) !== canonicalJson(submission.shortfalls);
  return [
    ...passed.map(
      ({ from, because, ask }): SubmissionEvent => ({
        kind: 'ReviewPassedOn',
        id,
        from,
        because,
        ask: { ...ask, passedOnBy: from },
      }),
    ),
    ...added.map((ask): SubmissionEvent => ({ kind: 'ReviewAsked', id, ask })),
    ...(isNews ? [{ kind: 'ReviewFellShort', id, shortfalls: short, at: now } as const] : []),
  ];
}

function shortOf({ kind, missing, regardless, delegate, text }: Shortfall): ReviewShortfall {
  return { kind, missing, regardless: regardless?.person ?? null, delegate, text };
}

/** Who is not asked again for the same content: whoever passed it on, let it fall due, or sent it back. */
function passedBy({ passed, returned, revision }: Submission): readonly string[] {
  const before = passed.filter(({ content }) => content === revision.contentDigest).map(({ person }) => person);
  const sender = returned?.by.personId ?? null;
  return sender === null ? before : [...before, sender];
}
