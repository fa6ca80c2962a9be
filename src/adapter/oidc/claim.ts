import type { Identity } from '../../domain/access/index.ts';

/** What a provider says of somebody: foreign data, of any shape. */
export type Claims = Readonly<Record<string, unknown>>;

/** Groups of one person that are read, and the longest name of one. */
export const MAX_GROUPS = 500;
const MAX_GROUP = 256;
const MAX_MAIL = 254;
const MAX_NAME = 200;

/** The few claims that are used; whatever has another shape is as if it were not there. */
export function identityOf(
  claims: Claims,
  who: { readonly issuer: string; readonly subject: string; readonly groupsClaim: string | null },
): Identity {
  const { issuer, subject, groupsClaim } = who;
  return {
    issuer,
    subject,
    mail: claims['email_verified'] === true ? mailOf(claims['email']) : null,
    name: textOf(claims['name'] ?? claims['preferred_username'], MAX_NAME),
    groups: groupsClaim === null ? null : groupsOf(claims[groupsClaim]),
  };
}

function mailOf(value: unknown): string | null {
  const mail = textOf(value, MAX_MAIL)?.toLowerCase() ?? null;
  return mail !== null && /^[^\s@]+@[^\s@]+$/.test(mail) ? mail : null;
}

function textOf(value: unknown, limit: number): string | null {
  return typeof value === 'string' && value.trim() !== '' && value.length <= limit ? value.trim() : null;
}

/** `null` = not stated. Beyond the limit the list is cut: fewer groups grant less. */
function groupsOf(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return value.length <= MAX_GROUP ? [value] : [];
  if (!Array.isArray(value)) return null;
  return value
    .slice(0, MAX_GROUPS)
    .filter((group): group is string => typeof group === 'string' && group.length <= MAX_GROUP);
}
