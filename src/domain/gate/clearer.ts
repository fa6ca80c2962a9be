import type { Person } from '../catalog/index.ts';
import { LEVELS, resolveOwner } from '../catalog/index.ts';
import {
  compareHumans,
  FROM_ANYONE,
  FROM_OWNERS,
  type Human,
  type JudgedSignoff,
  meetsRequirement,
  type ReviewContext,
  resolveHuman,
  type SignoffRequirement,
} from '../review/index.ts';
import { type Clearer, MAX_CLEARERS } from './model.ts';

const NOBODY: Clearer = { kind: 'nobody', name: 'nobody' };
const ANYONE: Clearer = { kind: 'anyone', name: 'anyone' };

/**
 * Who can give a missing sign-off: people of the catalog who meet it, took no part in the change and have not signed
 * off yet, lowest sufficient level first; else the group that the requirement names; else nobody.
 */
export function clearersOf(
  requirement: SignoffRequirement,
  review: ReviewContext,
  signoffs: readonly JudgedSignoff[],
): readonly Clearer[] {
  const makers = review.participants.map((participant) => resolveHuman(participant, review.people));
  const signed = signoffs.flatMap((each) => (each.kind === 'eligible' ? [each.human] : []));
  const taken = [...makers.filter((maker): maker is Human => typeof maker !== 'string'), ...signed];
  const eligible = [...review.people.byId.values()].filter((person) => {
    const human: Human = { kind: 'person', person };
    return (
      meetsRequirement(human, requirement, review) && taken.every((other) => compareHumans(human, other) === 'distinct')
    );
  });
  if (eligible.length > 0) return named(eligible);
  return groupOf(requirement, review);
}

function named(people: readonly Person[]): readonly Clearer[] {
  return [...people]
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || (a.id < b.id ? -1 : 1))
    .slice(0, MAX_CLEARERS)
    .map((person) => ({ kind: 'person', name: person.id }));
}

/** The group by name, where nobody of the catalog is known to be in it but somebody may be. */
function groupOf(requirement: SignoffRequirement, review: ReviewContext): readonly Clearer[] {
  const { level, from } = requirement;
  if (level !== null) {
    // A level is only ever known from the catalog: with people in it and none eligible, nobody can.
    return review.people.byId.size > 0 ? [NOBODY] : [{ kind: 'level', name: level }];
  }
  if (from === FROM_ANYONE) return [ANYONE];
  const references = from === FROM_OWNERS ? (review.owners ?? []) : [from];
  const unknown = references.filter((reference) => resolveOwner(review.people, reference).kind === 'unknown');
  if (unknown.length === 0) return [NOBODY];
  return unknown.slice(0, MAX_CLEARERS).map((name) => ({ kind: name.startsWith('@') ? 'team' : 'person', name }));
}
