import { type ForgeName, takeNotice } from '../../control/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import { takeAlertWebhook } from './alert.ts';
import type { Plane } from './plane.ts';

/** A delivery is told again for days by some forges; after this a second one cannot be told from a first. */
const DELIVERY_MEMORY_MS = 3 * 24 * 60 * 60_000;

/** What became of a webhook, for its answer. */
export interface DeliveryAnswer {
  readonly status: 202 | 400 | 401 | 404;
  readonly code: string;
  /** Submissions that something new is known of. */
  readonly touched: readonly string[];
}

interface Delivery {
  readonly forge: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** Verifies a webhook, takes what it tells and answers; nothing else happens before the answer. */
export async function deliver(plane: Plane, request: Delivery): Promise<DeliveryAnswer> {
  const { tracer } = plane.node;
  return tracer.span({ name: 'webhook' }, async (span) => {
    const answer = await take(plane, request);
    const { code, touched } = answer;
    span.tell({ 'firebreak.delivery': code, 'firebreak.touched': touched.length });
    for (const id of touched) plane.causes.add(id, tracer.current());
    return answer;
  });
}

async function take(plane: Plane, request: Delivery): Promise<DeliveryAnswer> {
  const { node, world } = plane;
  const alerts = plane.alerts.find(({ source }) => source === request.forge);
  if (alerts !== undefined) return takeAlertWebhook(plane, alerts, request);
  const reader = plane.deliveries.find(({ forge }) => forge === request.forge);
  if (reader === undefined) return { status: 404, code: 'no-such-forge', touched: [] };
  const read = await reader.read({ headers: request.headers, body: request.body, now: world.now() });
  if (!read.ok) {
    const { code } = read.rejection;
    return { status: code === 'malformed' || code === 'no-delivery-id' ? 400 : 401, code, touched: [] };
  }
  const { id, notices } = read.value;
  const forge = reader.forge as ForgeName;
  // Whatever node works on its queue asks by itself too, only later.
  for (const notice of notices) if ('repository' in notice) plane.queues.heard(forge, notice.repository);
  const now = world.now();
  const memory = { kind: 'delivery', key: `${request.forge}:${id}`, now };
  const mark = { ...memory, expected: null, json: 'null', index: null, expiresAt: instant(now + DELIVERY_MEMORY_MS) };
  const [only, ...others] = notices;
  if (only?.kind === 'change' && others.length === 0) {
    // The mark goes with the events, or not at all: one write to the disk, and a repetition is seen in the same transaction.
    const { touched, once } = await takeNotice({ node, forge, notice: only, now: world.now, once: mark });
    const isFirst = once === 'written' || (once !== 'there' && (await remember(plane, memory)));
    return { status: 202, code: isFirst ? 'taken' : 'taken-before', touched };
  }
  if ((await node.store.records.get(memory)) !== null) return { status: 202, code: 'taken-before', touched: [] };
  const touched: string[] = [];
  for (const notice of notices) {
    touched.push(...(await takeNotice({ node, forge, notice, now: world.now })).touched);
  }
  // Remembered after it was taken: a crash in between takes it again, which changes nothing.
  await remember(plane, memory);
  return { status: 202, code: 'taken', touched };
}

function remember({ node }: Plane, memory: { readonly kind: string; readonly key: string; readonly now: Instant }) {
  return node.store.records.takeOnce({ ...memory, ttlMs: DELIVERY_MEMORY_MS });
}
