import type { Person } from '../catalog/index.ts';
import { isAway, isWithinBudget, type Load } from './budget.ts';
import type { RoutingInput } from './model.ts';
import type { LongRunShare } from './rank.ts';

/**
 * A junior of one of the reviewer's teams who may read along to learn: free of the change, here, with minutes to spare, and
 * asked least lately. `null` where there is none. It counts for no requirement, and nobody waits for it.
 */
export function juniorBeside(
  reviewer: Person,
  eligible: readonly Person[],
  given: {
    readonly input: RoutingInput;
    readonly loads: ReadonlyMap<string, Load>;
    readonly shares: ReadonlyMap<string, LongRunShare>;
    readonly taken: ReadonlySet<string>;
  },
): string | null {
  const { input, loads, shares, taken } = given;
  const { minutes, budgets, away, now, review } = input;
  const found = eligible
    .filter(
      (person) =>
        person.level === 'junior' &&
        person !== reviewer &&
        !taken.has(person.id) &&
        !input.passed.includes(person.id) &&
        person.teams.some((team) => reviewer.teams.includes(team)) &&
        !isAway(person.id, away, [now]) &&
        isWithinBudget({ person, minutes, loads, teams: review.people.byTeam, budgets }),
    )
    .sort((a, b) => (shares.get(a.id)?.minutes ?? 0) - (shares.get(b.id)?.minutes ?? 0) || (a.id < b.id ? -1 : 1));
  return found[0]?.id ?? null;
}
