import { describe, expect, it } from 'vitest';
import {
  changePassword,
  endSessions,
  listSessions,
  principalOfSession,
  setUpFirstAdmin,
  signInByOwnerLink,
  signInByPassword,
  signOut,
  startLink,
} from '../../src/control/access/index.ts';
import { DEFAULT_SESSION, permits, ROLES } from '../../src/domain/access/index.ts';
import { accepted, accessTest, codeOf, firstAdmin, PASSWORD, somebody } from './world.ts';

const HERE = { network: '192.0.2.1', client: 'Browser/1' };
const attempt = (name: string, password: string, network = HERE.network) => ({ name, password, network, client: null });

describe('the first way in', () => {
  it('makes one administrator by the link that the start shows, once', async () => {
    const { access, events } = accessTest();
    const link = await startLink(access, { isLocal: false });
    const other = await startLink(access, { isLocal: false });
    const wish = { name: 'Root', displayName: 'Root', password: PASSWORD, client: null };
    const session = accepted(await setUpFirstAdmin(access, { ...wish, secret: link?.secret ?? '' }));
    const { principal } = await principalOfSession(access, session.secret);
    expect(principal).toMatchObject({ kind: 'session', roles: ['admin'], personId: null });
    expect(codeOf(await setUpFirstAdmin(access, { ...wish, secret: link?.secret ?? '' }))).toBe('bad-link');
    expect(codeOf(await setUpFirstAdmin(access, { ...wish, name: 'two', secret: other?.secret ?? '' }))).toBe(
      'set-up-already',
    );
    expect(await startLink(access, { isLocal: false })).toBeNull();
    expect((await events()).map(({ type, actor }) => [type, actor])).toEqual([
      ['AccountCreated', 'setup'],
      ['SignedIn', 'setup'],
    ]);
  });

  it('gives one of two at once the office, and the other none', async () => {
    const { access } = accessTest();
    const links = [await startLink(access, { isLocal: false }), await startLink(access, { isLocal: false })];
    const results = await Promise.all(
      links.map((link, at) =>
        setUpFirstAdmin(access, {
          secret: link?.secret ?? '',
          name: `root${at}`,
          displayName: '',
          password: PASSWORD,
          client: null,
        }),
      ),
    );
    expect(results.map(codeOf).sort()).toEqual(['accepted', 'set-up-already']);
  });

  it('signs the owner of a local server in by a link that works once and for an hour', async () => {
    const { access, move } = accessTest({ settings: { ownerPersonId: 'ada' } });
    const [link, late] = [await startLink(access, { isLocal: true }), await startLink(access, { isLocal: true })];
    const session = accepted(await signInByOwnerLink(access, { secret: link?.secret ?? '', client: null }));
    const { principal } = await principalOfSession(access, session.secret);
    expect(principal).toMatchObject({ roles: ROLES, personId: 'ada' });
    expect(codeOf(await signInByOwnerLink(access, { secret: link?.secret ?? '', client: null }))).toBe('bad-link');
    move(3_600_001);
    expect(codeOf(await signInByOwnerLink(access, { secret: late?.secret ?? '', client: null }))).toBe('bad-link');
    const again = await startLink(access, { isLocal: true });
    const next = accepted(await signInByOwnerLink(access, { secret: again?.secret ?? '', client: null }));
    expect(next.accountId).toBe(session.accountId);
  });

  it('does not take a link for one purpose as one for another', async () => {
    const { access } = accessTest();
    const link = await startLink(access, { isLocal: false });
    expect(codeOf(await signInByOwnerLink(access, { secret: link?.secret ?? '', client: null }))).toBe('bad-link');
  });
});

describe('signing in by name and password', () => {
  it('lets the right password in, whatever the case of the name, and tells wrong ones nothing', async () => {
    const { access, events } = accessTest();
    await firstAdmin(access);
    const session = accepted(await signInByPassword(access, { ...HERE, name: ' ROOT', password: PASSWORD }));
    expect((await principalOfSession(access, session.secret)).principal.kind).toBe('session');
    const wrong = await signInByPassword(access, attempt('root', 'nothing of the kind'));
    const unknown = await signInByPassword(access, attempt('nobody', PASSWORD));
    expect(wrong).toEqual(unknown);
    expect(codeOf(wrong)).toBe('wrong');
    expect((await events()).at(-1)).toMatchObject({ type: 'SignedIn', payload: { method: 'password' } });
  });

  it('keeps neither secret nor password nor mistyped name anywhere', async () => {
    const { access, everything } = accessTest();
    const { session } = await firstAdmin(access);
    await signInByPassword(access, attempt('my password instead of my name', 'hunter2hunter2'));
    const stored = await everything();
    for (const secret of [session.secret, session.csrf, PASSWORD, 'hunter2', 'instead of my name']) {
      expect(stored).not.toContain(secret);
    }
    expect(stored).toContain(session.accountId);
  });

  it('holds back after failures, also what comes at once, and counts a known name once in the log', async () => {
    const { access, events, move } = accessTest();
    await firstAdmin(access);
    const burst = await Promise.all(
      Array.from({ length: 8 }, () => signInByPassword(access, attempt('root', 'wrong wrong wrong')).then(codeOf)),
    );
    const more: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      more.push(codeOf(await signInByPassword(access, attempt('root', 'wrong wrong wrong'))));
    }
    expect([...burst, ...more].filter((code) => code === 'wrong')).toHaveLength(6);
    expect(await signInByPassword(access, attempt('root', PASSWORD))).toMatchObject({
      ok: false,
      rejection: { code: 'held-back', retryAfterMs: 2_000 },
    });
    // The same name from elsewhere is not shut out by it.
    expect(codeOf(await signInByPassword(access, attempt('root', PASSWORD, '198.51.100.7')))).toBe('accepted');
    move(2_000);
    expect(codeOf(await signInByPassword(access, attempt('root', PASSWORD)))).toBe('accepted');
    expect((await events()).filter(({ type }) => type === 'SignInHeldBack')).toHaveLength(1);
  });

  it('holds a name back that is tried from everywhere, for minutes and not for ever', async () => {
    const { access, move } = accessTest();
    await firstAdmin(access);
    for (let count = 0; count <= 30; count += 1) await signInByPassword(access, attempt('root', 'no', `net${count}`));
    expect(codeOf(await signInByPassword(access, attempt('root', PASSWORD, 'home')))).toBe('held-back');
    move(300_000);
    expect(codeOf(await signInByPassword(access, attempt('root', PASSWORD, 'home')))).toBe('accepted');
  });

  it('is no way in where it is turned off', async () => {
    const { access } = accessTest({ settings: { allowsPasswords: false } });
    expect(codeOf(await signInByPassword(access, attempt('root', PASSWORD)))).toBe('not-offered');
  });
});

describe('sessions', () => {
  it('end without a request for hours, and after a week whatever is done', async () => {
    const { access, move } = accessTest();
    const { session } = await firstAdmin(access);
    const kind = async () => (await principalOfSession(access, session.secret)).principal.kind;
    for (let at = 0; at + 6 * 3_600_000 < DEFAULT_SESSION.absoluteMs; at += 6 * 3_600_000) {
      expect(await kind()).toBe('session');
      move(6 * 3_600_000);
    }
    expect(await kind()).toBe('session');
    move(6 * 3_600_000);
    expect(await kind()).toBe('anonymous');
    const next = accepted(await signInByPassword(access, attempt('root', PASSWORD)));
    move(DEFAULT_SESSION.idleMs);
    expect((await principalOfSession(access, next.secret)).principal.kind).toBe('anonymous');
  });

  it('end by signing out, and all of them by a new password or when asked', async () => {
    const { access, events } = accessTest();
    const { session, principal } = await firstAdmin(access);
    const other = accepted(await signInByPassword(access, attempt('root', PASSWORD)));
    const kind = async (secret: string) => (await principalOfSession(access, secret)).principal.kind;
    await signOut(access, other.secret);
    await signOut(access, other.secret);
    expect([await kind(session.secret), await kind(other.secret)]).toEqual(['session', 'anonymous']);
    const change = { network: 'x', client: null };
    expect(
      codeOf(await changePassword(access, principal, { ...change, old: 'not it at all', password: 'b'.repeat(20) })),
    ).toBe('wrong');
    expect(codeOf(await changePassword(access, principal, { ...change, old: PASSWORD, password: 'short' }))).toBe(
      'too-short',
    );
    const fresh = accepted(
      await changePassword(access, principal, { ...change, old: PASSWORD, password: 'another sentence to keep' }),
    );
    expect([await kind(session.secret), await kind(fresh.secret)]).toEqual(['anonymous', 'session']);
    expect(codeOf(await signInByPassword(access, attempt('root', PASSWORD)))).toBe('wrong');
    const account = accepted(await endSessions(access, principal, fresh.accountId));
    expect(await kind(fresh.secret)).toBe('anonymous');
    expect(await listSessions(access, account)).toEqual([]);
    expect((await events()).map(({ type }) => type).slice(-3)).toEqual([
      'PasswordChanged',
      'SignedIn',
      'SessionsEnded',
    ]);
  });

  it('are kept in bounded number, the one unused for longest goes first', async () => {
    const { access, move } = accessTest();
    const { session } = await firstAdmin(access);
    for (let count = 0; count < 20; count += 1) {
      move(1_000);
      accepted(await signInByPassword(access, attempt('root', PASSWORD)));
    }
    expect((await principalOfSession(access, session.secret)).principal.kind).toBe('anonymous');
  });

  it('ends those of others only for administrators', async () => {
    const { access } = accessTest();
    const admin = await firstAdmin(access);
    const bob = await somebody(access, admin.principal, { name: 'bob', roles: ['approver'] });
    expect(permits(bob.principal, 'sign-off')).toBe(true);
    expect(codeOf(await endSessions(access, bob.principal, admin.session.accountId))).toBe('not-permitted');
    expect(codeOf(await endSessions(access, admin.principal, bob.accountId))).toBe('accepted');
    expect((await principalOfSession(access, bob.session.secret)).principal.kind).toBe('anonymous');
  });

  it.each(['', 'x', '../..', 'a'.repeat(52), 'A'.repeat(52), `${'a'.repeat(51)}\n`])(
    'take %j for nobody',
    async (text) => {
      const { access } = accessTest();
      await firstAdmin(access);
      expect((await principalOfSession(access, text)).principal.kind).toBe('anonymous');
    },
  );
});
