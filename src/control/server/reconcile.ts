import type { PublishedVerdict } from '../../domain/forge/index.ts';
import { type Submission, verdictOf } from '../../domain/submission/index.ts';
import { PAGE } from '../../event-log/index.ts';
import { Fault, type Instant } from '../../kernel/index.ts';
import type { World } from '../port.ts';
import type { Board } from './board.ts';
import { judgeOperation } from './judge-operation.ts';
import { type DocumentOf, forgeOf, judgeSubmission } from './judge-submission.ts';
import type { ServerNode } from './port.ts';
import { reviewWork } from './route.ts';
import { handle, loadSubmission } from './stream.ts';
import { openIds } from './take-notice.ts';
import { DUE_SUBMISSIONS, type DueWork } from './view.ts';

/** What of a verdict is shown on a forge, made of the decision's document. */
export type PresentVerdict = (shown: {
  readonly document: unknown;
  readonly submission: Submission;
  readonly verdict: ReturnType<typeof verdictOf>;
}) => Pick<PublishedVerdict, 'title' | 'summary' | 'annotations' | 'comment' | 'detailsUrl' | 'conclusion'>;

/** Everything that one pass needs. */
export interface Reconciling {
  readonly world: World;
  readonly node: ServerNode;
  readonly documentOf: DocumentOf;
  readonly present: PresentVerdict;
  readonly board: Board;
  readonly onFault: (id: string, error: unknown) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A decision takes seconds; a node that froze longer than this has lost its claim. */
const CLAIM_MS = 5 * 60_000;
/** Decisions that hang on time (sunsets, windows) are made again after this. */
const OLDEST_DECISION_MS = 6 * 60 * 60_000;

/**
 * One pass of the level-triggered reconciler: whatever is due is claimed, judged and published, one after the other. A crash
 * between any two steps leaves it due. Gives how many submissions were worked on; a fault of one never stops the others.
 */
export async function reconcile(options: Reconciling): Promise<number> {
  const { node, onFault, signal } = options;
  let worked = 0;
  for (let after = ''; ; ) {
    const page = await node.store.listDocuments(DUE_SUBMISSIONS, { after, limit: PAGE });
    for (const { key, document } of page) {
      signal?.throwIfAborted();
      if (document === null) continue;
      try {
        if (await workOn(options, key)) worked += 1;
      } catch (error) {
        signal?.throwIfAborted();
        onFault(key, error);
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return worked;
    after = last.key;
  }
}

/** Whether this node claimed it and did something. */
async function workOn(options: Reconciling, id: string): Promise<boolean> {
  const { world, node, board } = options;
  const name = `change:${id}`;
  const lease = await node.store.leases.claim({ name, holder: node.holder, now: world.now(), ttlMs: CLAIM_MS });
  if (lease === null) return false;
  try {
    // Read after the claim: another node may have finished it in between.
    const due = (await node.store.readDocument(DUE_SUBMISSIONS, id)) as DueWork | null;
    if (due === null) return false;
    const { state } = await loadSubmission(node.store, id);
    if (state === null) return false;
    if (state.isDue) {
      const work = await reviewWork(node, await board.open());
      // A signal of its own: whoever listens to the node's is never let go of while the node runs.
      const signal = options.signal === undefined ? undefined : AbortSignal.any([options.signal]);
      const judging = { world, node, submission: state, documentOf: options.documentOf, work, signal };
      await (state.ref === null ? judgeOperation(judging) : judgeSubmission(judging));
    }
    const { state: judged } = await loadSubmission(node.store, id);
    if (judged !== null && judged.state === 'open' && !judged.isDue) {
      // A node that froze in between has lost its claim: another one shows what is newest.
      const held = { name, token: lease.token, now: world.now(), ttlMs: CLAIM_MS };
      if (!(await node.store.leases.renew(held))) return true;
      await publish(options, judged);
    }
    return true;
  } finally {
    await node.store.leases.release({ name, token: lease.token });
  }
}

/** Shows the newest decision on its forge, then says that it is shown: after a crash between, it is shown again. */
async function publish({ world, node, present }: Reconciling, submission: Submission): Promise<void> {
  const { decided, ref, revision, id } = submission;
  if (decided === null || submission.published === decided.documentDigest) return;
  if (ref !== null && revision.head !== null) {
    const text = await node.store.documents.get(decided.documentDigest);
    if (text === null) {
      throw new Fault({ kind: 'malformed', code: 'document-missing', message: `the decision of ${id} is not kept` });
    }
    const verdict = verdictOf(submission, world.now());
    const shown = present({ document: JSON.parse(text), submission, verdict });
    await forgeOf(node, ref).publish({ ref, head: revision.head, digest: decided.documentDigest, ...shown });
  }
  await handle({
    store: node.store,
    id,
    actor: null,
    now: world.now,
    plan: () => ({
      events: [{ kind: 'VerdictPublished', id, documentDigest: decided.documentDigest, at: world.now() }],
      answer: null,
    }),
  });
}

/** What time alone makes due: an override that ended, a decision that grew old. */
export async function recheckByTime(options: {
  readonly node: ServerNode;
  readonly now: () => Instant;
}): Promise<void> {
  const { node, now } = options;
  for (const id of await openIds(node, '')) {
    await handle({
      store: node.store,
      id,
      actor: null,
      now,
      plan: (state) => {
        const at = now();
        return state !== null && isOverdue(state, at)
          ? { events: [{ kind: 'RecheckAsked', id, at }], answer: null }
          : { events: [], answer: null };
      },
    });
  }
}

function isOverdue({ state, isDue, decided, overrides, asks }: Submission, now: Instant): boolean {
  if (state !== 'open' || isDue || decided === null) return false;
  const ended = overrides.some(({ expiresAt }) => expiresAt <= now && decided.at < expiresAt);
  // Whoever is asked and does not answer in time: somebody else is named with the next decision.
  const unanswered = asks.some(({ dueAt }) => dueAt <= now && decided.at < dueAt);
  return ended || unanswered || now - decided.at > OLDEST_DECISION_MS;
}
