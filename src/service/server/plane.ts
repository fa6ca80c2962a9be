import type {
  AccessWorld,
  AlertReader,
  Board,
  BrakeRules,
  Causes,
  DeliveryReader,
  IncidentIntake,
  KnownServices,
  NodeDelivery,
  NodeDetection,
  NodeFlags,
  NodeQueues,
  NodeRollouts,
  Notifier,
  ServerNode,
  SignalHub,
  World,
} from '../../control/index.ts';
import type { RuleOutcomes } from './rule-outcome.ts';

/** Everything that the use cases of one server node work with. */
export interface Plane {
  readonly world: World;
  readonly node: ServerNode;
  readonly board: Board;
  readonly services: () => Promise<KnownServices>;
  readonly access: AccessWorld;
  readonly outcomes: RuleOutcomes;
  readonly causes: Causes;
  readonly queues: NodeQueues;
  /** What this node knows of delivery. */
  readonly delivery: NodeDelivery;
  readonly flags: NodeFlags;
  readonly rollouts: NodeRollouts;
  /** Measurements of this node. */
  readonly signals: SignalHub;
  /** What is watched for alarms. */
  readonly detection: NodeDetection;
  /** What pulls brakes by itself. */
  readonly rules: BrakeRules;
  /** What proposes incidents by alarms. */
  readonly incidents: IncidentIntake;
  /** By source; a source without one tells nothing by webhook. */
  readonly alerts: readonly AlertReader[];
  /** Makes the notifier, given where faults are told. */
  readonly notifier: (onFault: (about: string, error: unknown) => void) => Notifier;
  /** By forge; a forge without one tells nothing by webhook. */
  readonly deliveries: readonly DeliveryReader[];
  /** Address under which people reach this server, without a slash at its end; `null` = none is configured. */
  readonly publicUrl: string | null;
}
