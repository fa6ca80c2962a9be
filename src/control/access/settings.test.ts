import { describe, expect, it } from 'vitest';
import { readAccessSettings } from './settings.ts';

const read = (variables: Readonly<Record<string, string>>) => readAccessSettings((name) => variables[name]);

describe('readAccessSettings', () => {
  it('lets people in by passwords, and nobody by a provider, where nothing is set', () => {
    expect(read({})).toEqual({
      provider: null,
      access: {
        session: { idleMs: 43_200_000, absoluteMs: 604_800_000 },
        provision: { createsAccounts: false, defaultRoles: ['viewer'], groupRoles: {}, linksByMail: false },
        allowsPasswords: true,
        allowsCliSigning: true,
        ownerPersonId: null,
      },
    });
    expect(read({ FIREBREAK_PASSWORDS: '  ', FIREBREAK_OIDC_ISSUER: '' })).toEqual(read({}));
  });

  it('reads a provider and what its groups mean', () => {
    const { provider, access } = read({
      FIREBREAK_OIDC_ISSUER: 'https://id.example.com',
      FIREBREAK_OIDC_CLIENT_ID: 'firebreak',
      FIREBREAK_OIDC_CLIENT_SECRET: 'word',
      FIREBREAK_OIDC_SCOPES: 'openid profile groups',
      FIREBREAK_OIDC_GROUP_ROLES: 'cn=seniors,ou=people=approver, engineer; ops=operator;',
      FIREBREAK_OIDC_DEFAULT_ROLES: 'none',
      FIREBREAK_OIDC_CREATES_ACCOUNTS: 'Yes',
      FIREBREAK_PASSWORDS: 'no',
      FIREBREAK_SESSION_IDLE_HOURS: '0.5',
    });
    expect(provider).toEqual({
      issuer: 'https://id.example.com',
      clientId: 'firebreak',
      clientSecret: 'word',
      scopes: ['profile', 'groups'],
      groupsClaim: 'groups',
    });
    expect(access.provision).toEqual({
      createsAccounts: true,
      defaultRoles: [],
      groupRoles: { 'cn=seniors,ou=people': ['engineer', 'approver'], ops: ['operator'] },
      linksByMail: false,
    });
    expect([access.allowsPasswords, access.session.idleMs]).toEqual([false, 1_800_000]);
  });

  it.each([
    ['FIREBREAK_PASSWORDS', { FIREBREAK_PASSWORDS: 'no' }],
    ['FIREBREAK_PASSWORDS', { FIREBREAK_PASSWORDS: 'maybe' }],
    ['FIREBREAK_OIDC_CLIENT_ID', { FIREBREAK_OIDC_ISSUER: 'https://id.example.com' }],
    ['FIREBREAK_OIDC_GROUP_ROLES', { FIREBREAK_OIDC_GROUP_ROLES: 'seniors=root' }],
    ['FIREBREAK_OIDC_GROUP_ROLES', { FIREBREAK_OIDC_GROUP_ROLES: 'seniors' }],
    ['FIREBREAK_OIDC_DEFAULT_ROLES', { FIREBREAK_OIDC_DEFAULT_ROLES: 'viewer,' }],
    ['FIREBREAK_SESSION_HOURS', { FIREBREAK_SESSION_HOURS: '0' }],
    ['FIREBREAK_SESSION_HOURS', { FIREBREAK_SESSION_HOURS: '1e9' }],
  ])('names %s where it cannot be used: %j', (name, variables) => {
    expect(() => read(variables as Readonly<Record<string, string>>)).toThrow(
      expect.objectContaining({ code: 'bad-setting', message: expect.stringContaining(name) }),
    );
  });

  it('has no name of Object.prototype for a group', () => {
    const { access } = read({ FIREBREAK_OIDC_GROUP_ROLES: '__proto__=admin' });
    expect(Object.hasOwn(access.provision.groupRoles, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });
});
