import type { Instant } from '../../kernel/index.ts';
import { LEVELS, type Level, type PeopleIndex, resolveOwner } from '../catalog/index.ts';
import type { MissingRequirement } from '../policy/index.ts';
import { FROM_ANYONE, FROM_OWNERS } from '../review/index.ts';
import { needsOf } from './need.ts';

/** One landed change, as far as the cost of reviewing it goes. */
export interface ReviewDemand {
  readonly at: Instant;
  /** Predicted minutes of one careful review. */
  readonly minutes: number;
  /** Whether there is evidence of AI; what is unknown is not called assisted. */
  readonly isAssisted: boolean;
  /** Who made it, by what reviewers are known by; `null` = not known. */
  readonly author: string | null;
  /** Sign-offs that the policy lacks, by the level each asks for (`null` = any): distinct people, highest level first. */
  readonly signoffs: readonly (Level | null)[];
  /** Sign-offs by teams that the policy names, or that own the touched paths; groups overlap, so they do not add up. */
  readonly teams: ReadonlyMap<string, number>;
}

/**
 * The fewest distinct people whose sign-offs could clear what is missing, by the level each has to have. One person serves all
 * that they meet, so at each level it is the most that any one requirement asks for; groups are left aside.
 */
export function signoffsOf(missing: readonly MissingRequirement[]): readonly (Level | null)[] {
  const needs = needsOf(missing);
  const atLeast = (index: number): number =>
    Math.max(0, ...needs.filter((need) => indexOf(need.requirement.level) >= index).map((need) => need.missing));
  const found: (Level | null)[] = [];
  for (let index = LEVELS.length - 1; index >= -1; index -= 1) {
    for (const wanted = atLeast(index); found.length < wanted; ) found.push(LEVELS[index] ?? null);
  }
  return found;
}

/** By team, sign-offs that only its members can give: of the team a rule names, or of the owners' teams in equal parts. */
export function teamSignoffs(
  missing: readonly MissingRequirement[],
  owners: readonly string[] | null,
  people: PeopleIndex,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { requirement, missing: count } of needsOf(missing)) {
    if (requirement.from === FROM_ANYONE) continue;
    const references = requirement.from === FROM_OWNERS ? (owners ?? []) : [requirement.from];
    const teams = teamsOf(references, people);
    for (const team of teams) found.set(team, Math.max(found.get(team) ?? 0, count / teams.length));
  }
  return found;
}

/** Teams that references mean; a person's reference means the teams of that person. */
function teamsOf(references: readonly string[], people: PeopleIndex): readonly string[] {
  const teams = references.flatMap((reference): readonly string[] => {
    const owner = resolveOwner(people, reference);
    if (owner.kind === 'team') return [owner.team];
    if (owner.kind === 'person') return owner.person.teams;
    return owner.kind === 'unknown' && reference.startsWith('@') ? [reference.slice(1)] : [];
  });
  return [...new Set(teams)].sort();
}

/** Sign-offs of the rule "every AI-assisted change needs a senior". */
export function blanketSignoffs({ isAssisted }: ReviewDemand): readonly (Level | null)[] {
  return isAssisted ? ['senior'] : [];
}

function indexOf(level: Level | null): number {
  return level === null ? -1 : LEVELS.indexOf(level);
}
