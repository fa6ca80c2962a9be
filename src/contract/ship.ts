import { z } from 'zod';

const time = z.iso.datetime();

/** One thing that stands against shipping now, or that is to be looked at first. */
const shipLine = z.object({
  kind: z.enum(['brake', 'rollout', 'alarm']),
  /** Of the brake, the rollout, the alarm. */
  id: z.string(),
  /** `hold`: what it covers is held. `look`: nothing is held by it, and somebody should look before more ships. */
  effect: z.enum(['hold', 'look']),
  /** What it covers, such as `everything`, `tier:0`, `service:checkout`; never empty. */
  covers: z.array(z.string()).min(1),
  text: z.string(),
  /** When it ends by itself; `null` = it does not. */
  until: time.nullable(),
  /** Of a brake: when it begins to be overdue to be looked at; `null` = it is no such brake. */
  review: time.nullable(),
});
export type ShipLine = z.infer<typeof shipLine>;

/** Whether one may ship at this moment, for everything and where it differs. */
export const shipReport = z.object({
  /** `partly`: some of it is held. `unknown`: what is stated could not be read, which lets nothing through. */
  state: z.enum(['ship', 'partly', 'hold', 'unknown']),
  /** The widest hold first, then what is to be looked at. */
  lines: z.array(shipLine),
  /** Beyond those lines. */
  more: z.int(),
  /** When time alone makes it another answer; `null` = not in sight. */
  changes_at: time.nullable(),
});
export type ShipReport = z.infer<typeof shipReport>;
