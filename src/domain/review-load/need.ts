import type { Person } from '../catalog/index.ts';
import type { MissingRequirement } from '../policy/index.ts';
import {
  FROM_ANYONE,
  type Human,
  meetsRequirement,
  type ReviewContext,
  type SignoffRequirement,
  TWO_PERSONS,
} from '../review/index.ts';

/** Sign-offs of one kind that are still to be found. */
export interface Need {
  readonly requirement: SignoffRequirement;
  /** 1 and up. */
  readonly missing: number;
}

/**
 * What is to be found: one need for each level and group, however many rules ask for it, since one sign-off serves them all.
 * A second person is a need for anybody. What no sign-off clears is left out.
 */
export function needsOf(missing: readonly MissingRequirement[]): readonly Need[] {
  const needs = new Map<string, Need>();
  for (const each of missing) {
    const need = needOf(each);
    if (need === null || need.missing < 1) continue;
    const key = `${need.requirement.level ?? ''} ${need.requirement.from}`;
    const known = needs.get(key);
    if (known === undefined || need.missing > known.missing) needs.set(key, need);
  }
  return [...needs.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, need]) => need);
}

function needOf(missing: MissingRequirement): Need | null {
  if (missing.kind === 'signoffs') {
    return { requirement: missing.requirement, missing: missing.requirement.count - missing.have };
  }
  if (missing.kind !== 'two-person') return null;
  return {
    requirement: { count: TWO_PERSONS, level: null, from: FROM_ANYONE },
    missing: TWO_PERSONS - missing.have,
  };
}

/** The needs that are left once a person signs; met ones are gone. */
export function needsAfter(needs: readonly Need[], person: Person, review: ReviewContext): readonly Need[] {
  return needs.flatMap((need) => {
    if (!serves(person, need.requirement, review)) return [need];
    return need.missing > 1 ? [{ ...need, missing: need.missing - 1 }] : [];
  });
}

/** Whether a person's sign-off counts towards a requirement. */
export function serves(person: Person, requirement: SignoffRequirement, review: ReviewContext): boolean {
  const human: Human = { kind: 'person', person };
  return meetsRequirement(human, requirement, review);
}
