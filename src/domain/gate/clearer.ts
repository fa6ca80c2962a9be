import type { Person } from '../catalog/index.ts';
import { LEVELS, resolveOwner } from '../catalog/index.ts';
import {
  compareHumans,
  couldSignOff,
  FROM_ANYONE,
  FROM_OWNERS,
  type Human,
  type JudgedSignoff,
  meetsRequirement,
  type ReviewContext,
  type SignoffRequirement,
} from '../review/index.ts';
import { type Clearer, MAX_CLEARERS } from './model.ts';

const NOBODY: Clearer = { kind: 'nobody', name: 'nobody' };
const ANYONE: Clearer = { kind: 'anyone', name: 'anyone' };

/** Who could give sign-offs that are missing, and whether there may be enough of them. */
export interface SignoffSupply {
  /** Never empty; `nobody` where there is nobody. */
  readonly clearers: readonly Clearer[];
  readonly enough: boolean;
}

/**
 * Who can give missing sign-offs: people of the catalog who meet the requirement, took no part in the change and have
 * not signed off yet, lowest sufficient level first; then the group it names, where strangers may belong to it.
 */
export function signoffSupply(
  requirement: SignoffRequirement,
  missing: number,
  given: { readonly review: ReviewContext; readonly signoffs: readonly JudgedSignoff[] },
): SignoffSupply {
  const { review } = given;
  const signed = given.signoffs.flatMap((each) => (each.kind === 'eligible' ? [each.human] : []));
  const eligible = [...review.people.byId.values()].filter((person) => {
    const human: Human = { kind: 'person', person };
    const free = signed.every((other) => compareHumans(human, other) === 'distinct');
    return free && meetsRequirement(human, requirement, review) && couldSignOff(human, review);
  });
  if (eligible.length >= missing) return { clearers: named(eligible), enough: true };
  const group = groupOf(requirement, review);
  const clearers = [...named(eligible), ...group].slice(0, MAX_CLEARERS);
  return { clearers: clearers.length === 0 ? [NOBODY] : clearers, enough: group.length > 0 };
}

function named(people: readonly Person[]): readonly Clearer[] {
  return [...people]
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || (a.id < b.id ? -1 : 1))
    .slice(0, MAX_CLEARERS)
    .map((person) => ({ kind: 'person', name: person.id }));
}

/** The group by name, where somebody may belong to it whom the catalog does not know; empty where nobody can. */
function groupOf(requirement: SignoffRequirement, review: ReviewContext): readonly Clearer[] {
  const { level, from } = requirement;
  if (level !== null) {
    // A level is only ever known from the catalog.
    return review.people.byId.size > 0 ? [] : [{ kind: 'level', name: level }];
  }
  if (from === FROM_ANYONE) return [ANYONE];
  const references = from === FROM_OWNERS ? (review.owners ?? []) : [from];
  return references
    .filter((reference) => resolveOwner(review.people, reference).kind === 'unknown')
    .map((name) => ({ kind: name.startsWith('@') ? 'team' : 'person', name }));
}
