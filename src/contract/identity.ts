import { z } from 'zod';

const role = z.enum(['viewer', 'engineer', 'approver', 'operator', 'admin', 'auditor']);
/** What a token may be given: everything that is not for humans alone. */
const scope = z.enum(['read', 'submit', 'operate', 'brake', 'roll-out', 'export', 'evaluate']);
const boundIdentity = z.object({ issuer: z.string(), subject: z.string() });

/** One account, without what proves who it is. */
export const accountRow = z.object({
  id: z.string(),
  /** To sign in with; `null` = by the provider alone. */
  name: z.string().nullable(),
  display_name: z.string(),
  /** Person of the catalog; `null` = nobody, then no sign-off of it counts. */
  person: z.string().nullable(),
  roles: z.array(role),
  /** Who says what its roles are. */
  roles_from: z.enum(['administrator', 'groups']),
  state: z.enum(['active', 'deactivated']),
  has_password: z.boolean(),
  identities: z.array(boundIdentity),
  created_at: z.iso.datetime(),
});
export type AccountRow = z.infer<typeof accountRow>;

export const accountList = z.object({ schema: z.literal('firebreak.accounts/v1'), accounts: z.array(accountRow) });
export type AccountList = z.infer<typeof accountList>;

/** A change of an account, with the link that its owner needs; the link is shown this once. */
export const accountAnswer = z.object({
  schema: z.literal('firebreak.account/v1'),
  account: accountRow,
  /** `secret` goes behind `#password=` of the sign-in page's address; `null` = none was made. */
  link: z.object({ secret: z.string(), expires_at: z.iso.datetime() }).nullable(),
});
export type AccountAnswer = z.infer<typeof accountAnswer>;

/** One token, without its text. */
export const tokenRow = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  agent: z.boolean(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  /** To the hour; `null` = never. */
  used_at: z.iso.datetime().nullable(),
});
export const tokenList = z.object({ schema: z.literal('firebreak.tokens/v1'), tokens: z.array(tokenRow) });
export type TokenList = z.infer<typeof tokenList>;
/** The only time that a token's text is shown. */
export const tokenAnswer = z.object({ schema: z.literal('firebreak.token/v1'), token: tokenRow, text: z.string() });
export type TokenAnswer = z.infer<typeof tokenAnswer>;

/** Browsers that are signed in to one's own account, newest first. */
export const sessionList = z.object({
  schema: z.literal('firebreak.sessions/v1'),
  sessions: z.array(
    z.object({
      /** Whether it is the one that asks. */
      current: z.boolean(),
      method: z.string(),
      /** What the browser calls itself. */
      client: z.string().nullable(),
      created_at: z.iso.datetime(),
      seen_at: z.iso.datetime(),
    }),
  ),
});
export type SessionList = z.infer<typeof sessionList>;

/** Bodies of writes. Unknown members are refused. */
export const accountRequest = z.strictObject({
  name: z.string().max(100),
  display_name: z.string().max(200).default(''),
  roles: z.array(role).max(6),
  person: z.string().min(1).max(200).nullish(),
  identity: z.strictObject({ issuer: z.string().min(1).max(500), subject: z.string().min(1).max(500) }).nullish(),
});
export type AccountRequest = z.infer<typeof accountRequest>;
export const rolesRequest = z.strictObject({ roles: z.array(role).max(6) });
export const personRequest = z.strictObject({ person: z.string().min(1).max(200).nullable() });
export const tokenRequest = z.strictObject({
  name: z.string().max(200),
  scopes: z.array(scope).max(scope.options.length),
  agent: z.boolean().default(false),
  days: z.int().min(1).max(366).default(90),
});
export type TokenRequest = z.infer<typeof tokenRequest>;
export const passwordRequest = z.strictObject({ old: z.string().max(2_000), password: z.string().max(2_000) });
export const setupRequest = z.strictObject({
  link: z.string().max(200),
  name: z.string().max(100),
  display_name: z.string().max(200).default(''),
  password: z.string().max(2_000),
});
export const passwordLinkRequest = z.strictObject({ link: z.string().max(200), password: z.string().max(2_000) });
