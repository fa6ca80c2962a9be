import {
  isToldToPrograms,
  mayBeRolloutPage,
  type Page,
  type Pager,
  pageOf,
  pageOfRollout,
  webhookBody,
} from '../../domain/notice/index.ts';
import { type AttemptOutcome, afterAttempt, signWebhook } from '../../domain/outgoing/index.ts';
import type { Envelope } from '../../event-log/index.ts';
import { assertNever } from '../../kernel/index.ts';
import { rolloutBefore, rolloutEventOf, rolloutIdOf } from '../rollout/stream.ts';
import { surgeEventOf } from '../signal/surge-stream.ts';
import { holding } from './hold-lease.ts';
import { changeState, NOTICE_KINDS, readState, type WebhookState } from './notice-record.ts';
import type { NoticeWorld, WebhookReceiver } from './notice-world.ts';
import { submissionEventOf } from './stream.ts';

/** Events that are read at once, and sent before others get their turn at the claim. */
const READ = 200;

/** Somebody who is told events one after the other. */
export interface LogReceiver {
  /** Of the receiver, so that another one begins anew. */
  readonly id: string;
  /** Shown in logs. */
  readonly what: 'webhook' | 'pager';
  /** One attempt; `null` = the event is none for it. */
  readonly tell: (
    envelope: Envelope,
    world: NoticeWorld,
  ) => Promise<{ readonly outcome: AttemptOutcome; readonly reason: string } | null>;
}

/** A program that gets every event of submissions and surges, and what matters of rollouts. */
export function programReceiver(receiver: WebhookReceiver): LogReceiver {
  return {
    id: receiver.id,
    what: 'webhook',
    async tell(envelope, { now }) {
      const event = submissionEventOf(envelope) ?? surgeEventOf(envelope) ?? toldOfRollout(envelope);
      if (event === null) return null;
      const { position, at } = envelope;
      const body = webhookBody({ event, at, position });
      const id = `fb_${receiver.id}_${position}`;
      const webhook = signWebhook({ id, body, keys: receiver.keys, now: now() });
      return receiver.sender.send({ url: receiver.url, webhook });
    },
  };
}

function toldOfRollout(envelope: Envelope) {
  const event = rolloutEventOf(envelope);
  return event === null || !isToldToPrograms(event) ? null : { rollout: rolloutIdOf(envelope), event };
}

/** Whoever calls people out, for surges and rollouts that are urgent, and as a change for what landed or was rolled out. */
export function pagerReceiver(pager: Pager): LogReceiver {
  return {
    id: pager.id,
    what: 'pager',
    async tell(envelope, world) {
      const page = await pageFor(envelope, world);
      return page === null ? null : pager.send(page);
    },
  };
}

async function pageFor(envelope: Envelope, { node, publicUrl }: NoticeWorld): Promise<Page | null> {
  const { at } = envelope;
  const event = submissionEventOf(envelope) ?? surgeEventOf(envelope);
  if (event !== null) return pageOf(event, { at, publicUrl });
  const rollout = rolloutEventOf(envelope);
  if (rollout === null || !mayBeRolloutPage(rollout)) return null;
  const before = await rolloutBefore(node.store, envelope);
  return pageOfRollout(rollout, { id: rolloutIdOf(envelope), before, at, publicUrl });
}

/**
 * Tells a receiver what is for it of the log, one after the other: the next only after this one was taken, so that order is
 * kept. A receiver that is new begins at the log's head. Where it stood is kept after each; a crash before that sends again
 * under the same id.
 */
export async function tellProgram(world: NoticeWorld, receiver: LogReceiver): Promise<void> {
  const { node, now } = world;
  const { store } = node;
  const place = { kind: NOTICE_KINDS.webhook, key: receiver.id };
  const head = await store.head();
  const begun = await readState<WebhookState>(store, { ...place, now: now() });
  if (begun === null) {
    const fresh: WebhookState = { cursor: head, attempts: 0, at: now(), disabled: null };
    await changeState<WebhookState>(store, { ...place, now: now() }, { change: (state) => state ?? fresh });
    return;
  }
  if (begun.disabled !== null || begun.cursor >= head || begun.at > now()) return;
  await holding({ node, name: `notice-webhook:${receiver.id}`, now }, async (stillHeld) => {
    // Read after the claim: another node may have gone on in between.
    let state = await readState<WebhookState>(store, { ...place, now: now() });
    if (state === null || state.disabled !== null || state.at > now()) return;
    const page = await store.readAll({ after: state.cursor, limit: READ });
    for (const envelope of page) {
      if (!(await stillHeld())) return;
      const told: WebhookState | null = await tell(world, { receiver, envelope, state });
      if (told === null) continue;
      const before: WebhookState = state;
      state = await changeState<WebhookState>(
        store,
        { ...place, now: now() },
        { change: (found) => (isSame(found, before) ? told : found) },
      );
      // Overtaken, or to be tried later.
      if (state === null || !isSame(state, told) || told.cursor !== envelope.position) return;
    }
    const last = page.at(-1)?.position ?? state.cursor;
    if (last <= state.cursor) return;
    const quiet: WebhookState = { ...state, cursor: last };
    const before = state;
    await changeState<WebhookState>(
      store,
      { ...place, now: now() },
      { change: (found) => (isSame(found, before) ? quiet : found) },
    );
  });
}

/** Lets a receiver that was given up go on where it stood: whoever starts a server has looked at it. */
export async function reviveProgram({ node, now }: NoticeWorld, { id }: Pick<LogReceiver, 'id'>): Promise<void> {
  await changeState<WebhookState>(
    node.store,
    { kind: NOTICE_KINDS.webhook, key: id, now: now() },
    {
      change: (state) =>
        state === null || state.disabled === null ? state : { ...state, disabled: null, attempts: 0, at: now() },
    },
  );
}

/** One attempt; `null` = the event is none for this receiver. */
async function tell(
  world: NoticeWorld,
  given: { readonly receiver: LogReceiver; readonly envelope: Envelope; readonly state: WebhookState },
): Promise<WebhookState | null> {
  const { receiver, envelope, state } = given;
  const { now, onFault } = world;
  const { position } = envelope;
  const sent = await receiver.tell(envelope, world);
  if (sent === null) return null;
  const { outcome, reason } = sent;
  if (outcome.kind === 'rejected') {
    // It will never take this one; what comes after it may be fine.
    onFault(receiver.what, new Error(`an event was not taken, and the next one follows: ${reason}`));
    return { cursor: position, attempts: 0, at: state.at, disabled: null };
  }
  const attempts = state.attempts + 1;
  const step = afterAttempt({ outcome, attempts, now: now() });
  switch (step.kind) {
    case 'delivered':
      return { cursor: position, attempts: 0, at: state.at, disabled: null };
    case 'retry':
      return { ...state, attempts, at: step.at };
    case 'disable':
    case 'given-up':
      onFault(receiver.what, new Error(`the receiver gets nothing more until a server is started: ${reason}`));
      return { ...state, attempts, disabled: disabledBy(outcome) };
    default:
      return assertNever(step);
  }
}

function disabledBy(outcome: AttemptOutcome): string {
  return outcome.kind === 'answered' ? `status ${outcome.status}` : outcome.kind;
}

function isSame(a: WebhookState | null, b: WebhookState): boolean {
  return a !== null && a.cursor === b.cursor && a.attempts === b.attempts && a.disabled === b.disabled;
}
