import { type Digest, digestOf } from '../../kernel/index.ts';
import type { Person } from '../catalog/index.ts';
import type { BoundIdentity, Identity } from './model.ts';
import { orderedRoles, type Role } from './role.ts';

/** How people of an identity provider become accounts. */
export interface ProvisionSettings {
  /** Whether somebody unknown gets an account; without it an administrator makes it first. */
  readonly createsAccounts: boolean;
  /** Roles of whoever is in no group named below. */
  readonly defaultRoles: readonly Role[];
  /** Roles by group of the provider, exactly as it writes them; empty = roles are given here by hand. */
  readonly groupRoles: Readonly<Record<string, readonly Role[]>>;
  /**
   * Whether a mail that the provider verified links a new account to the person of the catalog who has it. Only for a provider
   * whose mails the organisation itself gives out: it decides whose sign-off it is.
   */
  readonly linksByMail: boolean;
}

/** Nobody gets in who was not let in; whoever is, looks. */
export const DEFAULT_PROVISION: ProvisionSettings = {
  createsAccounts: false,
  defaultRoles: ['viewer'],
  groupRoles: {},
  linksByMail: false,
};

/** The key under which an account is found: both members, and nothing else of what the provider says. */
export function identityDigest({ issuer, subject }: BoundIdentity): Digest {
  return digestOf(`firebreak.identity/v1\n${JSON.stringify([issuer, subject])}`);
}

/** Roles that the provider's groups give; groups that it did not state give none. The default ones are always among them. */
export function rolesOfGroups(groups: Identity['groups'], settings: ProvisionSettings): readonly Role[] {
  const given = (groups ?? []).flatMap((group) =>
    Object.hasOwn(settings.groupRoles, group) ? (settings.groupRoles[group] ?? []) : [],
  );
  return orderedRoles([...settings.defaultRoles, ...given]);
}

/** The one person of the catalog with this verified mail; `null` where there is none, or more than one. */
export function personByMail(identity: Identity, people: readonly Person[]): Person | null {
  const { mail } = identity;
  if (mail === null) return null;
  const found = people.filter((person) => person.mails.includes(mail));
  return found.length === 1 ? (found[0] ?? null) : null;
}
