import {
  base32,
  ID_BYTES,
  judgePermission,
  judgeToken,
  MAX_TOKENS,
  type PermissionRejection,
  type Principal,
  SECRET_BYTES,
  secretDigest,
  type Token,
  type TokenRejection,
  type TokenWish,
  tokenText,
} from '../../domain/access/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import { commit, retrying } from './commit.ts';
import { findRecord, listRecords, putting, removing, TOKEN } from './record.ts';
import type { AccessWorld } from './world.ts';

/** A token without what proves it. */
export type ShownToken = Omit<Token, 'digest'>;

/** Gives a token to the account that asks, at a browser: a token that makes tokens would outlive its own end. */
export async function issueToken(
  access: AccessWorld,
  principal: Principal,
  wish: TokenWish,
): Promise<
  Result<{ readonly text: string; readonly token: ShownToken }, TokenRejection | PermissionRejection | HumanOnly>
> {
  if (principal.kind === 'anonymous') return reject({ code: 'sign-in-needed' });
  if (principal.kind !== 'session') return reject({ code: 'human-only' });
  const { accountId, roles } = principal;
  const tokens = (await listTokens(access, accountId)).length;
  const judged = judgeToken(wish, { roles, tokens, now: access.now() });
  if (!judged.ok) return judged;
  const id = base32(access.secrets.bytes(ID_BYTES));
  const secret = base32(access.secrets.bytes(SECRET_BYTES));
  const token: Token = {
    id,
    accountId,
    ...judged.value,
    digest: secretDigest(secret),
    createdAt: access.now(),
    usedAt: null,
  };
  const { scopes, isAgent, expiresAt } = token;
  return retrying(async () => {
    const done = await commit(access, {
      actor: `account:${accountId}`,
      events: [{ kind: 'TokenIssued', account: accountId, token: id, scopes, isAgent, expiresAt }],
      records: [putting(TOKEN, token, { before: null, expiresAt })],
    });
    return done.ok ? accept({ text: tokenText({ id, secret }), token: shown(token) }) : 'again';
  });
}

/** A browser is needed for it. */
export interface HumanOnly {
  readonly code: 'human-only';
}

/** Takes a token away at once: one's own, or anybody's for whoever administers. */
export async function revokeToken(
  access: AccessWorld,
  principal: Principal,
  tokenId: string,
): Promise<Result<null, PermissionRejection | HumanOnly | { readonly code: 'no-such-token' }>> {
  if (principal.kind === 'anonymous') return reject({ code: 'sign-in-needed' });
  if (principal.kind !== 'session') return reject({ code: 'human-only' });
  const { accountId } = principal;
  return retrying(async () => {
    const found = await findRecord(access, TOKEN, tokenId);
    const isOwn = found?.value.accountId === accountId;
    const may = judgePermission(principal, 'administer');
    // Nobody learns which ids exist.
    if (found === null || (!isOwn && !may.ok)) return reject({ code: 'no-such-token' });
    const done = await commit(access, {
      actor: `account:${accountId}`,
      events: [{ kind: 'TokenRevoked', account: found.value.accountId, token: tokenId }],
      records: [removing(TOKEN, found)],
    });
    return done.ok ? accept(null) : 'again';
  });
}

/** Tokens of an account that count, newest first. */
export async function listTokens(access: AccessWorld, accountId: string): Promise<readonly ShownToken[]> {
  const found = await listRecords(access, TOKEN, { prefix: `${accountId}/`, limit: MAX_TOKENS * 2 });
  return found.map(({ value }) => shown(value)).sort((one, other) => other.createdAt - one.createdAt);
}

function shown({ digest: _, ...token }: Token): ShownToken {
  return token;
}
