import type { PublishedVerdict } from '../../domain/forge/index.ts';
import { type Submission, verdictOf } from '../../domain/submission/index.ts';
import { type Fence, PAGE } from '../../event-log/index.ts';
import { canonicalJson, Fault, type Instant, instant, type Span } from '../../kernel/index.ts';
import type { World } from '../port.ts';
import type { Board } from './board.ts';
import { type Held, holding } from './hold-lease.ts';
import { judgeOperation } from './judge-operation.ts';
import { type DocumentOf, forgeOf, judgeSubmission } from './judge-submission.ts';
import type { ServerNode } from './port.ts';
import { reviewWork } from './route.ts';
import { handle, loadSubmission } from './stream.ts';
import { recheck } from './take-notice.ts';
import { type Causes, submissionFacts } from './trace-fact.ts';
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
  /** What this node failed at, kept from pass to pass. */
  readonly failed: Map<string, Failed>;
  readonly causes: Causes;
  readonly signal?: AbortSignal | undefined;
}

/** Work that failed: it waits, unless something new is known of it. */
export interface Failed {
  /** The work as it was. */
  readonly due: string;
  readonly times: number;
  readonly until: Instant;
}

/** What could not be done is tried again after this, doubled each time: a forge that is away must not hold up the others. */
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** Decisions that hang on time (sunsets, windows) are made again after this. */
const OLDEST_DECISION_MS = 6 * 60 * 60_000;

/**
 * One pass of the level-triggered reconciler: whatever is due is claimed, judged and published, one after the other. A crash
 * between any two steps leaves it due. Gives how many submissions were worked on; a fault of one never stops the others.
 */
export async function reconcile(options: Reconciling): Promise<number> {
  const { world, node, failed, onFault, signal } = options;
  let worked = 0;
  for (let after = ''; ; ) {
    const page = await node.store.listDocuments(DUE_SUBMISSIONS, { after, limit: PAGE });
    for (const { key, document } of page) {
      signal?.throwIfAborted();
      if (document === null) continue;
      const due = canonicalJson(document);
      const before = failed.get(key);
      if (before !== undefined && before.due === due && world.now() < before.until) continue;
      failed.delete(key);
      await node.tracer.span({ name: 'reconcile', causes: options.causes.of(key) }, async (span) => {
        try {
          if (await workOn(options, key, span)) worked += 1;
        } catch (error) {
          signal?.throwIfAborted();
          // Inside of the span, so that the line in the log names it.
          span.fail(error);
          onFault(key, error);
          const times = before?.due === due ? before.times + 1 : 1;
          const waitMs = Math.min(RETRY_MS * 2 ** (times - 1), LONGEST_RETRY_MS);
          failed.set(key, { due, times, until: instant(world.now() + waitMs) });
        }
      });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return worked;
    after = last.key;
  }
}

/** Whether this node claimed it and did something. */
async function workOn(options: Reconciling, id: string, span: Span): Promise<boolean> {
  const { world, node } = options;
  let hasWorked = false;
  await holding({ node, name: `change:${id}`, now: world.now }, async (_, held) => {
    // Read after the claim: another node may have finished it in between.
    const due = (await node.store.readDocument(DUE_SUBMISSIONS, id)) as DueWork | null;
    if (due === null) return;
    hasWorked = true;
    const shown = { byUs: false };
    try {
      await judgeAndShow({ ...options, node: fenced(node, held.fence) }, id, { held, shown, span });
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'overtaken') throw error;
      // What was on its way to the forge may have come after what the other node showed: judged and shown once more.
      if (shown.byUs) await recheck({ node, id, now: world.now, isNews: true });
    }
  });
  return hasWorked;
}

interface Showing {
  readonly held: Held;
  readonly shown: { byUs: boolean };
  readonly span: Span;
}

async function judgeAndShow(options: Reconciling, id: string, showing: Showing): Promise<void> {
  const { world, node, board } = options;
  const { state } = await loadSubmission(node.store, id);
  if (state === null) return;
  showing.span.tell(submissionFacts(state));
  if (state.isDue) {
    const open = await board.open();
    const work = await reviewWork(node, open);
    // A signal of its own: whoever listens to the node's is never let go of while the node runs.
    const signal = options.signal === undefined ? undefined : AbortSignal.any([options.signal]);
    const judging = { world, node, submission: state, documentOf: options.documentOf, work, open, signal };
    await node.tracer.span({ name: 'judge' }, async (span) => {
      const judged = await (state.ref === null ? judgeOperation(judging) : judgeSubmission(judging));
      if (judged !== null) span.tell({ 'firebreak.verdict': judged.assessment.decision.decision });
    });
  }
  const { state: judged } = await loadSubmission(node.store, id);
  if (judged === null || judged.state !== 'open' || judged.isDue) return;
  await node.tracer.span({ name: 'publish' }, () => publish(options, judged, showing));
}

/** The node, as long as it holds a lease: what it appends afterwards is refused, so that nothing is done twice. */
function fenced(node: ServerNode, fence: Fence): ServerNode {
  const { store } = node;
  return { ...node, store: { ...store, append: (request) => store.append({ ...request, fence }) } };
}

/** Shows the newest decision on its forge, then says that it is shown: after a crash between, it is shown again. */
async function publish(
  { world, node, present }: Reconciling,
  submission: Submission,
  { held, shown: showing }: Showing,
): Promise<void> {
  const { decided, ref, revision, id } = submission;
  if (decided === null || submission.published === decided.documentDigest) return;
  if (ref !== null && revision.head !== null) {
    const text = await node.store.documents.get(decided.documentDigest);
    if (text === null) {
      throw new Fault({ kind: 'malformed', code: 'document-missing', message: `the decision of ${id} is not kept` });
    }
    const verdict = verdictOf(submission, world.now());
    const shown = present({ document: JSON.parse(text), submission, verdict });
    await forgeOf(node, ref).publish(
      { ref, head: revision.head, digest: decided.documentDigest, ...shown },
      async () => {
        const mayWrite = await held.stillHeld();
        if (mayWrite) showing.byUs = true;
        return mayWrite;
      },
    );
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
  readonly board: Board;
  readonly now: () => Instant;
}): Promise<void> {
  const { node, board, now } = options;
  for (const each of await board.open()) {
    if (!isOverdue(each, now())) continue;
    await handle({
      store: node.store,
      id: each.id,
      actor: null,
      now,
      plan: (state) => {
        const at = now();
        return state !== null && isOverdue(state, at)
          ? { events: [{ kind: 'RecheckAsked', id: each.id, at }], answer: null }
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
