import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPENID_DEFAULTS, openIdProvider } from '../../src/adapter/oidc/index.ts';
import {
  type AccessSettings,
  beginProviderSignIn,
  changeRoles,
  completeProviderSignIn,
  createAccount,
  deactivateAccount,
  principalOfSession,
  readAccount,
} from '../../src/control/access/index.ts';
import { DEFAULT_PROVISION, type ProvisionSettings } from '../../src/domain/access/index.ts';
import type { Person } from '../../src/domain/catalog/index.ts';
import { CALLBACK, CLIENT_SECRET, type RunningProvider, startProvider } from './provider.ts';
import { type AccessTest, accepted, accessTest, codeOf, firstAdmin, somebody } from './world.ts';

const PEOPLE: readonly Person[] = [{ id: 'ada', level: 'senior', mails: ['ada@example.com'], handles: [], teams: [] }];
const groups: { value: readonly string[] } = { value: ['seniors'] };

let running: RunningProvider;
beforeAll(async () => {
  running = await startProvider([
    {
      sub: 'ada',
      email: 'ada@example.com',
      email_verified: true,
      name: 'Ada',
      get groups() {
        return groups.value;
      },
    },
    { sub: 'eve', email: 'ada@example.com', email_verified: false, name: 'Ada' },
  ]);
});
afterAll(() => running.close());

function withProvider(provision: Partial<ProvisionSettings>): AccessTest {
  const settings: Partial<AccessSettings> = { provision: { ...DEFAULT_PROVISION, ...provision } };
  const provider = openIdProvider({
    ...OPENID_DEFAULTS,
    scopes: ['profile', 'email', 'groups'],
    issuer: running.issuer,
    clientId: 'firebreak',
    clientSecret: CLIENT_SECRET,
    allowsLoopbackHttp: true,
  });
  return accessTest({ settings, provider });
}

async function enter(test: AccessTest, login: string, options: { bindTo?: string; returnTo?: string } = {}) {
  const { bindTo = null, returnTo = null } = options;
  const { url, cookie } = await beginProviderSignIn(test.access, { redirectUri: CALLBACK, returnTo, bindTo });
  const callbackUrl = await running.visit(url, login);
  return completeProviderSignIn(test.access, { cookie, callbackUrl, people: PEOPLE, client: null });
}

describe('signing in by the provider', () => {
  it('lets nobody in whom nobody let in, and names the identity for whoever may', async () => {
    const test = withProvider({});
    expect(await enter(test, 'ada')).toEqual({
      ok: false,
      rejection: { code: 'no-account', issuer: running.issuer, subject: 'ada' },
    });
  });

  it('makes an account with the roles of its groups, and takes them away again', async () => {
    const test = withProvider({ createsAccounts: true, groupRoles: { seniors: ['approver'] } });
    groups.value = ['seniors'];
    const first = accepted(await enter(test, 'ada', { returnTo: '/changes' }));
    expect(first.returnTo).toBe('/changes');
    const { principal } = await principalOfSession(test.access, first.session.secret);
    expect(principal).toMatchObject({ roles: ['viewer', 'approver'], personId: null, displayName: 'Ada' });
    groups.value = [];
    const second = accepted(await enter(test, 'ada', { returnTo: '//evil.example' }));
    expect([second.session.accountId, second.returnTo]).toEqual([first.session.accountId, '/']);
    // The session that was open before knows it too.
    expect((await principalOfSession(test.access, first.session.secret)).principal).toMatchObject({
      roles: ['viewer'],
    });
    expect((await test.events()).map(({ type }) => type)).toEqual([
      'AccountCreated',
      'IdentityBound',
      'SignedIn',
      'RolesChanged',
      'SignedIn',
    ]);
    groups.value = ['seniors'];
  });

  it('leaves roles alone that an administrator gave', async () => {
    const test = withProvider({ createsAccounts: true, groupRoles: { seniors: ['approver'] } });
    const admin = await firstAdmin(test.access);
    const { session } = accepted(await enter(test, 'ada'));
    accepted(await changeRoles(test.access, admin.principal, { accountId: session.accountId, roles: ['auditor'] }));
    accepted(await enter(test, 'ada'));
    expect((await readAccount(test.access, session.accountId))?.roles).toEqual(['auditor']);
  });

  it('links by a mail only when told to, only a verified one, and never over another account', async () => {
    const cautious = withProvider({ createsAccounts: true });
    const { session } = accepted(await enter(cautious, 'ada'));
    expect((await readAccount(cautious.access, session.accountId))?.personId).toBeNull();

    const trusting = withProvider({ createsAccounts: true, linksByMail: true });
    const eve = accepted(await enter(trusting, 'eve'));
    expect((await readAccount(trusting.access, eve.session.accountId))?.personId).toBeNull();
    const ada = accepted(await enter(trusting, 'ada'));
    expect((await readAccount(trusting.access, ada.session.accountId))?.personId).toBe('ada');
    expect(ada.session.accountId).not.toBe(eve.session.accountId);

    const taken = withProvider({ createsAccounts: true, linksByMail: true });
    const admin = await firstAdmin(taken.access);
    await somebody(taken.access, admin.principal, { name: 'ada', roles: ['approver'], personId: 'ada' });
    const late = accepted(await enter(taken, 'ada'));
    expect((await readAccount(taken.access, late.session.accountId))?.personId).toBeNull();
  });

  it('binds an identity to the account that asked, and to no second one', async () => {
    const test = withProvider({});
    const admin = await firstAdmin(test.access);
    const bob = await somebody(test.access, admin.principal, { name: 'bob', roles: ['approver'], personId: 'bob' });
    const bound = accepted(await enter(test, 'ada', { bindTo: bob.accountId }));
    expect(bound.session.accountId).toBe(bob.accountId);
    expect(accepted(await enter(test, 'ada')).session.accountId).toBe(bob.accountId);
    expect(codeOf(await enter(test, 'ada', { bindTo: admin.session.accountId }))).toBe('identity-taken');
    accepted(await deactivateAccount(test.access, admin.principal, bob.accountId));
    expect(codeOf(await enter(test, 'ada'))).toBe('deactivated');
  });

  it('lets in whom an administrator named by issuer and subject', async () => {
    const test = withProvider({});
    const admin = await firstAdmin(test.access);
    const identity = { issuer: running.issuer, subject: 'ada' };
    const wish = { name: 'ada', displayName: 'Ada', roles: ['approver'] as const, personId: 'ada', identity };
    const { account } = accepted(await createAccount(test.access, admin.principal, wish));
    expect(accepted(await enter(test, 'ada')).session.accountId).toBe(account.id);
    expect(codeOf(await enter(test, 'eve'))).toBe('no-account');
    const again = { ...wish, name: 'ada2', personId: null };
    expect(codeOf(await createAccount(test.access, admin.principal, again))).toBe('identity-taken');
  });

  it('counts an attempt once, in the browser that began it, for ten minutes', async () => {
    const test = withProvider({ createsAccounts: true });
    const { access } = test;
    const begin = () => beginProviderSignIn(access, { redirectUri: CALLBACK, returnTo: null, bindTo: null });
    const [mine, other, late] = [await begin(), await begin(), await begin()];
    const complete = async (cookie: string, callbackUrl: string) =>
      codeOf(await completeProviderSignIn(access, { cookie, callbackUrl, people: [], client: null }));
    const callbackUrl = await running.visit(mine.url, 'ada');
    // A victim's browser that is sent to somebody else's callback brings its own cookie, or none.
    expect(await complete(other.cookie, callbackUrl)).toBe('not-this-attempt');
    expect(await complete('', callbackUrl)).toBe('no-attempt');
    expect(await complete(mine.cookie, callbackUrl)).toBe('accepted');
    expect(await complete(mine.cookie, callbackUrl)).toBe('no-attempt');
    test.move(600_000);
    expect(await complete(late.cookie, await running.visit(late.url, 'ada'))).toBe('no-attempt');
  });

  it('makes one account of two first sign-ins at once', async () => {
    const test = withProvider({ createsAccounts: true });
    const both = await Promise.all([enter(test, 'ada'), enter(test, 'ada')]);
    const ids = both.map((each) => accepted(each).session.accountId);
    expect(new Set(ids).size).toBe(1);
    expect((await test.events()).filter(({ type }) => type === 'AccountCreated')).toHaveLength(1);
  });
});
