import type { Person } from '../catalog/index.ts';
import { compareHumans, couldSignOff, type Human, isAutomated } from '../review/index.ts';
import type { RoutingInput } from './model.ts';

/**
 * People of the catalog whose sign-off could count: they took no part in the change, are not software, and have not signed.
 * Sorted by id, so that the order of a catalog decides nothing.
 */
export function eligiblePeople(input: Pick<RoutingInput, 'review' | 'signoffs'>): readonly Person[] {
  const { review } = input;
  const signed = input.signoffs.flatMap((each) => (each.kind === 'eligible' ? [each.human] : []));
  return [...review.people.byId.values()]
    .filter((person) => {
      const human: Human = { kind: 'person', person };
      return (
        !isSoftware(person, review.automated) &&
        couldSignOff(human, review) &&
        signed.every((other) => compareHumans(human, other) === 'distinct')
      );
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Somebody with one address that is known to be software's is not asked, whatever else they are called. */
function isSoftware(person: Person, automated: readonly string[]): boolean {
  const names = [
    ...person.mails.map((mail) => ({ personId: null, mail, handle: null })),
    ...person.handles.map((handle) => ({ personId: null, mail: null, handle })),
  ];
  return names.some((name) => isAutomated(name, automated));
}
