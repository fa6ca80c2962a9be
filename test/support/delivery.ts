import type { DeliveredChange, DeliveredDeployment, DeliveryIncident } from '../../src/domain/delivery/index.ts';
import { DAY_MS, type Instant, instant } from '../../src/kernel/index.ts';

/** A Monday. */
export const START = Date.UTC(2026, 8, 7);

/** So many days, and hours, after the start. */
export function day(days: number, hours: number = 0): Instant {
  return instant(START + days * DAY_MS + hours * 3_600_000);
}

/** A change that landed on a day, with what matters to a test. */
export function landedChange(
  id: string,
  on: number,
  what: Partial<Omit<DeliveredChange, 'moments'>> & { readonly moments?: Partial<DeliveredChange['moments']> } = {},
): DeliveredChange {
  const { moments, ...rest } = what;
  return {
    id,
    repository: 'shop',
    services: ['cart'],
    tier: 1,
    work: 'code',
    assistance: 'human',
    evidence: 'declared',
    size: 40,
    lane: 'normal',
    repair: { kind: 'none' },
    holds: [],
    seniorMinutes: 0,
    passed: 'by-itself',
    ...rest,
    moments: {
      begun: day(on - 2),
      opened: day(on - 1),
      answered: day(on, -12),
      approved: day(on, -6),
      queued: day(on, -1),
      landed: day(on),
      closed: null,
      ...moments,
    },
  };
}

/** A deployment of a version to production on a day. */
export function deployed(
  id: string,
  at: number,
  what: Partial<Omit<DeliveredDeployment, 'at'>> & { readonly atHour?: number } = {},
): DeliveredDeployment {
  const { atHour = 0, ...rest } = what;
  return {
    id,
    repository: 'shop',
    service: 'cart',
    environment: 'production',
    at: day(at, atHour),
    commit: `commit-${id}`,
    of: 'version',
    brings: [],
    rolledBack: null,
    ...rest,
  };
}

/** An incident that began on a day. */
export function incident(id: string, at: number, what: Partial<DeliveryIncident> = {}): DeliveryIncident {
  return {
    id,
    severity: 2,
    services: ['cart'],
    startedAt: day(at),
    mitigatedAt: day(at, 3),
    cause: { kind: 'unknown' },
    ...what,
  };
}
