import type { AccessEvent, Account } from '../../domain/access/index.ts';
import { base32, ID_BYTES, orderedRoles, type Role } from '../../domain/access/index.ts';
import type { RecordChange } from '../../event-log/index.ts';
import { ACCOUNT, ADMINS, ADMINS_KEY, type Kept, PERSON, putting, readRecord, removing } from './record.ts';
import type { AccessWorld } from './world.ts';

/** What a new account is made of. */
export interface NewAccount {
  readonly name: string | null;
  readonly displayName: string;
  readonly personId: string | null;
  readonly roles: readonly Role[];
  readonly rolesFrom: Account['rolesFrom'];
  readonly password: string | null;
  readonly identities: Account['identities'];
}

/** An account that is not kept yet. */
export function freshAccount(access: AccessWorld, wanted: NewAccount): Account {
  return {
    id: base32(access.secrets.bytes(ID_BYTES)),
    ...wanted,
    roles: orderedRoles(wanted.roles),
    state: 'active',
    createdAt: access.now(),
    generation: 1,
  };
}

/** What the log says of a new account. */
export function accountCreated(
  account: Account,
  by: Extract<AccessEvent, { kind: 'AccountCreated' }>['by'],
): AccessEvent {
  return { kind: 'AccountCreated', account: account.id, by, personId: account.personId, roles: account.roles };
}

/** The records of an account after a change: its own, the list of administrators, the person it stands for. */
export async function accountRecords(
  access: AccessWorld,
  before: Kept<Account> | null,
  after: Account,
): Promise<readonly RecordChange[]> {
  return [
    putting(ACCOUNT, after, { before }),
    ...(await adminRecords(access, after)),
    ...(await personRecords(access, before?.value.personId ?? null, after)),
  ];
}

/** Ids of active administrators. */
export async function administrators(access: AccessWorld): Promise<readonly string[]> {
  return (await readRecord(access, ADMINS, ADMINS_KEY))?.value.accounts ?? [];
}

/** The active account that stands for a person; `null` = none. */
export async function accountOfPerson(access: AccessWorld, personId: string): Promise<Account | null> {
  const held = await readRecord(access, PERSON, personId);
  const account = held === null ? null : await readRecord(access, ACCOUNT, held.value.accountId);
  if (account === null || account.value.state !== 'active' || account.value.personId !== personId) return null;
  return account.value;
}

/** Every session that began so far is void. */
export function withSessionsEnded(account: Account): Account {
  return { ...account, generation: account.generation + 1 };
}

async function adminRecords(access: AccessWorld, after: Account): Promise<readonly RecordChange[]> {
  const kept = await readRecord(access, ADMINS, ADMINS_KEY);
  const accounts = kept?.value.accounts ?? [];
  const is = after.state === 'active' && after.roles.includes('admin');
  if (is === accounts.includes(after.id)) return [];
  const others = accounts.filter((id) => id !== after.id);
  return [putting(ADMINS, { accounts: is ? [...others, after.id] : others }, { before: kept })];
}

async function personRecords(
  access: AccessWorld,
  before: string | null,
  after: Account,
): Promise<readonly RecordChange[]> {
  const { personId } = after;
  const changes: RecordChange[] = [];
  const left = before === null || before === personId ? null : await readRecord(access, PERSON, before);
  if (left !== null && left.value.accountId === after.id) changes.push(removing(PERSON, left));
  if (personId === null || after.state !== 'active') return changes;
  const held = await readRecord(access, PERSON, personId);
  if (held?.value.accountId !== after.id)
    changes.push(putting(PERSON, { personId, accountId: after.id }, { before: held }));
  return changes;
}
