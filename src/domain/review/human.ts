import { normalizeText } from '../../kernel/index.ts';
import { handleOfPrivateMail, type PeopleIndex, type Person, personOf } from '../catalog/index.ts';
import { matchIdentity } from '../provenance/index.ts';
import type { Human, HumanClaim } from './model.ts';

/** Account names that forges reserve for software. */
const BOT_SUFFIX = '[bot]';

/** A mail as strangers are compared by it: what a person reads, lower-case; `null` where empty. */
export function comparableMail(mail: string | null): string | null {
  const text = normalizeText(mail ?? '')
    .trim()
    .toLowerCase();
  return text === '' ? null : text;
}

/** A forge handle as strangers are compared by it: without `@`, lower-case; `null` where empty. */
export function comparableHandle(handle: string | null): string | null {
  const text = normalizeText(handle ?? '')
    .trim()
    .toLowerCase()
    .replace(/^@/, '');
  return text === '' ? null : text;
}

/** Whom a claim means: a person, a stranger, nobody (`nameless`), or two people at once (`ambiguous`). */
export function resolveHuman(claim: HumanClaim, people: PeopleIndex): Human | 'nameless' | 'ambiguous' {
  const named = new Set<Person>();
  for (const person of [
    claim.personId === null ? null : (people.byId.get(claim.personId) ?? null),
    personOf(people, { mail: claim.mail }),
    personOf(people, { mail: null, handle: claim.handle }),
  ]) {
    if (person !== null) named.add(person);
  }
  const [first, second] = named;
  if (second !== undefined) return 'ambiguous';
  if (first !== undefined) return { kind: 'person', person: first };
  const { mail, handle } = comparable(claim);
  return mail === null && handle === null ? 'nameless' : { kind: 'stranger', mail, handle };
}

/** Whether a claim belongs to software: a forge's bot suffix, a known agent, or one of the given mails and handles. */
export function isAutomated(claim: HumanClaim, automated: readonly string[]): boolean {
  const { mail, handle } = comparable(claim);
  if (handle?.endsWith(BOT_SUFFIX) || mail?.split('@')[0]?.endsWith(BOT_SUFFIX)) return true;
  if (isAgent(mail) || isAgent(handle === null ? null : `0+${handle}@users.noreply.github.com`)) return true;
  return automated.some((name) => {
    const known = comparableHandle(name);
    return known !== null && (known === mail || known === handle);
  });
}

function isAgent(mail: string | null): boolean {
  if (mail === null) return false;
  return (
    matchIdentity({ name: '', mail }, 'author') !== null || matchIdentity({ name: '', mail }, 'co-author') !== null
  );
}

/** How two humans compare: `unknown` where nothing they are known by can be compared. */
export function compareHumans(one: Human, other: Human): 'same' | 'distinct' | 'unknown' {
  if (one.kind === 'person' && other.kind === 'person') return one.person === other.person ? 'same' : 'distinct';
  const left = identifiersOf(one);
  const right = identifiersOf(other);
  if (overlap(left.mails, right.mails) || overlap(left.handles, right.handles)) return 'same';
  const known =
    (left.mails.length > 0 && right.mails.length > 0) || (left.handles.length > 0 && right.handles.length > 0);
  return known ? 'distinct' : 'unknown';
}

interface Identifiers {
  readonly mails: readonly string[];
  readonly handles: readonly string[];
}

function identifiersOf(human: Human): Identifiers {
  if (human.kind === 'stranger') {
    return { mails: human.mail === null ? [] : [human.mail], handles: human.handle === null ? [] : [human.handle] };
  }
  return {
    mails: human.person.mails.flatMap((mail) => comparableMail(mail) ?? []),
    handles: human.person.handles.flatMap((handle) => comparableHandle(handle) ?? []),
  };
}

function comparable(claim: HumanClaim): { readonly mail: string | null; readonly handle: string | null } {
  const mail = comparableMail(claim.mail);
  return { mail, handle: comparableHandle(claim.handle) ?? comparableHandle(handleOfPrivateMail(mail ?? '')) };
}

function overlap(one: readonly string[], other: readonly string[]): boolean {
  return one.some((item) => other.includes(item));
}
