import type { BrakeLane, BrakeTarget, Known } from './model.ts';

/** A fact that is known. */
export function known<T>(values: readonly T[]): Known<T> {
  return { kind: 'known', values };
}

/** A fact that is not known, with the reason: never nothing. */
export function unknown(why: string): Known<never> {
  return { kind: 'unknown', why };
}

/** A target of which nothing is known but what is given: every brake with another scope holds it. */
export function targetOf(
  given: Partial<Omit<BrakeTarget, 'lane' | 'signoffs'>> & { readonly lane?: BrakeLane; readonly signoffs?: number },
): BrakeTarget {
  return {
    services: unknown('the services are not known'),
    tiers: unknown('the tier is not known'),
    flows: unknown('the flows are not known'),
    paths: unknown('the paths are not known'),
    agents: unknown('it is not known who or what made it'),
    models: unknown('it is not known who or what made it'),
    patterns: unknown('its patterns are not known'),
    lane: 'ordinary',
    signoffs: 0,
    ...given,
  };
}
