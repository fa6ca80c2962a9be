import type { AccessWorld, Board, DeliveryReader, KnownServices, ServerNode, World } from '../../control/index.ts';

/** Everything that the use cases of one server node work with. */
export interface Plane {
  readonly world: World;
  readonly node: ServerNode;
  readonly board: Board;
  readonly services: () => Promise<KnownServices>;
  readonly access: AccessWorld;
  /** By forge; a forge without one tells nothing by webhook. */
  readonly deliveries: readonly DeliveryReader[];
  /** Address under which people reach this server, without a slash at its end; `null` = none is configured. */
  readonly publicUrl: string | null;
}
