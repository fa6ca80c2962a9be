import { type ForgeChange, type ForgeName, type ForgeNotice, forgeRefText } from '../../domain/forge/index.ts';
import { type Actor, observeChange, observeReview, type Submission } from '../../domain/submission/index.ts';
import type { RecordPut } from '../../event-log/index.ts';
import { assertNever, digestOfJson, type Instant } from '../../kernel/index.ts';
import { observeDeployment } from './deploy.ts';
import { takeGate } from './gate.ts';
import { takeMergeGroup } from './merge-group.ts';
import type { ServerNode } from './port.ts';
import { handle } from './stream.ts';
import { OPEN_SUBMISSIONS, SUBMISSIONS } from './view.ts';

/** What a notice did: the submissions that something new is known of. */
export interface Taken {
  readonly touched: readonly string[];
  /** What became of the mark that was to be left with the events; none where no mark was given or taken along. */
  readonly once?: 'written' | 'not-written' | 'there';
}

/**
 * Takes what a forge told, as events; telling twice is telling once. Nothing else happens here: a webhook is answered at
 * once, and the reconciler does the work.
 */
export async function takeNotice(options: {
  readonly node: ServerNode;
  readonly forge: ForgeName;
  readonly notice: ForgeNotice;
  readonly now: () => Instant;
  /** A mark that a change leaves in the same transaction: two writes to the disk become one. */
  readonly once?: RecordPut | undefined;
}): Promise<Taken> {
  const { node, notice, now, once } = options;
  switch (notice.kind) {
    case 'change':
      return takeChange({ node, change: notice.change, now, once });
    case 'touched': {
      const forge = node.forges.find(({ name }) => name === notice.ref.forge);
      const change = (await forge?.readChange(notice.ref)) ?? null;
      return change === null ? { touched: [] } : takeChange({ node, change, now });
    }
    case 'review':
    case 'comment':
      // What is said on the forge is read from the forge when the change is judged: a webhook may lie late or be lost.
      if (notice.kind === 'review' && notice.review.isEdited) await takeEdit({ node, notice, now });
      return recheck({ node, id: forgeRefText(notice.ref), now, isNews: true });
    case 'recheck':
      return recheckWhere(options, ({ revision }) => revision.head === notice.head);
    case 'push':
      // The policy, and what a change is compared with, may be others now.
      return recheckWhere(options, ({ revision }) => revision.baseBranch === notice.branch);
    case 'build':
      // Whoever waits for it asks the forge: a webhook proves nothing of what it tells.
      return { touched: [] };
    case 'merge-group':
      await takeMergeGroup({ node, forge: options.forge, notice, now: now() });
      return { touched: [] };
    case 'deployment-gate':
      await takeGate({ node, forge: options.forge, notice, now: now() });
      return { touched: [] };
    case 'deployment':
      await takeDeployment({ node, forge: options.forge, notice, now });
      return { touched: [] };
    default:
      return assertNever(notice);
  }
}

/** What a forge was told of by nobody that this server knows: compared like any other, and never taken for granted. */
async function takeDeployment(given: {
  readonly node: ServerNode;
  readonly forge: ForgeName;
  readonly notice: Extract<ForgeNotice, { kind: 'deployment' }>;
  readonly now: () => Instant;
}): Promise<void> {
  const { node, forge, notice, now } = given;
  const { repository, environment, commit, at } = notice;
  const nothing = { image: null, configurationDigest: null };
  const stated = { forge, repository, service: repository, environment, commit, ...nothing, at };
  await observeDeployment({ node, deployment: { id: digestOfJson(stated), ...stated }, actor: null, now });
}

/** That a review's text was changed only a webhook tells. An approval that is not known yet is taken with its mark. */
async function takeEdit(given: {
  readonly node: ServerNode;
  readonly notice: Extract<ForgeNotice, { kind: 'review' }>;
  readonly now: () => Instant;
}): Promise<void> {
  const { node, notice, now } = given;
  const { handle: name, isBot } = notice.review.by;
  const by: Actor = { personId: null, handle: name, isAutomated: isBot };
  await handle({
    store: node.store,
    id: forgeRefText(notice.ref),
    actor: null,
    now,
    plan: (state) => ({
      events: state === null ? [] : observeReview(state, notice.review, { by, now: now() }),
      answer: null,
    }),
  });
}

/** Asks for a new decision of the open submissions of a notice's repository that are meant. */
async function recheckWhere(
  given: {
    readonly node: ServerNode;
    readonly forge: ForgeName;
    readonly notice: ForgeNotice;
    readonly now: () => Instant;
  },
  isMeant: (submission: Submission) => boolean,
): Promise<Taken> {
  const { node, forge, notice, now } = given;
  if (!('repository' in notice)) return { touched: [] };
  const touched: string[] = [];
  for (const id of await openIds(node, `${forge}:${notice.repository}#`)) {
    const state = (await node.store.readDocument(SUBMISSIONS, id)) as Submission | null;
    if (state !== null && isMeant(state)) touched.push(...(await recheck({ node, id, now })).touched);
  }
  return { touched };
}

/** What a forge says of one proposal. */
export async function takeChange(options: {
  readonly node: ServerNode;
  readonly change: ForgeChange;
  readonly now: () => Instant;
  readonly once?: RecordPut | undefined;
}): Promise<Taken> {
  const { node, change, now } = options;
  const id = forgeRefText(change.ref);
  const { handle: name, isBot } = change.author;
  const author: Actor = { personId: null, handle: name, isAutomated: isBot };
  const { position, once } = await handle({
    store: node.store,
    id,
    actor: null,
    now,
    plan: (state) => ({ events: observeChange(state, change, { author, now: now() }), answer: null }),
    once: options.once,
  });
  return { touched: position === null ? [] : [id], once };
}

/** Asks for a new decision of an open submission; of one that waits for it anyway only where there is news of it. */
export async function recheck(options: {
  readonly node: ServerNode;
  readonly id: string;
  readonly now: () => Instant;
  /** Something was said that a judgement in hand may have missed. */
  readonly isNews?: boolean;
}): Promise<Taken> {
  const { node, id, now, isNews = false } = options;
  const { position } = await handle({
    store: node.store,
    id,
    actor: null,
    now,
    plan: (state) =>
      state === null || state.state !== 'open' || (state.isDue && !isNews)
        ? { events: [], answer: null }
        : { events: [{ kind: 'RecheckAsked', id, at: now() }], answer: null },
  });
  return { touched: position === null ? [] : [id] };
}

/** Asks every forge what is open now, since webhooks are lost; what is gone there is closed here. */
export async function pollForges(options: {
  readonly node: ServerNode;
  readonly now: () => Instant;
  readonly onFault: (forge: string, error: unknown) => void;
}): Promise<Taken> {
  const { node, now, onFault } = options;
  const touched: string[] = [];
  for (const forge of node.forges) {
    try {
      for (const repository of await forge.repositories()) {
        const open = new Set<string>();
        for await (const change of forge.openChanges(repository)) {
          open.add(forgeRefText(change.ref));
          touched.push(...(await takeChange({ node, change, now })).touched);
        }
        for (const id of await openIds(node, `${forge.name}:${repository}#`)) {
          // Gone from the list: the reconciler reads what became of it.
          if (!open.has(id)) touched.push(...(await recheck({ node, id, now })).touched);
        }
      }
    } catch (error) {
      onFault(forge.name, error);
    }
  }
  return { touched };
}

/** Ids of open submissions with a prefix, in the order of their bytes. */
export async function openIds(node: ServerNode, prefix: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let after = prefix;
  for (;;) {
    const page = await node.store.listDocuments(OPEN_SUBMISSIONS, { after, limit: 1000 });
    for (const { key } of page) {
      if (!key.startsWith(prefix)) return ids;
      ids.push(key);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < 1000) return ids;
    after = last.key;
  }
}
