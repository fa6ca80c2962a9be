import type { Catalog, Level, Person } from './model.ts';
import { LEVELS } from './model.ts';

/** Private commit addresses of forges: `123+login@users.noreply.github.com`, `123-login@users.noreply.gitlab.com`. */
const PRIVATE_MAILS = [
  /^(?:\d{1,20}\+)?([a-z0-9][a-z0-9_.-]{0,254})@users\.noreply\.github\.com$/,
  /^(?:\d{1,20}-)?([a-z0-9][a-z0-9_.-]{0,254})@users\.noreply\.gitlab\.com$/,
];

/** People found by what commits and forges say of them. */
export interface PeopleIndex {
  readonly byMail: ReadonlyMap<string, Person>;
  readonly byHandle: ReadonlyMap<string, Person>;
  readonly byId: ReadonlyMap<string, Person>;
  readonly byTeam: ReadonlyMap<string, readonly Person[]>;
}

/** Whom an owner reference means. */
export type OwnerReference =
  | { readonly kind: 'person'; readonly person: Person }
  /** A team that the catalog knows; its members are in catalog order. */
  | { readonly kind: 'team'; readonly team: string; readonly members: readonly Person[] }
  /** GitLab's `@@maintainer`: only the forge knows who that is. */
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'unknown'; readonly reference: string };

/** Indexes people. Where two claim one mail or handle (the configuration refuses that) neither is found by it. */
export function indexPeople(catalog: Pick<Catalog, 'people'>): PeopleIndex {
  const byTeam = new Map<string, Person[]>();
  for (const person of catalog.people) {
    for (const team of person.teams) byTeam.set(lower(team), [...(byTeam.get(lower(team)) ?? []), person]);
  }
  return {
    byMail: uniquely(catalog.people, (person) => person.mails),
    byHandle: uniquely(catalog.people, (person) => person.handles),
    byId: uniquely(catalog.people, (person) => [person.id]),
    byTeam,
  };
}

/**
 * The person behind a mail or a handle; `null` = nobody the catalog knows, or a mail and a handle of two people. A name
 * never decides: names are neither unique nor checked. A mail is a claim of the commit, not a proof.
 */
export function personOf(
  people: PeopleIndex,
  identity: { readonly mail: string | null; readonly handle?: string | null },
): Person | null {
  const mail = lower(identity.mail?.trim() ?? '');
  const handle = lower(identity.handle?.trim().replace(/^@/, '') ?? '') || handleOfPrivateMail(mail);
  const byHandle = people.byHandle.get(handle) ?? null;
  const byMail = people.byMail.get(mail) ?? null;
  if (byHandle !== null && byMail !== null && byHandle !== byMail) return null;
  return byHandle ?? byMail;
}

/** Whether a level is at least another; `null` (not known) is below every level. */
export function levelAtLeast(level: Level | null, lowest: Level): boolean {
  return level !== null && LEVELS.indexOf(level) >= LEVELS.indexOf(lowest);
}

/** Members of a team by `team`, `@team` or `@organisation/team`, in catalog order; empty where it is not known. */
export function teamMembers(people: PeopleIndex, team: string): readonly Person[] {
  const found = teamOf(people, lower(team.replace(/^@/, '')));
  return found === null ? [] : (people.byTeam.get(found) ?? []);
}

/** Whom a reference of CODEOWNERS or of a service means: a team before a handle of the same name. */
export function resolveOwner(people: PeopleIndex, reference: string): OwnerReference {
  if (reference.startsWith('@@')) return { kind: 'role', role: lower(reference.slice(2)) };
  const name = lower(reference.replace(/^@/, ''));
  const team = teamOf(people, name);
  if (team !== null) return { kind: 'team', team, members: people.byTeam.get(team) ?? [] };
  const person = people.byId.get(name) ?? people.byHandle.get(name) ?? people.byMail.get(name);
  return person === undefined ? { kind: 'unknown', reference } : { kind: 'person', person };
}

/** The known team a name means: itself, else the last part of `organisation/team`. */
function teamOf(people: PeopleIndex, name: string): string | null {
  if (people.byTeam.has(name)) return name;
  const last = name.slice(name.lastIndexOf('/') + 1);
  return last !== name && people.byTeam.has(last) ? last : null;
}

function uniquely(people: readonly Person[], keysOf: (person: Person) => readonly string[]): Map<string, Person> {
  const found = new Map<string, Person>();
  const claimedTwice = new Set<string>();
  for (const person of people) {
    for (const key of keysOf(person).map(lower)) {
      if (found.has(key) && found.get(key) !== person) claimedTwice.add(key);
      found.set(key, person);
    }
  }
  for (const key of claimedTwice) found.delete(key);
  return found;
}

/** The handle that a forge's private commit address names; empty for any other mail. */
export function handleOfPrivateMail(mail: string): string {
  return PRIVATE_MAILS.map((form) => form.exec(mail)?.[1]).find((handle) => handle !== undefined) ?? '';
}

/** ASCII only: a full-width or Kelvin-sign look-alike must not become somebody else's mail. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
