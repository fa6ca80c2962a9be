import type {
  AccountAnswer,
  AccountList,
  AccountRequest,
  AccountRow,
  SessionList,
  TokenAnswer,
  TokenList,
  TokenRequest,
} from '../../contract/index.ts';
import {
  type AccessWorld,
  beginProviderSignIn,
  changePassword,
  changeRoles,
  completeProviderSignIn,
  createAccount,
  deactivateAccount,
  endSessions,
  givePasswordLink,
  issueToken,
  judgePermission,
  linkPerson,
  listAccounts,
  listSessions,
  listTokens,
  type NewSession,
  type Principal,
  reactivateAccount,
  readAccount,
  revokeToken,
  setPasswordByLink,
  setUpFirstAdmin,
} from '../../control/index.ts';
import { Fault, type Instant, type Result, toIso } from '../../kernel/index.ts';
import { wordsOf } from './identity-refusal.ts';

type People = Parameters<typeof completeProviderSignIn>[1]['people'];
type Account = NonNullable<Awaited<ReturnType<typeof readAccount>>>;
type ShownToken = Awaited<ReturnType<typeof listTokens>>[number];

/** A browser that just signed in, and where it wanted to go. */
export interface Entered {
  /** Value of the cookie. */
  readonly secret: string;
  readonly maxAgeS: number;
  readonly returnTo: string;
}

/** From where somebody signs in. */
export interface Whence {
  readonly network: string;
  readonly client: string | null;
}

/** Accounts, tokens and sessions as transports see them. Methods reject with a `Fault` that says what to do. */
export type IdentityDesk = ReturnType<typeof makeIdentityDesk>;

/** `people` of the catalog, for linking by mail; asked for at each sign-in by the provider. */
export function makeIdentityDesk({
  access,
  people,
}: {
  readonly access: AccessWorld;
  readonly people: () => Promise<People>;
}) {
  const entered = ({ secret, expiresAt }: NewSession, returnTo = '/'): Entered => ({
    secret,
    maxAgeS: Math.max(0, Math.floor((expiresAt - access.now()) / 1000)),
    returnTo,
  });
  const answer = (account: Account, link: { secret: string; expiresAt: Instant } | null = null): AccountAnswer => ({
    schema: 'firebreak.account/v1',
    account: rowOf(account),
    link: link === null ? null : { secret: link.secret, expires_at: iso(link.expiresAt) },
  });
  return {
    async accounts(principal: Principal): Promise<AccountList> {
      taken(judgePermission(principal, 'administer'));
      return { schema: 'firebreak.accounts/v1', accounts: (await listAccounts(access)).map(rowOf) };
    },
    async create(principal: Principal, wish: AccountRequest): Promise<AccountAnswer> {
      const { name, display_name: displayName, roles, person, identity } = wish;
      const base = { name, displayName, roles, personId: person ?? null };
      const made = await createAccount(access, principal, identity ? { ...base, identity } : base);
      const { account, link } = taken(made);
      return answer(account, link);
    },
    async invite(principal: Principal, accountId: string): Promise<AccountAnswer> {
      const link = taken(await givePasswordLink(access, principal, accountId));
      return answer(await known(access, accountId), link);
    },
    roles: async (principal: Principal, accountId: string, roles: AccountRequest['roles']) =>
      answer(taken(await changeRoles(access, principal, { accountId, roles }))),
    person: async (principal: Principal, accountId: string, personId: string | null) =>
      answer(taken(await linkPerson(access, principal, { accountId, personId }))),
    deactivate: async (principal: Principal, accountId: string) =>
      answer(taken(await deactivateAccount(access, principal, accountId))),
    reactivate: async (principal: Principal, accountId: string) =>
      answer(taken(await reactivateAccount(access, principal, accountId))),
    endSessions: async (principal: Principal, accountId: string) =>
      answer(taken(await endSessions(access, principal, accountId))),
    async sessions(principal: Principal): Promise<SessionList> {
      const { accountId, sessionId } = atBrowser(principal);
      const sessions = await listSessions(access, await known(access, accountId));
      return {
        schema: 'firebreak.sessions/v1',
        sessions: sessions.map(({ id, method, client, createdAt, seenAt }) => ({
          current: id === sessionId,
          method,
          client,
          created_at: iso(createdAt),
          seen_at: iso(seenAt),
        })),
      };
    },
    async tokens(principal: Principal): Promise<TokenList> {
      const tokens = await listTokens(access, atBrowser(principal).accountId);
      return { schema: 'firebreak.tokens/v1', tokens: tokens.map(tokenRowOf) };
    },
    async issue(principal: Principal, { name, scopes, agent, days }: TokenRequest): Promise<TokenAnswer> {
      const { text, token } = taken(await issueToken(access, principal, { name, scopes, isAgent: agent, days }));
      return { schema: 'firebreak.token/v1', token: tokenRowOf(token), text };
    },
    async revoke(principal: Principal, tokenId: string): Promise<void> {
      taken(await revokeToken(access, principal, tokenId));
    },
    changePassword: async (principal: Principal, wish: { old: string; password: string } & Whence) =>
      entered(taken(await changePassword(access, principal, wish))),
    setUp: async (wish: Parameters<typeof setUpFirstAdmin>[1]) => entered(taken(await setUpFirstAdmin(access, wish))),
    setPassword: async (wish: Parameters<typeof setPasswordByLink>[1]) =>
      entered(taken(await setPasswordByLink(access, wish))),
    /** Leaves for the provider; `bind` = the identity is bound to the account that asks. */
    async leave(principal: Principal, wish: { redirectUri: string; returnTo: string | null; bind: boolean }) {
      const { redirectUri, returnTo, bind } = wish;
      const bindTo = bind ? atBrowser(principal).accountId : null;
      return beginProviderSignIn(access, { redirectUri, returnTo, bindTo });
    },
    /** Comes back from it; what went wrong is named, so that a page can say it. */
    async arrive(wish: { cookie: string; callbackUrl: string; client: string | null }) {
      const arrived = await completeProviderSignIn(access, { ...wish, people: await people() });
      if (arrived.ok) return { ok: true as const, entered: entered(arrived.value.session, arrived.value.returnTo) };
      const { rejection } = arrived;
      const identity =
        rejection.code === 'no-account' ? { issuer: rejection.issuer, subject: rejection.subject } : null;
      return { ok: false as const, code: rejection.code, identity };
    },
  };
}

/** The value, or a Fault in words. */
function taken<T>(result: Result<T, { readonly code: string }>): T {
  if (result.ok) return result.value;
  const { code } = result.rejection;
  const { kind, message, fix } = wordsOf(code);
  throw new Fault({ kind, code, message, fix });
}

function atBrowser(principal: Principal): Extract<Principal, { kind: 'session' }> {
  if (principal.kind === 'session') return principal;
  const code = principal.kind === 'anonymous' ? 'sign-in-needed' : 'human-only';
  throw new Fault({ code, ...wordsOf(code) });
}

async function known(access: AccessWorld, accountId: string): Promise<Account> {
  const account = await readAccount(access, accountId);
  if (account !== null) return account;
  throw new Fault({ code: 'no-such-account', ...wordsOf('no-such-account') });
}

function rowOf(account: Account): AccountRow {
  const { id, name, displayName, personId, roles, rolesFrom, state, hasPassword, identities, createdAt } = account;
  return {
    id,
    name,
    display_name: displayName,
    person: personId,
    roles: [...roles],
    roles_from: rolesFrom,
    state,
    has_password: hasPassword,
    identities: identities.map(({ issuer, subject }) => ({ issuer, subject })),
    created_at: iso(createdAt),
  };
}

function tokenRowOf({ id, name, scopes, isAgent, createdAt, expiresAt, usedAt }: ShownToken) {
  return {
    id,
    name,
    scopes: [...scopes],
    agent: isAgent,
    created_at: iso(createdAt),
    expires_at: iso(expiresAt),
    used_at: usedAt === null ? null : iso(usedAt),
  };
}

/** Moments of the server's own clock are always dates. */
function iso(at: Instant): string {
  return toIso(at) ?? '';
}
