import { DEFAULT_PROVISION, DEFAULT_SESSION, orderedRoles, ROLES, type Role } from '../../domain/access/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { AccessSettings } from './world.ts';

/** An OpenID Connect provider as the operator names it. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** `null` = a public client. */
  readonly clientSecret: string | null;
  readonly scopes: readonly string[];
  /** `null` = groups are not used. */
  readonly groupsClaim: string | null;
}

/** Settings of sign-in by the name of their variable; empty counts as not set. */
export type SettingReader = (name: string) => string | undefined;

/** Longest life of a session that can be set: a quarter. */
const MAX_HOURS = 2_160;

/**
 * Reads `FIREBREAK_OIDC_*`, `FIREBREAK_PASSWORDS`, `FIREBREAK_SESSION_*`, `FIREBREAK_CLI_SIGNING` and `FIREBREAK_OWNER_PERSON`;
 * docs/identity.md lists them. Fault `bad-setting`: one is not of its form, or would leave no way in.
 */
export function readAccessSettings(setting: SettingReader): {
  readonly access: AccessSettings;
  readonly provider: ProviderSettings | null;
} {
  const read = (name: string) => setting(name)?.trim() || null;
  const provider = providerOf(read);
  const allowsPasswords = yesOrNo(read, 'FIREBREAK_PASSWORDS', true);
  if (!allowsPasswords && provider === null) {
    throw wrong(
      'FIREBREAK_PASSWORDS',
      'no',
      'Name an identity provider (FIREBREAK_OIDC_ISSUER), else nobody can sign in.',
    );
  }
  return {
    provider,
    access: {
      session: {
        idleMs: hours(read, 'FIREBREAK_SESSION_IDLE_HOURS', DEFAULT_SESSION.idleMs),
        absoluteMs: hours(read, 'FIREBREAK_SESSION_HOURS', DEFAULT_SESSION.absoluteMs),
      },
      provision: {
        createsAccounts: yesOrNo(read, 'FIREBREAK_OIDC_CREATES_ACCOUNTS', DEFAULT_PROVISION.createsAccounts),
        defaultRoles: rolesIn('FIREBREAK_OIDC_DEFAULT_ROLES', read('FIREBREAK_OIDC_DEFAULT_ROLES') ?? 'viewer'),
        groupRoles: groupRoles(read),
        linksByMail: yesOrNo(read, 'FIREBREAK_OIDC_LINKS_BY_MAIL', DEFAULT_PROVISION.linksByMail),
      },
      allowsPasswords,
      allowsCliSigning: yesOrNo(read, 'FIREBREAK_CLI_SIGNING', true),
      ownerPersonId: read('FIREBREAK_OWNER_PERSON'),
    },
  };
}

type Read = (name: string) => string | null;

function providerOf(read: Read): ProviderSettings | null {
  const issuer = read('FIREBREAK_OIDC_ISSUER');
  if (issuer === null) return null;
  const clientId = read('FIREBREAK_OIDC_CLIENT_ID');
  if (clientId === null) {
    throw wrong('FIREBREAK_OIDC_CLIENT_ID', '', 'Set it to the client that the provider knows Firebreak by.');
  }
  const claim = read('FIREBREAK_OIDC_GROUPS_CLAIM') ?? 'groups';
  return {
    issuer,
    clientId,
    clientSecret: read('FIREBREAK_OIDC_CLIENT_SECRET'),
    scopes: (read('FIREBREAK_OIDC_SCOPES') ?? 'profile email').split(/[\s,]+/).filter((scope) => scope !== 'openid'),
    groupsClaim: claim === 'none' ? null : claim,
  };
}

/** `group=role,role; group=role`: the last `=` of an entry divides, since groups are often written as `cn=a,ou=b`. */
function groupRoles(read: Read): Readonly<Record<string, readonly Role[]>> {
  const name = 'FIREBREAK_OIDC_GROUP_ROLES';
  const entries = (read(name) ?? '').split(';').filter((entry) => entry.trim() !== '');
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.lastIndexOf('=');
      const group = entry.slice(0, Math.max(at, 0)).trim();
      if (group === '') throw wrong(name, entry, 'Write it as GROUP=ROLE,ROLE; GROUP=ROLE.');
      return [group, rolesIn(name, entry.slice(at + 1))] as const;
    }),
  );
}

/** `none` = no role at all. */
function rolesIn(name: string, text: string): readonly Role[] {
  if (text.trim() === 'none') return [];
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !ROLES.some((role) => role === word));
  if (unknown !== undefined) throw wrong(name, unknown, `Roles are ${ROLES.join(', ')}; none = no role.`);
  return orderedRoles(words);
}

function yesOrNo(read: Read, name: string, standard: boolean): boolean {
  const text = read(name)?.toLowerCase() ?? null;
  if (text === null) return standard;
  if (['yes', 'true', '1'].includes(text)) return true;
  if (['no', 'false', '0'].includes(text)) return false;
  throw wrong(name, text, 'Write yes or no.');
}

function hours(read: Read, name: string, standardMs: number): number {
  const text = read(name);
  if (text === null) return standardMs;
  const value = /^\d{1,5}(?:\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && value <= MAX_HOURS)) throw wrong(name, text, `Write hours, more than 0 and at most ${MAX_HOURS}.`);
  return value * 3_600_000;
}

function wrong(name: string, value: string, fix: string): Fault {
  const shown = value === '' ? 'is not set' : `cannot be ${JSON.stringify(value.slice(0, 60))}`;
  return new Fault({ kind: 'usage', code: 'bad-setting', message: `${name} ${shown}`, fix });
}
