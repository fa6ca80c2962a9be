import { levelAtLeast, type PeopleIndex, resolveOwner } from '../catalog/index.ts';
import { comparableHandle, comparableMail } from './human.ts';
import type { Human, JudgedSignoff, ReviewContext, SignoffRequirement, SignoffState } from './model.ts';

/** The value of {@link SignoffRequirement.from} that admits everybody. */
export const FROM_ANYONE = 'anyone';
/** The value of {@link SignoffRequirement.from} that admits owners of the touched paths. */
export const FROM_OWNERS = 'owners';
/** Distinct humans that a two-person rule asks for. */
export const TWO_PERSONS = 2;

/**
 * How far judged sign-offs meet a rule's requirements. One human may serve several requirements but counts once in
 * each. More sign-offs never meet less.
 */
export function satisfy(
  options: { readonly requirements: readonly SignoffRequirement[]; readonly twoPerson: boolean },
  judged: readonly JudgedSignoff[],
  context: ReviewContext,
): SignoffState {
  const humans = judged.flatMap((each) => (each.kind === 'eligible' ? [each.human] : []));
  const requirements = options.requirements.map((requirement) => {
    const have = countDistinct(humans.filter((human) => meetsRequirement(human, requirement, context)));
    return { requirement, have, satisfied: have >= requirement.count };
  });
  const together = countDistinct(humans);
  const twoPerson = options.twoPerson ? { have: together, satisfied: together >= TWO_PERSONS } : null;
  const satisfied = requirements.every((state) => state.satisfied) && (twoPerson?.satisfied ?? true);
  return { requirements, twoPerson, satisfied };
}

/** What tells which group a human belongs to. */
export type GroupContext = Pick<ReviewContext, 'owners' | 'people'>;

/** Whether this human has the level and belongs to the group that the requirement asks for. */
export function meetsRequirement(human: Human, requirement: SignoffRequirement, context: GroupContext): boolean {
  return hasLevel(human, requirement) && belongs(human, requirement.from, context);
}

/**
 * A number of humans that are certainly distinct. Strangers are told apart by one kind of identifier at a time, and a
 * person whom the catalog does not know by that kind may be any of them; so one human's mail and handle never make two.
 * Adding a human never lowers it.
 */
export function countDistinct(humans: readonly Human[]): number {
  const persons = [...new Set(humans.flatMap((human) => (human.kind === 'person' ? [human.person] : [])))];
  const strangers = humans.flatMap((human) => (human.kind === 'stranger' ? [human] : []));
  const beyond = (first: 'mail' | 'handle', second: 'mail' | 'handle'): number => {
    const notComparable = persons.filter((person) => person[`${first}s`].length === 0).length;
    return Math.max(0, distinctBy(strangers, first, second) - notComparable);
  };
  return persons.length + Math.max(beyond('handle', 'mail'), beyond('mail', 'handle'));
}

type Stranger = Extract<Human, { readonly kind: 'stranger' }>;

/** Strangers with the first kind of identifier, no more than the second kind allows where it is known too. */
function distinctBy(strangers: readonly Stranger[], first: 'mail' | 'handle', second: 'mail' | 'handle'): number {
  const known = strangers.filter((stranger) => stranger[first] !== null);
  const byFirst = new Set(known.map((stranger) => stranger[first]));
  const bySecond = new Set(known.map((stranger) => stranger[second] ?? `only ${stranger[first]}`));
  return Math.min(byFirst.size, bySecond.size);
}

function hasLevel(human: Human, requirement: SignoffRequirement): boolean {
  if (requirement.level === null) return true;
  return human.kind === 'person' && levelAtLeast(human.person.level, requirement.level);
}

function belongs(human: Human, from: string, context: GroupContext): boolean {
  if (from === FROM_ANYONE) return true;
  const references = from === FROM_OWNERS ? (context.owners ?? []) : [from];
  return references.some((reference) => refersTo(reference, human, context.people));
}

/** Whether an owner reference (person id, `@handle`, `@team`, `@organisation/team`, mail) means this human. */
export function refersTo(reference: string, human: Human, people: PeopleIndex): boolean {
  const owner = resolveOwner(people, reference);
  if (human.kind === 'person') {
    if (owner.kind === 'team') return owner.members.includes(human.person);
    return owner.kind === 'person' && owner.person === human.person;
  }
  if (owner.kind !== 'unknown') return false;
  return reference.startsWith('@')
    ? human.handle !== null && comparableHandle(reference) === human.handle
    : human.mail !== null && comparableMail(reference) === human.mail;
}
