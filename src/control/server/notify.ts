import { NOTICE_KINDS, readState, type WebhookState } from './notice-record.ts';
import { routeNotices } from './notice-route.ts';
import { isQueueDue, listQueues, reviveReceivers, tellReceiver } from './notice-send.ts';
import { type LogReceiver, pagerReceiver, programReceiver, reviveProgram, tellProgram } from './notice-webhook.ts';
import { type NoticeWorld, tellsPeople } from './notice-world.ts';

/** Tells people and programs what happened, from the log; any number of nodes may. */
export interface Notifier {
  /** Begins what is due and not being done by this node; never waits for a receiver, so that one never stops another. */
  pass(): Promise<void>;
  /** Ends when nothing that was begun is still being done. */
  idle(): Promise<void>;
  /** For monitoring, by metric name. */
  figures(): Promise<Readonly<Record<string, number>>>;
}

/** Receivers that a node talks to at once. */
const MAX_RUNNING = 8;

/** Makes the notifier of a node. Level-triggered: each pass looks at what stands in the log and in the records beside it. */
export function makeNotifier(world: NoticeWorld): Notifier {
  const { ways, onFault } = world;
  const receivers = receiversOf(world);
  const running = new Map<string, Promise<void>>();
  let isRevived = false;
  const begin = (name: string, work: () => Promise<void>): void => {
    if (running.has(name)) return;
    const task = work()
      .catch((error: unknown) => onFault(name, error))
      .finally(() => running.delete(name));
    running.set(name, task);
  };
  return {
    async pass() {
      if (!isRevived) {
        for (const receiver of receivers) await reviveProgram(world, receiver);
        await reviveReceivers(world);
        isRevived = true;
      }
      for (const receiver of receivers) begin(receiver.what, () => tellProgram(world, receiver));
      if (!tellsPeople(ways)) return;
      begin('route', () => routeNotices(world));
      for (const { key, queue } of await listQueues(world)) {
        if (running.size >= MAX_RUNNING + 2) return;
        if (isQueueDue(queue, world.now())) begin(key, () => tellReceiver(world, key));
      }
    },
    async idle() {
      while (running.size > 0) await Promise.all(running.values());
    },
    figures: () => noticeFigures(world),
  };
}

function receiversOf({ ways: { webhook, pager } }: NoticeWorld): readonly LogReceiver[] {
  return [...(webhook === null ? [] : [programReceiver(webhook)]), ...(pager === null ? [] : [pagerReceiver(pager)])];
}

async function noticeFigures(world: NoticeWorld): Promise<Readonly<Record<string, number>>> {
  const { node, ways, now } = world;
  const queues = await listQueues(world);
  const stateOf = async (receiver: { readonly id: string } | null): Promise<WebhookState | null> =>
    receiver === null
      ? null
      : readState<WebhookState>(node.store, { kind: NOTICE_KINDS.webhook, key: receiver.id, now: now() });
  const [program, pager] = [await stateOf(ways.webhook), await stateOf(ways.pager)];
  const receivers = [program, pager].filter((state) => state !== null);
  const disabled =
    queues.filter(({ queue }) => queue.disabled !== null).length +
    receivers.filter((state) => state.disabled !== null).length;
  const failing = queues.filter(({ queue }) => (queue.sending?.attempts ?? 0) > 0).length;
  return {
    firebreak_notice_receivers_disabled: disabled,
    firebreak_notice_receivers_failing: failing + receivers.filter(({ attempts }) => attempts > 0).length,
    firebreak_notices_waiting: queues.reduce(
      (sum, { queue }) => sum + queue.waiting.length + queue.more + (queue.sending === null ? 0 : 1),
      0,
    ),
    firebreak_notices_lost: queues.reduce((sum, { queue }) => sum + queue.lost, 0),
    firebreak_webhook_events_behind: program === null ? 0 : Math.max(0, (await node.store.head()) - program.cursor),
  };
}
