import { z } from 'zod';

/** A command line asks to be let in. `client`: what it calls itself. */
export const loginAskRequest = z.strictObject({ client: z.string().max(200).default('') });

/** What it is told, with the names of RFC 8628, section 3.2. */
export const loginAsked = z.object({
  schema: z.literal('firebreak.login-asked/v1'),
  /** For the command line alone. */
  device_code: z.string(),
  /** For a person to type at `verification_uri`; there is no address that holds it. */
  user_code: z.string(),
  verification_uri: z.string(),
  /** Seconds. */
  expires_in: z.int(),
  /** Seconds between two questions. */
  interval: z.int(),
});
export type LoginAsked = z.infer<typeof loginAsked>;

export const loginPollRequest = z.strictObject({ device_code: z.string().max(200) });

/** What became of it (RFC 8628, section 3.5); `begun` once, with what proves the login. */
export const loginPolled = z.object({
  schema: z.literal('firebreak.login-polled/v1'),
  state: z.enum(['authorization_pending', 'slow_down', 'access_denied', 'expired_token', 'begun']),
  /** Seconds until the next question; `null` = there is none to ask. */
  interval: z.int().nullable(),
  /** `null` unless `begun`. */
  login: z
    .object({
      id: z.string(),
      /** Goes as `Authorization: Bearer`; shown this once. */
      text: z.string(),
      name: z.string(),
      /** Person of the catalog; `null` = nobody, then nothing that it signs counts. */
      person: z.string().nullable(),
      /** Whether it may sign off and return. */
      sign: z.boolean(),
      expires_at: z.iso.datetime(),
    })
    .nullable(),
});
export type LoginPolled = z.infer<typeof loginPolled>;

/** A code as a person typed it. */
export const loginCodeRequest = z.strictObject({ user_code: z.string().max(100) });
export const loginApproveRequest = z.strictObject({ user_code: z.string().max(100), sign: z.boolean() });

/** What a person is shown before they let a command line in. */
export const loginQuestion = z.object({
  schema: z.literal('firebreak.login-question/v1'),
  as_of: z.iso.datetime(),
  user_code: z.string(),
  /** What it calls itself; anything could stand there. */
  client: z.string().nullable(),
  network: z.string(),
  /** Whether the browser that answers is in the same network. */
  same_network: z.boolean(),
  asked_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  /** Hours for which it would be let in. */
  hours: z.number(),
  /** Whether it may be let sign, and if not, why. */
  sign: z.object({ allowed: z.boolean(), why_not: z.string().nullable() }),
});
export type LoginQuestion = z.infer<typeof loginQuestion>;

export const loginAnswered = z.object({
  schema: z.literal('firebreak.login-answered/v1'),
  answer: z.enum(['approved', 'denied']),
});
export type LoginAnswered = z.infer<typeof loginAnswered>;

/** Command lines that are let in as oneself, newest first. */
export const loginList = z.object({
  schema: z.literal('firebreak.logins/v1'),
  as_of: z.iso.datetime(),
  logins: z.array(
    z.object({
      id: z.string(),
      client: z.string().nullable(),
      sign: z.boolean(),
      created_at: z.iso.datetime(),
      expires_at: z.iso.datetime(),
      /** To the minute; `null` = never. */
      used_at: z.iso.datetime().nullable(),
    }),
  ),
});
export type LoginList = z.infer<typeof loginList>;

/** `firebreak login`: who the command line is now, without what proves it. */
export const loginReport = z.object({
  schema: z.literal('firebreak.login/v1'),
  server: z.string(),
  name: z.string(),
  person: z.string().nullable(),
  sign: z.boolean(),
  expires_at: z.iso.datetime(),
});
export type LoginReport = z.infer<typeof loginReport>;

/** `firebreak logout`. */
export const logoutReport = z.object({
  schema: z.literal('firebreak.logout/v1'),
  server: z.string(),
  /** Whether the server ended it; `false` = it counted there no more. */
  ended: z.boolean(),
});
export type LogoutReport = z.infer<typeof logoutReport>;
