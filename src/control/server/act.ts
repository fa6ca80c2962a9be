import {
  type Actor,
  delegate,
  grantOverride,
  returnChange,
  reviewOverride,
  type Submission,
  type SubmissionEvent,
  type SubmissionRejection,
  signOff,
} from '../../domain/submission/index.ts';
import { PAGE } from '../../event-log/index.ts';
import { assertNever, type Digest, type Instant, type Result, reject } from '../../kernel/index.ts';
import type { ServerNode } from './port.ts';
import { handle } from './stream.ts';
import { OWED_REVIEWS, type OwedReview } from './view.ts';

/** What a signed-in human does to a submission. Ids come from the shell, so that the core stays a function. */
export type HumanAct =
  | {
      readonly kind: 'sign';
      readonly contentDigest: Digest;
      readonly id: string;
      readonly source: 'web' | 'cli';
      /** May be empty. */
      readonly comment: string;
    }
  | { readonly kind: 'return'; readonly contentDigest: Digest; readonly reason: string }
  | { readonly kind: 'delegate'; readonly to: string; readonly reason: string; readonly dueAt: Instant }
  | {
      readonly kind: 'override';
      readonly contentDigest: Digest;
      readonly id: string;
      readonly reason: string;
      readonly ticket: string;
      readonly ttlMs: number;
    }
  | { readonly kind: 'review-override'; readonly override: string; readonly finding: string };

/** What came of an act: the submission after it, and where its last event stands. */
export type Acted = Result<{ readonly state: Submission; readonly position: number }, ActRejection>;

export type ActRejection = SubmissionRejection | { readonly code: 'no-such-change' };

/** Carries out what a human does, at once durable. The account that did it is the event's actor. */
export async function act(options: {
  readonly node: ServerNode;
  readonly id: string;
  readonly account: string;
  readonly by: Actor;
  readonly act: HumanAct;
  readonly now: () => Instant;
}): Promise<Acted> {
  const { node, id, account, by, now } = options;
  const owed = options.act.kind === 'override' ? await owedBy(node, by) : null;
  const { answer, state, position } = await handle<Result<null, ActRejection>>({
    store: node.store,
    id,
    actor: account,
    now,
    plan: (before) => {
      if (before === null) return { events: [], answer: reject({ code: 'no-such-change' }) };
      const planned = plan(before, { by, act: options.act, now: now(), owed });
      if (!planned.ok) return { events: [], answer: planned };
      return { events: planned.value, answer: { ok: true, value: null } };
    },
  });
  if (!answer.ok) return answer;
  if (state === null || position === null) return reject({ code: 'no-such-change' });
  return { ok: true, value: { state, position } };
}

function plan(
  state: Submission,
  given: { readonly by: Actor; readonly act: HumanAct; readonly now: Instant; readonly owed: string | null },
): Result<readonly SubmissionEvent[], SubmissionRejection> {
  const { by, now, act: asked, owed } = given;
  switch (asked.kind) {
    case 'sign':
      return signOff(state, { ...asked, by, now });
    case 'return':
      return returnChange(state, { ...asked, by, now });
    case 'delegate':
      return delegate(state, { ...asked, by, now });
    case 'override':
      return grantOverride(state, { ...asked, by, now, owed });
    case 'review-override':
      return reviewOverride(state, { ...asked, by, now });
    default:
      return assertNever(asked);
  }
}

/** An override of this person, here or elsewhere, that nobody looked at yet: the next one waits for it. */
async function owedBy(node: ServerNode, by: Actor): Promise<string | null> {
  for (const { key, document } of await owedReviews(node)) if (document.person === by.personId) return key;
  return null;
}

/** Overrides whose later review is owed; at most a page of them, which is more than anybody should ever owe. */
export async function owedReviews(
  node: ServerNode,
): Promise<readonly { readonly key: string; readonly document: OwedReview }[]> {
  const rows = await node.store.listDocuments(OWED_REVIEWS, { after: '', limit: PAGE });
  return rows.map(({ key, document }) => ({ key, document: document as OwedReview }));
}
