import {
  makeNotifier,
  type NoticeWays,
  type Notifier,
  SERVER_VIEWS,
  type ServerNode,
} from '../../src/control/index.ts';
import type { Address, Message, Messenger, Pager } from '../../src/domain/notice/index.ts';
import type { AttemptOutcome, WebhookSender } from '../../src/domain/outgoing/index.ts';
import type { SubmissionEvent } from '../../src/domain/submission/index.ts';
import { type NodeStore, streamId } from '../../src/event-log/index.ts';
import { type Digest, type Instant, instant } from '../../src/kernel/index.ts';
import { emptyMemory, memoryStore } from '../event-store/memory-store.ts';

export const STARTED = instant(Date.UTC(2026, 2, 2, 9));

/** Numbers in [0, 1) that a seed decides (Tommy Ettinger's mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a receiver got. */
export interface Delivered {
  readonly id: string;
  readonly to: string;
  readonly message: Message | null;
  readonly body: string | null;
  readonly at: number;
}

/** How the next attempt goes. */
export type Weather = 'fine' | 'down' | 'answer-lost';

/** A log, a clock, receivers whose weather a test makes, and nodes that can be stopped at any of their steps. */
export function noticeTest(
  options: { readonly weather?: (to: string) => Weather; readonly optedOut?: readonly string[] } = {},
) {
  const memory = emptyMemory();
  const store = memoryStore({ memory, views: SERVER_VIEWS, upCasters: [] });
  let now: Instant = STARTED;
  const delivered: Delivered[] = [];
  const faults: string[] = [];
  const weather = options.weather ?? (() => 'fine' as const);
  const outcomes = new Map<string, AttemptOutcome>();

  const attempt = (entry: Omit<Delivered, 'at'>): { readonly outcome: AttemptOutcome; readonly reason: string } => {
    const said = outcomes.get(entry.to);
    if (said !== undefined) return { outcome: said, reason: 'as the test says' };
    const how = weather(entry.to);
    if (how !== 'down') delivered.push({ ...entry, at: now });
    return how === 'fine'
      ? { outcome: { kind: 'answered', status: 200, retryAfterS: null }, reason: 'taken' }
      : { outcome: { kind: 'unreachable' }, reason: how };
  };
  const sender: WebhookSender = {
    send: async ({ webhook }) =>
      attempt({ id: webhook.headers['webhook-id'] ?? '', to: 'webhook', message: null, body: webhook.body }),
  };
  const messenger: Messenger = {
    name: 'fake',
    send: async ({ to, message, id }) => attempt({ id, to: nameOf(to), message, body: null }),
  };
  const pager: Pager = {
    name: 'pager',
    id: 'pager',
    send: async (page) => attempt({ id: page.action, to: 'pager', message: null, body: JSON.stringify(page) }),
  };
  const ways: NoticeWays = {
    pager: null,
    webhook: { id: 'abc', url: 'https://hooks.example.com/x', keys: [new Uint8Array(32)], sender },
    channels: [messenger],
    personal: [messenger],
    optedOut: new Set(options.optedOut ?? []),
    digestHour: 7,
  };
  const start = (given: { readonly store?: NodeStore; readonly ways?: NoticeWays } = {}): Notifier =>
    makeNotifier({
      node: { holder: 'node', store: given.store ?? store, forges: [] } as unknown as ServerNode,
      ways: given.ways ?? ways,
      people: async () => [],
      publicUrl: 'https://firebreak.example.com',
      now: () => now,
      onFault: (about, error) => faults.push(`${about}: ${String(error)}`),
    });
  return {
    store,
    ways,
    pager,
    delivered,
    faults,
    outcomes,
    start,
    now: () => now,
    move(ms: number) {
      now = instant(now + ms);
    },
    async append(...events: readonly SubmissionEvent[]): Promise<void> {
      for (const { kind, ...payload } of events) {
        const event = { type: kind, schemaVersion: 1, at: now, actor: null, payload };
        await store.append({ stream: streamId('change', events[0]?.id ?? ''), expected: 'any', events: [event] });
      }
    },
    /** Passes, with time between, until nothing is to be done. */
    async settle(notifier: Notifier, rounds = 40): Promise<void> {
      for (let round = 0; round < rounds; round += 1) {
        await notifier.pass();
        await notifier.idle();
        now = instant(now + 10_000);
      }
    },
  };
}

export type NoticeTest = ReturnType<typeof noticeTest>;

function nameOf(to: Address): string {
  return to.kind === 'channel' ? 'channel' : to.person;
}

/** A store that stops answering after some calls, the last of which may still have been done: a process that is killed. */
export function dyingStore(store: NodeStore, death: { calls: number; readonly isDone: () => boolean }): NodeStore {
  const wrapped = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const member: unknown = Reflect.get(object, name);
        if (typeof member === 'object' && member !== null) return wrapped(member);
        if (typeof member !== 'function') return member;
        return async (...args: readonly unknown[]) => {
          death.calls -= 1;
          if (death.calls < 0) throw new Error('killed');
          if (death.calls > 0) return Reflect.apply(member, object, args);
          if (death.isDone()) await Reflect.apply(member, object, args);
          throw new Error('killed');
        };
      },
    });
  return wrapped(store);
}

const DIGEST = `sha256:${'0'.repeat(64)}` as Digest;

/** Events of one submission, as the control plane writes them. */
export const EVENT = {
  submitted: (id: string, title = 'Raise the limit'): SubmissionEvent => ({
    kind: 'ChangeSubmitted',
    id,
    submission: 'proposal',
    ref: null,
    title,
    author: { personId: 'cy', handle: 'cy', isAutomated: false },
    url: null,
    isDraft: false,
    labels: [],
    revision: { head: null, base: null, contentDigest: DIGEST, headBranch: null, baseBranch: null, at: STARTED },
  }),
  asked: (id: string, person: string): SubmissionEvent => ({
    kind: 'ReviewAsked',
    id,
    ask: {
      person,
      why: 'knows these files',
      minutes: 12,
      level: null,
      at: STARTED,
      dueAt: instant(STARTED + 86_400_000 * 30),
      passedOnBy: null,
      content: DIGEST,
    },
  }),
  overridden: (
    id: string,
    given: { readonly ticket: string; readonly skipped: readonly string[] },
  ): SubmissionEvent => ({
    kind: 'OverrideGranted',
    id,
    override: {
      id: `o-${given.ticket}`,
      by: { personId: 'dee', handle: 'dee', isAutomated: false },
      reason: 'the shop is down',
      ticket: given.ticket,
      contentDigest: DIGEST,
      at: STARTED,
      expiresAt: instant(STARTED + 3_600_000),
      skipped: given.skipped,
      review: null,
    },
  }),
  landed: (id: string): SubmissionEvent => ({
    kind: 'LandedWithoutPermission',
    id,
    head: null,
    verdict: 'hold',
    at: STARTED,
  }),
  decided: (id: string, decision: 'allow' | 'hold' | 'block'): SubmissionEvent => ({
    kind: 'ChangeDecided',
    id,
    decided: {
      head: null,
      contentDigest: DIGEST,
      decision,
      wouldDecide: decision,
      mode: 'enforce',
      policyDigest: DIGEST,
      factsDigest: DIGEST,
      documentDigest: DIGEST,
      tier: 0,
      assistance: 'unknown',
      risk: null,
      reviewMinutes: 5,
      seniorMinutes: 0,
      services: [],
      makers: [],
      reasons: [{ code: 'rule', rule: 'no-drop-table', mode: 'enforce', effect: 'block' }],
      at: STARTED,
    },
  }),
};
