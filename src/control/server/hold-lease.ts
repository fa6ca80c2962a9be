import type { Instant } from '../../kernel/index.ts';
import type { ServerNode } from './port.ts';

/** One attempt ends within seconds; a node that froze longer than this has lost its claim. */
const CLAIM_MS = 60_000;

/** Works while no other node may; does nothing where another one does. `stillHeld` says before each act whether it still counts. */
export async function holding(
  options: { readonly node: ServerNode; readonly name: string; readonly now: () => Instant },
  work: (stillHeld: () => Promise<boolean>) => Promise<void>,
): Promise<void> {
  const { node, name, now } = options;
  const { leases } = node.store;
  const lease = await leases.claim({ name, holder: node.holder, now: now(), ttlMs: CLAIM_MS });
  if (lease === null) return;
  const { token } = lease;
  let heldSince = now();
  try {
    await work(async () => {
      // Where nodes share a store its clock counts: well before the end, so that a clock that differs does no harm.
      if (now() >= heldSince && now() - heldSince < CLAIM_MS / 4) return true;
      heldSince = now();
      return leases.renew({ name, token, now: now(), ttlMs: CLAIM_MS });
    });
  } finally {
    await leases.release({ name, token });
  }
}
