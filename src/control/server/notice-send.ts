import {
  type Address,
  digestMessage,
  lineOf,
  type Message,
  type Messenger,
  messageOf,
  type NoticeLine,
  newestOfEach,
  newsLine,
} from '../../domain/notice/index.ts';
import { type AttemptOutcome, afterAttempt, type NextStep } from '../../domain/outgoing/index.ts';
import { evolve, type Submission } from '../../domain/submission/index.ts';
import { type Envelope, PAGE } from '../../event-log/index.ts';
import { assertNever, digestOf, type Instant } from '../../kernel/index.ts';
import { holding } from './hold-lease.ts';
import { newsOf } from './notice-news.ts';
import { NOTICE_KINDS, type QueueState, type Sending } from './notice-record.ts';
import { audienceOfKey, changeQueue } from './notice-route.ts';
import type { NoticeWorld } from './notice-world.ts';
import { submissionEventOf, submissionStream } from './stream.ts';
import { SUBMISSIONS } from './view.ts';

/** Between two messages to one receiver, so that a long surge is a few messages; what nobody can turn off does not wait. */
const GAP_MS = 60_000;

/** Whether a queue has something to send now. */
export function isQueueDue(queue: QueueState, now: Instant): boolean {
  if (queue.disabled !== null) return false;
  if (queue.sending !== null) return queue.sending.at <= now;
  if (queue.digest !== null) return true;
  if (queue.waiting.length === 0) return false;
  return queue.notBefore <= now || queue.waiting.some(({ isMandatory }) => isMandatory);
}

/**
 * Makes the next attempt to tell one receiver. What a message is about is fixed before its first attempt and kept until it was
 * taken, so that a crash sends it again, under the same id, and loses nothing.
 */
export async function tellReceiver(world: NoticeWorld, key: string): Promise<void> {
  const { node, now } = world;
  await holding({ node, name: `notice:${key}`, now }, async (stillHeld) => {
    const queue = await changeQueue(world, key, (before) => begin(before, { key, now: now() }));
    const sending = queue?.sending ?? null;
    if (sending === null || sending.at > now()) return;
    const to = audienceOfKey(key);
    const message =
      sending.digest === null
        ? messageOf({ lines: await linesOf(world, key, sending), more: sending.more, to, publicUrl: world.publicUrl })
        : digestMessage(sending.digest, world.publicUrl);
    if (!(await stillHeld())) return;
    const step = message === null ? ({ kind: 'delivered' } as const) : await attempt(world, { key, sending, message });
    await changeQueue(world, key, (before) => {
      const isOvertaken = before.sending?.id !== sending.id || before.sending.attempts !== sending.attempts;
      return isOvertaken ? before : after(before, { sending, step, now: now() });
    });
  });
}

/** Lets receivers that were given up go on: whoever starts a server has looked at them. */
export async function reviveReceivers(world: NoticeWorld): Promise<void> {
  for (const { key, queue } of await listQueues(world)) {
    if (queue.disabled === null) continue;
    await changeQueue(world, key, (before) => ({
      ...before,
      disabled: null,
      sending: before.sending === null ? null : { ...before.sending, attempts: 0, at: world.now() },
    }));
  }
}

/** Every queue that is kept. */
export async function listQueues({
  node,
  now,
}: Pick<NoticeWorld, 'node' | 'now'>): Promise<readonly { readonly key: string; readonly queue: QueueState }[]> {
  const found: { readonly key: string; readonly queue: QueueState }[] = [];
  for (let from = ''; ; ) {
    const page = await node.store.records.list({
      kind: NOTICE_KINDS.queue,
      prefix: '',
      after: from,
      limit: PAGE,
      now: now(),
    });
    found.push(...page.map(({ key, json }) => ({ key, queue: JSON.parse(json) as QueueState })));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    from = last.key;
  }
}

/** Fixes what the next message is about. */
function begin(queue: QueueState, { key, now }: { readonly key: string; readonly now: Instant }): QueueState {
  if (queue.sending !== null || !isQueueDue(queue, now)) return queue;
  const { waiting, more, digest } = queue;
  const [first] = waiting;
  const isDigest = digest !== null;
  const name = isDigest ? `digest-${queue.digestSeen}` : String(first?.position ?? queue.seen);
  const sending: Sending = {
    id: `fb-${digestOf(key).slice('sha256:'.length, 'sha256:'.length + 16)}-${name}`,
    waiting: isDigest ? [] : waiting,
    more: isDigest ? 0 : more,
    digest,
    attempts: 0,
    at: now,
  };
  return isDigest ? { ...queue, digest: null, sending } : { ...queue, waiting: [], more: 0, sending };
}

function after(
  queue: QueueState,
  given: { readonly sending: Sending; readonly step: NextStep; readonly now: Instant },
): QueueState {
  const { sending, step, now } = given;
  const notBefore = Math.max(queue.notBefore, now + GAP_MS) as Instant;
  const attempts = sending.attempts + 1;
  switch (step.kind) {
    case 'delivered':
      return { ...queue, sending: null, notBefore };
    case 'retry':
      return { ...queue, sending: { ...sending, attempts, at: step.at } };
    case 'given-up':
      return {
        ...queue,
        sending: null,
        notBefore,
        lost: queue.lost + Math.max(1, sending.waiting.length + sending.more),
      };
    case 'disable':
      return { ...queue, disabled: 'the receiver wants nothing more' };
    default:
      return assertNever(step);
  }
}

async function attempt(
  world: NoticeWorld,
  given: { readonly key: string; readonly sending: Sending; readonly message: Message },
): Promise<NextStep> {
  const { key, sending, message } = given;
  const { outcome, reason } = await send(world, given);
  const step = afterAttempt({ outcome, attempts: sending.attempts + 1, now: world.now() });
  if (step.kind === 'given-up' || step.kind === 'disable') {
    world.onFault(key, new Error(`${message.subject.split(':')[0]} could not tell it: ${reason}`));
  }
  return step;
}

type Sent = { readonly outcome: AttemptOutcome; readonly reason: string };

/** By the channel's way, or by each of a person's ways until one reaches them. */
async function send(
  { ways, people }: NoticeWorld,
  { key, sending, message }: { readonly key: string; readonly sending: Sending; readonly message: Message },
): Promise<Sent> {
  const audience = audienceOfKey(key);
  if (audience.kind === 'channel') {
    const way = ways.channels.find(({ name }) => key === `channel:${name}`);
    return way === undefined ? NO_WAY : reached(await way.send({ to: audience, message, id: sending.id }));
  }
  const mails = await people().then(
    (all) => all.find(({ id }) => id === audience.person)?.mails ?? [],
    () => null,
  );
  if (mails === null) return { outcome: { kind: 'unreachable' }, reason: 'the catalog of people cannot be read' };
  const to: Address = { kind: 'person', person: audience.person, mails };
  let best = NO_WAY;
  for (const way of ways.personal) {
    const sent = reached(await way.send({ to, message, id: sending.id }));
    if (sent.outcome.kind === 'answered' && sent.outcome.status >= 200 && sent.outcome.status < 300) return sent;
    // A way that may work later counts more than one that never will.
    if (sent.outcome.kind !== 'rejected' || best === NO_WAY) best = sent;
  }
  return best;
}

const NO_WAY: Sent = { outcome: { kind: 'rejected' }, reason: 'no way that is configured reaches it' };

function reached({ outcome, reason }: Awaited<ReturnType<Messenger['send']>>): Sent {
  return outcome.kind === 'nobody' ? NO_WAY : { outcome, reason };
}

async function linesOf(world: NoticeWorld, key: string, { waiting }: Sending): Promise<readonly NoticeLine[]> {
  const { node, publicUrl, now } = world;
  const lines: NoticeLine[] = [];
  for (const { position } of waiting) {
    const [envelope] = await node.store.readAll({ after: position - 1, limit: 1 });
    if (envelope === undefined) continue;
    const event = submissionEventOf(envelope);
    if (event === null) {
      const news = await newsOf(node.store, envelope);
      const told = news === null ? null : newsLine(news, { at: envelope.at, now: now(), publicUrl });
      if (told !== null) lines.push(told);
      continue;
    }
    const before = await stateBefore(world, event.id, envelope);
    const state = (await node.store.readDocument(SUBMISSIONS, event.id)) as Submission | null;
    const at = envelope.at;
    const line = lineOf({ event, at, to: audienceOfKey(key), before, state, publicUrl, now: now() });
    if (line !== null) lines.push(line);
  }
  return newestOfEach(lines);
}

/** The submission as it stood right before an event. */
async function stateBefore({ node }: NoticeWorld, id: string, { version }: Envelope): Promise<Submission | null> {
  let state: Submission | null = null;
  for (let from = 0; from < version - 1; ) {
    const limit = Math.min(PAGE, version - 1 - from);
    const page = await node.store.readStream({ stream: submissionStream(id), after: from, limit });
    for (const envelope of page) {
      const event = submissionEventOf(envelope);
      if (event !== null) state = evolve(state, event);
    }
    from = page.at(-1)?.version ?? version;
  }
  return state;
}
