import type { Fence } from '../../event-log/index.ts';
import type { Instant } from '../../kernel/index.ts';
import type { ServerNode } from './port.ts';

/** A lease that this node holds. */
export interface Held {
  readonly fence: Fence;
  /** Whether it still counts, asked of the store before each act: whoever stood still does not know for how long. */
  readonly stillHeld: () => Promise<boolean>;
}

/** A node that froze longer than this has lost its claim. */
const CLAIM_MS = 60_000;

/** Works while no other node may; false, and nothing done, where another one does. */
export async function holding(
  options: { readonly node: ServerNode; readonly name: string; readonly now: () => Instant },
  work: (stillHeld: Held['stillHeld'], held: Held) => Promise<void>,
): Promise<boolean> {
  const { node, name, now } = options;
  const { leases } = node.store;
  const lease = await leases.claim({ name, holder: node.holder, now: now(), ttlMs: CLAIM_MS });
  if (lease === null) return false;
  const { token } = lease;
  const stillHeld = (): Promise<boolean> => leases.renew({ name, token, now: now(), ttlMs: CLAIM_MS });
  // Long work, such as a first copy of a large repository, keeps its claim; a node that stands still does not.
  const beat = setInterval(() => void stillHeld().catch(() => {}), CLAIM_MS / 3);
  try {
    await work(stillHeld, { fence: { name, token }, stillHeld });
    return true;
  } finally {
    clearInterval(beat);
    await leases.release({ name, token });
  }
}
