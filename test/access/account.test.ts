import { describe, expect, it } from 'vitest';
import {
  changeRoles,
  createAccount,
  deactivateAccount,
  givePasswordLink,
  issueToken,
  linkPerson,
  listAccounts,
  listTokens,
  principalOfSession,
  principalOfToken,
  reactivateAccount,
  readAccount,
  revokeToken,
  setPasswordByLink,
  signInByPassword,
} from '../../src/control/access/index.ts';
import { type Permission, permits } from '../../src/domain/access/index.ts';
import { DAY_MS } from '../../src/kernel/index.ts';
import { accepted, accessTest, codeOf, firstAdmin, PASSWORD, somebody } from './world.ts';

const wish = (name: string) => ({ name, displayName: name, roles: ['engineer'] as const, personId: null });

describe('accounts', () => {
  it('are made by administrators alone, and begin with a link for their owner', async () => {
    const { access, events } = accessTest();
    const admin = await firstAdmin(access);
    const bob = await somebody(access, admin.principal, { name: 'bob', roles: ['approver'], personId: 'bob' });
    expect(bob.principal).toMatchObject({ kind: 'session', personId: 'bob', roles: ['approver'] });
    expect(codeOf(await createAccount(access, bob.principal, wish('eve')))).toBe('not-permitted');
    expect(codeOf(await createAccount(access, { kind: 'anonymous' }, wish('eve')))).toBe('sign-in-needed');
    expect(codeOf(await createAccount(access, admin.principal, wish('BOB')))).toBe('name-taken');
    expect((await events()).filter(({ type }) => type === 'AccountCreated').map(({ actor }) => actor)).toEqual([
      'setup',
      `account:${admin.session.accountId}`,
    ]);
  });

  it('show no hash of a password', async () => {
    const { access } = accessTest();
    await firstAdmin(access);
    const shown = await listAccounts(access);
    expect(shown).toMatchObject([{ name: 'root', hasPassword: true }]);
    expect(JSON.stringify(shown)).not.toContain('quick:');
  });

  it('get another password by a link that works once, for three days, and ends their sessions', async () => {
    const { access, move } = accessTest();
    const admin = await firstAdmin(access);
    const bob = await somebody(access, admin.principal, { name: 'bob', roles: ['engineer'] });
    const link = accepted(await givePasswordLink(access, admin.principal, bob.accountId));
    expect((await principalOfSession(access, bob.session.secret)).principal.kind).toBe('session');
    const next = { secret: link.secret, password: 'quite another sentence', client: null };
    const both = await Promise.all([setPasswordByLink(access, next), setPasswordByLink(access, next)]);
    expect(both.map(codeOf).sort()).toEqual(['accepted', 'bad-link']);
    expect((await principalOfSession(access, bob.session.secret)).principal.kind).toBe('anonymous');
    const late = accepted(await givePasswordLink(access, admin.principal, bob.accountId));
    move(3 * DAY_MS);
    expect(codeOf(await setPasswordByLink(access, { ...next, secret: late.secret }))).toBe('bad-link');
    expect(codeOf(await givePasswordLink(access, admin.principal, 'nobody'))).toBe('no-such-account');
  });

  it('change roles at once, in sessions that are open, and the log says from what to what', async () => {
    const { access, events } = accessTest();
    const admin = await firstAdmin(access);
    const bob = await somebody(access, admin.principal, { name: 'bob', roles: ['viewer'] });
    accepted(await changeRoles(access, admin.principal, { accountId: bob.accountId, roles: ['approver', 'engineer'] }));
    expect((await principalOfSession(access, bob.session.secret)).principal).toMatchObject({
      roles: ['engineer', 'approver'],
    });
    expect((await events()).at(-1)).toMatchObject({
      type: 'RolesChanged',
      payload: { before: ['viewer'], roles: ['engineer', 'approver'], from: 'administrator' },
    });
  });

  it('never leave nobody who administers, also when two step down at once', async () => {
    const { access } = accessTest();
    const admin = await firstAdmin(access);
    const root = admin.session.accountId;
    expect(codeOf(await deactivateAccount(access, admin.principal, root))).toBe('last-admin');
    expect(codeOf(await changeRoles(access, admin.principal, { accountId: root, roles: ['viewer'] }))).toBe(
      'last-admin',
    );
    const two = await somebody(access, admin.principal, { name: 'two', roles: ['admin'] });
    const both = await Promise.all([
      deactivateAccount(access, admin.principal, root),
      changeRoles(access, two.principal, { accountId: two.accountId, roles: ['viewer'] }),
    ]);
    expect(both.map(codeOf).sort()).toEqual(['accepted', 'last-admin']);
  });

  it('that are deactivated come in by nothing any more', async () => {
    const { access } = accessTest();
    const admin = await firstAdmin(access);
    const bob = await somebody(access, admin.principal, { name: 'bob', roles: ['engineer'] });
    const token = accepted(
      await issueToken(access, bob.principal, { name: 'ci', scopes: ['read'], isAgent: false, days: 1 }),
    );
    const link = accepted(await givePasswordLink(access, admin.principal, bob.accountId));
    const password = { name: 'bob', password: PASSWORD, network: 'n', client: null };
    expect((await principalOfToken(access, token.text)).kind).toBe('token');
    accepted(await deactivateAccount(access, admin.principal, bob.accountId));
    expect((await principalOfSession(access, bob.session.secret)).principal.kind).toBe('anonymous');
    expect((await principalOfToken(access, token.text)).kind).toBe('anonymous');
    expect(codeOf(await signInByPassword(access, password))).toBe('wrong');
    expect(codeOf(await setPasswordByLink(access, { secret: link.secret, password: PASSWORD, client: null }))).toBe(
      'bad-link',
    );
    accepted(await reactivateAccount(access, admin.principal, bob.accountId));
    expect((await principalOfSession(access, bob.session.secret)).principal.kind).toBe('anonymous');
    expect(codeOf(await signInByPassword(access, password))).toBe('accepted');
  });

  it('stand for one person, and a person has one', async () => {
    const { access } = accessTest();
    const admin = await firstAdmin(access);
    const bob = await somebody(access, admin.principal, { name: 'bob', roles: ['approver'], personId: 'bob' });
    const eve = await somebody(access, admin.principal, { name: 'eve', roles: ['approver'] });
    const link = (accountId: string, personId: string | null) =>
      linkPerson(access, admin.principal, { accountId, personId }).then(codeOf);
    expect(await link(eve.accountId, 'bob')).toBe('person-taken');
    expect(codeOf(await linkPerson(access, eve.principal, { accountId: eve.accountId, personId: 'eve' }))).toBe(
      'not-permitted',
    );
    // Whoever has left makes room; coming back is refused while the person stands elsewhere.
    accepted(await deactivateAccount(access, admin.principal, bob.accountId));
    expect(await link(eve.accountId, 'bob')).toBe('accepted');
    expect(codeOf(await reactivateAccount(access, admin.principal, bob.accountId))).toBe('person-taken');
    expect(await link(eve.accountId, null)).toBe('accepted');
    expect(codeOf(await reactivateAccount(access, admin.principal, bob.accountId))).toBe('accepted');
    expect(await link(eve.accountId, 'bob')).toBe('person-taken');
    expect((await readAccount(access, bob.accountId))?.personId).toBe('bob');
  });
});

describe('tokens', () => {
  const scopes: readonly Permission[] = ['read', 'submit'];

  it('are shown once, kept by digest, and act for their owner within their scopes', async () => {
    const { access, events, everything } = accessTest();
    const admin = await firstAdmin(access);
    const bob = await somebody(access, admin.principal, { name: 'bob', roles: ['approver'], personId: 'bob' });
    const { text, token } = accepted(
      await issueToken(access, bob.principal, { name: 'pipeline', scopes, isAgent: true, days: 30 }),
    );
    expect(text).toMatch(/^fbk_[a-z2-7]{16}_[a-z2-7]{52}$/);
    const principal = await principalOfToken(access, text);
    expect(principal).toMatchObject({ kind: 'token', personId: 'bob', isAgent: true, scopes });
    expect(['read', 'submit', 'sign-off', 'override'].map((each) => permits(principal, each as Permission))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(await everything()).not.toContain(text.slice(22));
    expect(JSON.stringify(await listTokens(access, bob.accountId))).not.toContain('digest');
    expect((await events()).at(-1)).toMatchObject({
      type: 'TokenIssued',
      actor: `account:${bob.accountId}`,
      payload: { token: token.id, scopes, isAgent: true },
    });
    // Its name may hold anything, so it is not in the log.
    expect(JSON.stringify(await events())).not.toContain('pipeline');
  });

  it('end by time, by being taken away, and lose what their owner loses', async () => {
    const { access, move } = accessTest();
    const admin = await firstAdmin(access);
    const bob = await somebody(access, admin.principal, { name: 'bob', roles: ['engineer'] });
    const issue = async () =>
      accepted(await issueToken(access, bob.principal, { name: 'ci', scopes, isAgent: false, days: 1 }));
    const [one, two, three] = [await issue(), await issue(), await issue()];
    expect(codeOf(await revokeToken(access, bob.principal, one.token.id))).toBe('accepted');
    expect(codeOf(await revokeToken(access, bob.principal, one.token.id))).toBe('no-such-token');
    expect((await principalOfToken(access, one.text)).kind).toBe('anonymous');
    accepted(await changeRoles(access, admin.principal, { accountId: bob.accountId, roles: ['viewer'] }));
    expect(permits(await principalOfToken(access, two.text), 'submit')).toBe(false);
    expect(permits(await principalOfToken(access, two.text), 'read')).toBe(true);
    expect(codeOf(await revokeToken(access, admin.principal, two.token.id))).toBe('accepted');
    move(DAY_MS);
    expect((await principalOfToken(access, three.text)).kind).toBe('anonymous');
    expect(await listTokens(access, bob.accountId)).toEqual([]);
  });

  it('make no tokens, and take none of others away', async () => {
    const { access } = accessTest();
    const admin = await firstAdmin(access);
    const bob = await somebody(access, admin.principal, { name: 'bob', roles: ['engineer'] });
    const eve = await somebody(access, admin.principal, { name: 'eve', roles: ['engineer'] });
    const { text, token } = accepted(
      await issueToken(access, bob.principal, { name: 'ci', scopes, isAgent: false, days: 1 }),
    );
    const asToken = await principalOfToken(access, text);
    expect(codeOf(await issueToken(access, asToken, { name: 'x', scopes, isAgent: false, days: 366 }))).toBe(
      'human-only',
    );
    expect(codeOf(await revokeToken(access, eve.principal, token.id))).toBe('no-such-token');
    expect((await principalOfToken(access, text)).kind).toBe('token');
  });

  it('with another secret are nobody', async () => {
    const { access } = accessTest();
    const admin = await firstAdmin(access);
    const { text } = accepted(
      await issueToken(access, admin.principal, { name: 'x', scopes: ['read'], isAgent: false, days: 1 }),
    );
    const last = text.endsWith('a') ? 'b' : 'a';
    expect((await principalOfToken(access, `${text.slice(0, -1)}${last}`)).kind).toBe('anonymous');
    expect((await principalOfToken(access, text)).kind).toBe('token');
  });
});
