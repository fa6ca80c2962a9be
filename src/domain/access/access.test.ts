import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import {
  ACCESS_EVENTS,
  AGENT_SCOPES,
  ANONYMOUS,
  actorOf,
  afterFailure,
  backoffMs,
  base32,
  clientLabel,
  csrfToken,
  DEFAULT_PROVISION,
  DEFAULT_SESSION,
  displayName,
  type Failures,
  GRANTS,
  HUMAN_ONLY,
  identityDigest,
  isCsrfToken,
  isSameText,
  judgePassword,
  judgePermission,
  judgeToken,
  loginName,
  MAX_TOKEN_DAYS,
  MAX_TOKENS,
  NAME_AND_NETWORK_BACKOFF,
  NAME_BACKOFF,
  NO_FAILURES,
  orderedRoles,
  PERMISSIONS,
  type Permission,
  type Principal,
  permits,
  personByMail,
  possibleScopes,
  ROLES,
  type Role,
  readToken,
  returnPath,
  rolesOfGroups,
  rolesThatMay,
  type Session,
  sessionExpiry,
  sessionState,
  TOKEN_SCOPES,
  tokenText,
} from './index.ts';

const NOW = instant(Date.UTC(2026, 2, 2));
const roles = fc.subarray([...ROLES]);
const permission = fc.constantFrom(...PERMISSIONS);

function token(given: { roles?: readonly Role[]; scopes?: readonly Permission[]; isAgent?: boolean }): Principal {
  const { roles: of = ROLES, scopes = PERMISSIONS, isAgent = false } = given;
  const base = { tokenId: 't', accountId: 'a', personId: 'ada', name: 'ci', expiresAt: NOW };
  return { kind: 'token', ...base, roles: of, scopes, isAgent };
}

function session(of: readonly Role[]): Principal {
  const sessionId = identityDigest({ issuer: 'i', subject: 's' });
  return { kind: 'session', sessionId, accountId: 'a', personId: 'ada', displayName: 'Ada', roles: of };
}

describe('permits', () => {
  it('never lets a token do what only humans do, whatever its scopes and its owner', () => {
    fc.assert(
      fc.property(roles, fc.subarray([...PERMISSIONS]), fc.boolean(), permission, (of, scopes, isAgent, asked) => {
        const may = permits(token({ roles: of, scopes, isAgent }), asked);
        if (HUMAN_ONLY.includes(asked)) expect(may).toBe(false);
        if (may) expect(permits(session(of), asked) && scopes.includes(asked)).toBe(true);
        if (may && isAgent) expect(AGENT_SCOPES).toContain(asked);
      }),
    );
    // The twin: the very same scopes do count where a human may leave them to software.
    expect(permits(token({}), 'submit')).toBe(true);
    expect(permits(token({ isAgent: true }), 'export')).toBe(false);
  });

  it('gives no less with one role more', () => {
    fc.assert(
      fc.property(roles, fc.constantFrom(...ROLES), permission, (of, more, asked) => {
        if (permits(session(of), asked)) expect(permits(session([...of, more]), asked)).toBe(true);
      }),
    );
  });

  it('lets nobody do anything who is not known', () => {
    for (const each of PERMISSIONS) {
      expect(judgePermission(ANONYMOUS, each)).toEqual({ ok: false, rejection: { code: 'sign-in-needed' } });
      expect(permits(session([]), each)).toBe(false);
    }
  });

  it('keeps making accounts and approving apart', () => {
    for (const role of ROLES) {
      const approves = GRANTS[role].some((each) => ['sign-off', 'override', 'review-override'].includes(each));
      expect(approves && GRANTS[role].includes('administer')).toBe(false);
    }
    expect(permits(session(['admin']), 'sign-off')).toBe(false);
    expect(permits(session(['auditor']), 'submit')).toBe(false);
    expect(permits(session(['auditor']), 'export')).toBe(true);
  });

  it('says why not, and who may', () => {
    expect(judgePermission(token({}), 'sign-off')).toMatchObject({ rejection: { code: 'human-only' } });
    expect(judgePermission(token({ scopes: ['read'] }), 'submit')).toMatchObject({
      rejection: { code: 'out-of-scope' },
    });
    expect(judgePermission(session(['viewer']), 'override')).toEqual({
      ok: false,
      rejection: { code: 'not-permitted', permission: 'override', roles: ['approver', 'operator'] },
    });
    for (const each of PERMISSIONS) expect(rolesThatMay(each)).not.toEqual([]);
  });

  it('marks what agents do as automated', () => {
    expect(actorOf(token({ isAgent: true }))).toEqual({ actor: 'token:t', personId: 'ada', isAutomated: true });
    expect(actorOf(session(['viewer']))).toEqual({ actor: 'account:a', personId: 'ada', isAutomated: false });
    expect(actorOf(ANONYMOUS).actor).toBeNull();
  });

  it('knows each role and scope once, and each event', () => {
    expect(orderedRoles(['admin', 'viewer', 'admin', 'root'])).toEqual(['viewer', 'admin']);
    expect([...HUMAN_ONLY, ...TOKEN_SCOPES].sort()).toEqual([...PERMISSIONS].sort());
    expect(new Set(ACCESS_EVENTS).size).toBe(ACCESS_EVENTS.length);
  });
});

describe('tokens', () => {
  const wish = { name: ' ci ', scopes: ['submit', 'read'] as const, isAgent: false, days: 90 };
  const owner = { roles: ['engineer'] as const, tokens: 0, now: NOW };

  it('read back as they were written, and nothing else reads as one', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (a, b) => {
          const parts = { id: base32(a), secret: base32(b) };
          expect(readToken(tokenText(parts))).toEqual(parts);
          expect(readToken(`${tokenText(parts)}a`)).toBeNull();
          expect(readToken(tokenText(parts).toUpperCase())).toBeNull();
        },
      ),
    );
    for (const text of ['', 'fbk_', 'fbk_a_b', `fbk_${'a'.repeat(16)}_${'1'.repeat(52)}`])
      expect(readToken(text)).toBeNull();
  });

  it('encode bytes as RFC 4648 does', () => {
    const encoded = (text: string) => base32(new TextEncoder().encode(text));
    expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(encoded)).toEqual([
      '',
      'my',
      'mzxq',
      'mzxw6',
      'mzxw6yq',
      'mzxw6ytb',
      'mzxw6ytboi',
    ]);
  });

  it('are never given more than their owner may, nor what only humans do', () => {
    expect(judgeToken(wish, owner)).toEqual({
      ok: true,
      value: { name: 'ci', scopes: ['read', 'submit'], isAgent: false, expiresAt: NOW + 90 * DAY_MS },
    });
    const code = (changes: object) => {
      const result = judgeToken({ ...wish, ...changes }, owner);
      return result.ok ? 'accepted' : result.rejection.code;
    };
    expect(code({ scopes: ['export'] })).toBe('bad-scope');
    expect(code({ scopes: ['sign-off'] })).toBe('bad-scope');
    expect(code({ scopes: [] })).toBe('no-scope');
    expect(code({ name: ' ' })).toBe('bad-name');
    for (const days of [0, -1, MAX_TOKEN_DAYS + 1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(code({ days })).toBe('bad-days');
    expect(judgeToken(wish, { ...owner, tokens: MAX_TOKENS })).toMatchObject({
      rejection: { code: 'too-many-tokens' },
    });
    expect(possibleScopes(ROLES, { isAgent: true })).toEqual(['read', 'submit', 'brake']);
  });
});

describe('secrets', () => {
  it('give each session its own token for writes, which does not give the session away', () => {
    const csrf = csrfToken('secret of one session');
    expect(isCsrfToken(csrf, 'secret of one session')).toBe(true);
    expect(isCsrfToken(csrf, 'secret of another')).toBe(false);
    expect(isCsrfToken(null, 'secret of one session')).toBe(false);
    expect(csrf).toMatch(/^[\w-]{43}$/);
  });

  it('are the same text only where they are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(isSameText(one, other)).toBe(one === other);
      }),
    );
  });
});

describe('sessionState', () => {
  const kept: Session = {
    id: identityDigest({ issuer: '', subject: '' }),
    accountId: 'a',
    method: 'password',
    generation: 1,
    createdAt: NOW,
    seenAt: NOW,
    client: null,
  };
  const state = (ms: number, account = { state: 'active' as 'active' | 'deactivated', generation: 1 }, one = kept) =>
    sessionState({ session: one, account, limits: DEFAULT_SESSION, now: (NOW + ms) as Instant });

  it('ends by not being used, by age, by a new generation, with its account', () => {
    expect([state(0), state(DEFAULT_SESSION.idleMs - 1), state(DEFAULT_SESSION.idleMs)]).toEqual([
      'live',
      'live',
      'idle',
    ]);
    const busy = { ...kept, seenAt: (NOW + DEFAULT_SESSION.absoluteMs) as Instant };
    expect(state(DEFAULT_SESSION.absoluteMs, undefined, busy)).toBe('over');
    expect(state(0, { state: 'active', generation: 2 })).toBe('ended');
    expect(state(0, { state: 'deactivated', generation: 1 })).toBe('deactivated');
  });

  it('is forgotten when it ends, and not before', () => {
    fc.assert(
      fc.property(fc.nat(DEFAULT_SESSION.absoluteMs * 2), fc.nat(DEFAULT_SESSION.absoluteMs), (seen, wait) => {
        const one = { ...kept, seenAt: (NOW + seen) as Instant };
        const isLive = state(seen + wait, undefined, one) === 'live';
        expect(isLive).toBe(NOW + seen + wait < sessionExpiry(one, DEFAULT_SESSION));
      }),
    );
  });

  it('keeps of a browser what is printable and short', () => {
    expect(clientLabel('Mozilla\u001b[31m/5.0 \u202e')).toBe('Mozilla[31m/5.0');
    expect(clientLabel('x'.repeat(1000))).toHaveLength(120);
    expect(clientLabel(' ')).toBeNull();
  });
});

describe('backoffMs', () => {
  it.each([NAME_BACKOFF, NAME_AND_NETWORK_BACKOFF])(
    'is bounded, ends by waiting, and grows with failures: %j',
    (backoff) => {
      fc.assert(
        fc.property(fc.nat(200), fc.nat(2 * DAY_MS), fc.nat(DAY_MS), (count, since, more) => {
          const failures: Failures = { count, lastAt: NOW };
          const wait = backoffMs(failures, backoff, (NOW + since) as Instant);
          expect(wait).toBeLessThanOrEqual(backoff.mostMs);
          expect(backoffMs(failures, backoff, (NOW + since + more) as Instant)).toBeLessThanOrEqual(wait);
          expect(backoffMs(failures, backoff, (NOW + since + wait) as Instant)).toBe(0);
          expect(
            backoffMs({ ...failures, count: count + 1 }, backoff, (NOW + since) as Instant),
          ).toBeGreaterThanOrEqual(wait);
          // A clock that was set back keeps nobody out for longer.
          expect(backoffMs(failures, backoff, (NOW - more) as Instant)).toBeLessThanOrEqual(backoff.mostMs);
        }),
      );
    },
  );

  it('slows guessing to a number that finds no password', () => {
    let failures = NO_FAILURES;
    let now = NOW;
    let guesses = 0;
    while (now < NOW + 30 * DAY_MS) {
      now = (now + Math.max(1, backoffMs(failures, NAME_BACKOFF, now))) as Instant;
      failures = afterFailure(failures, NAME_BACKOFF, now);
      guesses += 1;
    }
    expect(guesses).toBeGreaterThan(1_000);
    expect(guesses).toBeLessThan(10_000);
  });
});

describe('judgePassword', () => {
  const judge = (password: string, names: readonly string[] = []) => {
    const result = judgePassword(password, { names });
    return result.ok ? 'accepted' : result.rejection.code;
  };

  it.each([
    ['eleven characters', 'too-short', 'elevenchars'],
    ['common with signs', 'too-common', 'Password1234!'],
    ['common twice', 'too-common', 'passwordpassword'],
    ['keyboard', 'too-common', 'qwertyuiop12345'],
    ['one character', 'too-plain', 'aaaaaaaaaaaaaaaaaa'],
    ['two characters', 'too-plain', 'abababababababab'],
    ['a run', 'too-plain', 'abcdefghijklmnop'],
    ['a run back', 'too-plain', '9876543210987654'],
    ['too long', 'too-long', 'ab cd ef '.repeat(100)],
  ])('refuses %s: %s', (_, code, password) => {
    expect(judge(password)).toBe(code);
  });

  it('takes sentences, other scripts and pasted ones, without rules of composition', () => {
    for (const password of [
      'four words of no kind',
      'корова летит на луну',
      'Xk3vQ9mZp2Lw',
      '🐄🚀🌙⭐🪐🌍🌞🌧🔥🍎🍐🍊',
    ]) {
      expect(judge(password)).toBe('accepted');
    }
  });

  it('refuses the name with a little beside it', () => {
    expect(judge('ada.lovelace1', ['ada.lovelace'])).toBe('is-name');
    expect(judge('ada.lovelace and her engine', ['ada.lovelace'])).toBe('accepted');
    expect(judge('four words of no kind', ['', 'no'])).toBe('accepted');
  });

  it('gives the same text for two spellings, and ends quickly for hostile ones', () => {
    const [one, other] = ['Cafe\u0301 am Abend um acht', 'Café am Abend um acht'].map((each) =>
      judgePassword(each, { names: [] }),
    );
    expect(one).toEqual(other);
    const started = performance.now();
    expect(judge(`${'1'.repeat(500_000)}a`)).toBe('too-long');
    expect(judge('\ufdfa'.repeat(500_000))).toBe('too-long');
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('names', () => {
  it('to sign in with have one spelling', () => {
    expect(loginName(' Ada.Lovelace@Example.com ')).toEqual({ ok: true, value: 'ada.lovelace@example.com' });
    for (const name of ['', 'a', 'ad a', 'адa', '.ada', `a${'b'.repeat(64)}`, 'a\nb'])
      expect(loginName(name).ok).toBe(false);
  });

  it('to be shown are one line without what cannot be seen', () => {
    expect(displayName(' Ada\u202e\nLovelace\u200b ', 'x')).toBe('Ada Lovelace');
    expect(displayName('\u200b', 'ada')).toBe('ada');
    expect(displayName('x'.repeat(10_000), 'ada')).toHaveLength(100);
  });
});

describe('returnPath', () => {
  it.each(['/', '/changes/github:o/r%237?x=1#y', '/a/b'])('goes back to %j', (path) => {
    expect(returnPath(path)).toBe(path);
  });

  it.each([
    null,
    '',
    'changes',
    '//evil.example',
    '/\\evil.example',
    '/a\\b',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/ /evil.example',
    '/a\nb',
    `/${'a'.repeat(1000)}`,
  ])('goes home instead of to %j', (path) => {
    expect(returnPath(path)).toBe('/');
  });

  it('never leaves this server, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('/', '\\', '.', ':', '@', 'a', '\t', '\n', '%', '?', '#', ' ') }),
        (text) => {
          expect(new URL(returnPath(text), 'https://here.example').origin).toBe('https://here.example');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('identities', () => {
  const identity = {
    issuer: 'https://id.example',
    subject: '1',
    mail: 'ada@example.com',
    name: null,
    groups: ['seniors'],
  };
  const person = (id: string, mails: readonly string[]) => ({
    id,
    level: 'mid' as const,
    mails,
    handles: [],
    teams: [],
  });

  it('are issuer and subject, which no other pair can look like', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
        const same = identityDigest({ issuer: a, subject: b }) === identityDigest({ issuer: c, subject: d });
        expect(same).toBe(a === c && b === d);
      }),
    );
  });

  it('get roles from groups exactly as they are named, and none from groups that were not stated', () => {
    const settings = { ...DEFAULT_PROVISION, groupRoles: { seniors: ['approver'], ops: ['operator'] } as const };
    expect(rolesOfGroups(['seniors', 'others'], settings)).toEqual(['viewer', 'approver']);
    expect(rolesOfGroups(['Seniors', '__proto__', 'constructor'], settings)).toEqual(['viewer']);
    expect(rolesOfGroups(null, settings)).toEqual(['viewer']);
    expect(rolesOfGroups(null, { ...settings, defaultRoles: [] })).toEqual([]);
  });

  it('are linked by mail to one person or none', () => {
    expect(personByMail(identity, [person('ada', ['ada@example.com']), person('bob', [])])?.id).toBe('ada');
    expect(personByMail(identity, [person('ada', ['ada@example.com']), person('ad', ['ada@example.com'])])).toBeNull();
    expect(personByMail({ ...identity, mail: null }, [person('ada', ['ada@example.com'])])).toBeNull();
  });
});
