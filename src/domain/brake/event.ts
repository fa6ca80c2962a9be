import type { Instant } from '../../kernel/index.ts';
import type { Amendment, Brake, BrakeActor } from './model.ts';

/** What a brake is made anew with; what is left out stays. */
export type BrakeChange = Partial<Pick<Brake, 'scope' | 'reason' | 'end' | 'lanes' | 'window'>>;

/** What happened to the brakes of a control plane. Members are JSON data; a new shape is a new schema version with an up-caster. */
export type BrakeEvent =
  | { readonly kind: 'BrakeEngaged'; readonly brake: Brake }
  | {
      readonly kind: 'BrakeAmended';
      readonly id: string;
      readonly amendment: Amendment;
      readonly change: BrakeChange;
    }
  | {
      readonly kind: 'BrakeReleased';
      readonly id: string;
      readonly by: BrakeActor;
      readonly at: Instant;
      readonly note: string;
    };

/** Every kind, for whoever reads a log. */
export const BRAKE_EVENTS = [
  'BrakeEngaged',
  'BrakeAmended',
  'BrakeReleased',
] as const satisfies readonly BrakeEvent['kind'][];
