import { type AlertReader, takeAlertDelivery } from '../../control/index.ts';
import type { Plane } from './plane.ts';

/** Verifies a webhook of alerts and takes it; what is told twice is known by what it tells, not by an id. */
export async function takeAlertWebhook(
  plane: Pick<Plane, 'node' | 'world'>,
  reader: AlertReader,
  request: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: Uint8Array },
): Promise<{ readonly status: 202 | 400 | 401; readonly code: string; readonly touched: readonly string[] }> {
  const { node, world } = plane;
  const read = reader.read({ ...request, now: world.now() });
  if (!read.ok) {
    const { code } = read.rejection;
    return { status: code === 'malformed' || code === 'too-large' ? 400 : 401, code, touched: [] };
  }
  const { alerts } = read.value;
  await takeAlertDelivery({ node, now: world.now }, alerts);
  return { status: 202, code: alerts.length === 0 ? 'nothing-in-it' : 'taken', touched: [] };
}
