import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccessWorld,
  approveLogin,
  askForLogin,
  deactivateAccount,
  denyLogin,
  endLogin,
  endSessions,
  issueToken,
  listLogins,
  pollLogin,
  principalOfLogin,
  principalOfToken,
  showLoginRequest,
} from '../../src/control/access/index.ts';
import {
  LOGIN_MS,
  LOGIN_REQUEST_MS,
  LOGIN_SCOPES,
  MAX_LOGINS,
  PERMISSIONS,
  type Principal,
  permits,
  readUserCode,
  USER_CODE_BYTES,
  userCode,
} from '../../src/domain/access/index.ts';
import { assert } from '../../src/kernel/index.ts';
import { accepted, accessTest, codeOf, firstAdmin, somebody } from './world.ts';

const WHO = { client: 'firebreak on a laptop', network: '192.0.2.7' };

async function world(settings: Parameters<typeof accessTest>[0] = {}) {
  const test = accessTest(settings);
  const admin = await firstAdmin(test.access);
  const ann = await somebody(test.access, admin.principal, { name: 'ann', roles: ['approver'], personId: 'ann' });
  return { ...test, admin, ann };
}

/** Asked, approved and handed over. */
async function login(access: AccessWorld, principal: Principal, maySign = true) {
  const asked = await askForLogin(access, WHO);
  accepted(await approveLogin(access, principal, { typed: asked.userCode, maySign }));
  const polled = await pollLogin(access, asked.deviceCode);
  assert(polled.kind === 'begun', `begun, not ${polled.kind}`);
  return { ...polled.login, asked };
}

describe('a command line that asks to be let in', () => {
  it('waits for a person at a browser, who sees who asks, and then acts as that person for a working day', async () => {
    const { access, ann, events, everything, move } = await world();
    const asked = await askForLogin(access, WHO);
    expect(asked.userCode).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
    expect(await pollLogin(access, asked.deviceCode)).toEqual({ kind: 'authorization_pending', intervalS: 2 });
    const typed = ` ${asked.userCode.toLowerCase().replace('-', ' ')} `;
    expect(accepted(await showLoginRequest(access, ann.principal, typed))).toMatchObject({
      userCode: asked.userCode,
      ...WHO,
    });
    accepted(await approveLogin(access, ann.principal, { typed, maySign: true }));
    const polled = await pollLogin(access, asked.deviceCode);
    assert(polled.kind === 'begun', 'begun');
    const { text, login: shown } = polled.login;
    expect(text).toMatch(/^fbl_[a-z2-7]{16}_[a-z2-7]{52}$/);
    expect(await principalOfLogin(access, text)).toMatchObject({ kind: 'login', personId: 'ann', maySign: true });
    expect((await principalOfToken(access, text)).kind).toBe('anonymous');
    const secret = text.split('_')[2] ?? '';
    const stored = await everything();
    for (const kept of [secret, asked.deviceCode, asked.userCode]) expect(stored).not.toContain(kept);
    expect((await events()).slice(-2).map(({ type, actor }) => [type, actor])).toEqual([
      ['LoginApproved', `account:${ann.accountId}`],
      ['LoginBegun', `account:${ann.accountId}`],
    ]);
    move(LOGIN_MS - 1);
    expect((await principalOfLogin(access, text)).kind).toBe('login');
    expect((await listLogins(access, ann.accountId)).map(({ id }) => id)).toEqual([shown.id]);
    move(1);
    expect((await principalOfLogin(access, text)).kind).toBe('anonymous');
    expect(await listLogins(access, ann.accountId)).toEqual([]);
  });

  it('is given one login for one code, also when it asks twice at once', async () => {
    const { access, ann } = await world();
    const asked = await askForLogin(access, WHO);
    const answer = { typed: asked.userCode, maySign: false };
    const both = await Promise.all([
      approveLogin(access, ann.principal, answer),
      denyLogin(access, ann.principal, asked.userCode),
    ]);
    expect(both.map(codeOf).sort()).toEqual(['accepted', 'no-such-code']);
    const other = await askForLogin(access, WHO);
    accepted(await approveLogin(access, ann.principal, { ...answer, typed: other.userCode }));
    expect(codeOf(await approveLogin(access, ann.principal, { ...answer, typed: other.userCode }))).toBe(
      'no-such-code',
    );
    const polled = await Promise.all([pollLogin(access, other.deviceCode), pollLogin(access, other.deviceCode)]);
    expect(polled.map(({ kind }) => kind).sort()).toEqual(['begun', 'expired_token']);
    expect((await pollLogin(access, other.deviceCode)).kind).toBe('expired_token');
  });

  it('is sent away by a person who did not ask, and by time', async () => {
    const { access, ann, events, move } = await world();
    const denied = await askForLogin(access, WHO);
    accepted(await denyLogin(access, ann.principal, denied.userCode));
    expect((await events()).at(-1)).toMatchObject({ type: 'LoginDenied' });
    expect((await pollLogin(access, denied.deviceCode)).kind).toBe('access_denied');
    const late = await askForLogin(access, WHO);
    move(LOGIN_REQUEST_MS);
    expect((await pollLogin(access, late.deviceCode)).kind).toBe('expired_token');
    expect(codeOf(await showLoginRequest(access, ann.principal, late.userCode))).toBe('no-such-code');
    expect((await pollLogin(access, 'no code at all')).kind).toBe('expired_token');
  });

  it('is slowed down when it asks faster than it was told', async () => {
    const { access, move } = await world();
    const { deviceCode } = await askForLogin(access, WHO);
    const poll = () => pollLogin(access, deviceCode);
    expect(await poll()).toEqual({ kind: 'authorization_pending', intervalS: 2 });
    move(2_000);
    expect(await poll()).toEqual({ kind: 'authorization_pending', intervalS: 2 });
    move(1_000);
    expect(await poll()).toEqual({ kind: 'slow_down', intervalS: 7 });
    move(6_000);
    expect(await poll()).toEqual({ kind: 'slow_down', intervalS: 12 });
    move(12_000);
    expect(await poll()).toEqual({ kind: 'authorization_pending', intervalS: 12 });
  });

  it('is let in by nobody but a person at a browser', async () => {
    const { access, ann } = await world();
    const { userCode: typed } = await askForLogin(access, WHO);
    const { text } = accepted(
      await issueToken(access, ann.principal, { name: 'agent', scopes: ['read'], isAgent: true, days: 1 }),
    );
    const inside = await login(access, ann.principal);
    for (const principal of [await principalOfToken(access, text), await principalOfLogin(access, inside.text)]) {
      expect(codeOf(await showLoginRequest(access, principal, typed))).toBe('human-only');
      expect(codeOf(await approveLogin(access, principal, { typed, maySign: true }))).toBe('human-only');
    }
    expect(codeOf(await showLoginRequest(access, { kind: 'anonymous' }, typed))).toBe('sign-in-needed');
  });
});

describe('codes', () => {
  it('cannot be guessed: wrong ones are held back, whoever knows right ones of their own', async () => {
    const { access, ann, events, move } = await world();
    const guess = (typed: string) => showLoginRequest(access, ann.principal, typed).then(codeOf);
    const own = await askForLogin(access, WHO);
    for (let at = 0; at < 11; at += 1) {
      expect(await guess('BBBB-BBBB')).toBe('no-such-code');
      if (at < 9) expect(await guess(own.userCode)).toBe('accepted');
    }
    expect(await guess('BBBB-BBBB')).toBe('held-back');
    expect(await guess(own.userCode)).toBe('held-back');
    expect((await events()).filter(({ type }) => type === 'LoginCodesHeldBack')).toHaveLength(1);
    move(2_000);
    expect(await guess(own.userCode)).toBe('accepted');
  });

  it('many at once are counted as many in a row', async () => {
    const { access, ann } = await world();
    const tries = Array.from({ length: 5 }, () => showLoginRequest(access, ann.principal, 'CCCC-CCCC'));
    await Promise.all(tries);
    const more = Array.from({ length: 5 }, () => showLoginRequest(access, ann.principal, 'CCCC-CCCC'));
    await Promise.all(more);
    expect(codeOf(await showLoginRequest(access, ann.principal, 'CCCC-CCCC'))).toBe('no-such-code');
    expect(codeOf(await showLoginRequest(access, ann.principal, 'CCCC-CCCC'))).toBe('held-back');
  });

  it('are read as people type them, and nothing else is a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: USER_CODE_BYTES, maxLength: USER_CODE_BYTES }), (bytes) => {
        const code = userCode(bytes);
        expect(readUserCode(code)).toBe(code);
        expect(readUserCode(code.toLowerCase().replace('-', ''))).toBe(code);
      }),
    );
    for (const text of ['', 'ABCD-EFGH', 'BBBB-BBB', 'BBBB-BBBBB', '1BBB-BBBB', 'B'.repeat(41)]) {
      expect(readUserCode(text)).toBeNull();
    }
  });
});

describe('a login', () => {
  it('may look and submit, sign where its owner said so, and nothing else', async () => {
    const { access, ann, admin } = await world();
    const signs = await principalOfLogin(access, (await login(access, ann.principal)).text);
    const own = LOGIN_SCOPES.filter((each) => permits(ann.principal, each));
    expect(PERMISSIONS.filter((each) => permits(signs, each))).toEqual(own);
    const looks = await principalOfLogin(access, (await login(access, ann.principal, false)).text);
    expect(PERMISSIONS.filter((each) => permits(looks, each))).toEqual(['read', 'submit']);
    // An administrator's command line administers nothing, and lets nobody sign.
    const asked = await askForLogin(access, WHO);
    const wish = { typed: asked.userCode, maySign: true };
    expect(codeOf(await approveLogin(access, admin.principal, wish))).toBe('not-permitted');
    const root = await principalOfLogin(access, (await login(access, admin.principal, false)).text);
    expect(PERMISSIONS.filter((each) => permits(root, each))).toEqual(['read']);
    expect(codeOf(await issueToken(access, signs, { name: 't', scopes: ['read'], isAgent: false, days: 1 }))).toBe(
      'human-only',
    );
  });

  it('signs nothing where the server lets no command line sign', async () => {
    const { access, ann } = await world();
    const { text } = await login(access, ann.principal);
    const off = { ...access, settings: { ...access.settings, allowsCliSigning: false } };
    const principal = await principalOfLogin(off, text);
    expect(PERMISSIONS.filter((each) => permits(principal, each))).toEqual(['read', 'submit']);
    const asked = await askForLogin(off, WHO);
    const wish = { typed: asked.userCode, maySign: true };
    expect(codeOf(await approveLogin(off, ann.principal, wish))).toBe('signing-turned-off');
    expect(codeOf(await approveLogin(off, ann.principal, { ...wish, maySign: false }))).toBe('accepted');
  });

  it('is ended by its owner, by itself, by an administrator, and with the sessions of its account', async () => {
    const { access, ann, admin, events } = await world();
    const bob = await somebody(access, admin.principal, { name: 'bob', roles: ['approver'], personId: 'bob' });
    const kindOf = async (text: string) => (await principalOfLogin(access, text)).kind;
    const [one, two, three, four] = [
      await login(access, ann.principal),
      await login(access, ann.principal),
      await login(access, ann.principal),
      await login(access, ann.principal),
    ];
    expect(codeOf(await endLogin(access, bob.principal, one.login.id))).toBe('no-such-login');
    expect(codeOf(await endLogin(access, await principalOfLogin(access, two.text), one.login.id))).toBe(
      'no-such-login',
    );
    accepted(await endLogin(access, ann.principal, one.login.id));
    accepted(await endLogin(access, await principalOfLogin(access, two.text), two.login.id));
    expect((await events()).at(-1)).toMatchObject({ type: 'LoginEnded', actor: `login:${two.login.id}` });
    accepted(await endLogin(access, admin.principal, three.login.id));
    expect(await Promise.all([one, two, three, four].map(({ text }) => kindOf(text)))).toEqual([
      'anonymous',
      'anonymous',
      'anonymous',
      'login',
    ]);
    const waiting = await askForLogin(access, WHO);
    accepted(await approveLogin(access, ann.principal, { typed: waiting.userCode, maySign: true }));
    accepted(await endSessions(access, ann.principal, ann.accountId));
    expect(await kindOf(four.text)).toBe('anonymous');
    expect((await pollLogin(access, waiting.deviceCode)).kind).toBe('access_denied');
    const last = await login(access, bob.principal);
    accepted(await deactivateAccount(access, admin.principal, bob.accountId));
    expect(await kindOf(last.text)).toBe('anonymous');
  });

  it('pushes the oldest out where an account has too many', async () => {
    const { access, ann, move } = await world();
    const first = await login(access, ann.principal);
    for (let at = 0; at < MAX_LOGINS; at += 1) {
      move(1_000);
      await login(access, ann.principal, false);
    }
    expect(await listLogins(access, ann.accountId)).toHaveLength(MAX_LOGINS);
    expect((await principalOfLogin(access, first.text)).kind).toBe('anonymous');
  });
});
