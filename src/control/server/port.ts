import type { Forge } from '../../domain/forge/index.ts';
import type { NodeStore, Signer, Verifier } from '../../event-log/index.ts';
import type { Tracer } from '../../kernel/index.ts';

/** One node of the server: the store that it shares, the forges that it serves, and its own name. */
export interface ServerNode {
  /** Unique among nodes; for people who look who holds a lease. */
  readonly holder: string;
  readonly store: NodeStore;
  readonly signer: Signer;
  readonly verifier: Verifier;
  readonly forges: readonly Forge[];
  readonly tracer: Tracer;
}
