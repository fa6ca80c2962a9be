import { isSameText, type Principal, streamTicket } from '../../domain/access/index.ts';
import { ACCOUNT, findRecord, readRecord, TOKEN } from './record.ts';
import type { AccessWorld } from './world.ts';

/** What a stream of changes of flags is opened with by the holder of a token, whose browser cannot send the token itself; `null` = no such token. */
export async function ticketOfToken(access: AccessWorld, tokenId: string): Promise<string | null> {
  const found = await findRecord(access, TOKEN, tokenId);
  return found === null ? null : `${tokenId}.${streamTicket(found.value.digest)}`;
}

/** Who holds a ticket: the token that it was made of, while that counts; `null` = nobody. */
export async function principalOfTicket(
  access: AccessWorld,
  ticket: string,
): Promise<Extract<Principal, { readonly kind: 'token' }> | null> {
  const [, id, proof] = /^([a-z2-7]{16})\.([\w-]{43})$/.exec(ticket) ?? [];
  if (id === undefined || proof === undefined) return null;
  const found = await findRecord(access, TOKEN, id);
  if (found === null || access.now() >= found.value.expiresAt) return null;
  if (!isSameText(proof, streamTicket(found.value.digest))) return null;
  const account = await readRecord(access, ACCOUNT, found.value.accountId);
  if (account === null || account.value.state !== 'active') return null;
  const { personId, roles } = account.value;
  const { accountId, name, scopes, isAgent, expiresAt } = found.value;
  return { kind: 'token', tokenId: id, accountId, personId, roles, name, scopes, isAgent, expiresAt };
}
