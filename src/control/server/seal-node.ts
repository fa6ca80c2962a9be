import { sealLog } from '../../event-log/index.ts';
import { Fault, type Instant } from '../../kernel/index.ts';
import type { ServerNode } from './port.ts';

/** A leader that froze longer than this is replaced; sealing twice is harmless, only wasteful. */
const LEADER_MS = 5_000;

/** Seals what is new, if this node leads or nobody does. Fault: the log is not what was sealed before. */
export async function sealNode(node: ServerNode, now: () => Instant): Promise<void> {
  const lease = await node.store.leases.claim({ name: 'seal', holder: node.holder, now: now(), ttlMs: LEADER_MS });
  if (lease === null) return;
  try {
    const sealed = await sealLog(node.store, node.signer);
    if (sealed.ok) return;
    throw new Fault({
      kind: 'malformed',
      code: 'log-differs',
      message: `the log is not what was sealed before, or another key sealed it (${sealed.rejection.code}, event ${sealed.rejection.position}); nothing was signed`,
      fix: 'Check that every node has the same log.key; then run firebreak log verify, keep a copy, and find out who wrote to the database.',
    });
  } finally {
    await node.store.leases.release({ name: 'seal', token: lease.token });
  }
}
