export { type AccountRejection, displayName, leavesNoAdmin, loginName } from './account.ts';
export {
  afterFailure,
  type Backoff,
  backoffMs,
  CODE_BACKOFF,
  type Failures,
  NAME_AND_NETWORK_BACKOFF,
  NAME_BACKOFF,
  NO_FAILURES,
} from './backoff.ts';
export { ACCESS_EVENTS, type AccessEvent, type AccessEventKind } from './event.ts';
export {
  DEFAULT_PROVISION,
  identityDigest,
  type ProvisionSettings,
  personByMail,
  rolesOfGroups,
} from './identity.ts';
export { LINK_MS, type LinkPurpose, readLinkSecret, returnPath } from './link.ts';
export {
  isLiveLogin,
  judgePoll,
  LOGIN_MS,
  LOGIN_REQUEST_MS,
  LOGIN_USE_MS,
  loginText,
  MAX_LOGINS,
  POLL_S,
  readLogin,
  readUserCode,
  USER_CODE_BYTES,
  userCode,
  userCodeDigest,
} from './login.ts';
export {
  type Account,
  ANONYMOUS,
  type BoundIdentity,
  type Identity,
  type Login,
  type Principal,
  type Session,
  type SignInMethod,
  type Token,
} from './model.ts';
export {
  judgePassword,
  MAX_PASSWORD,
  MIN_PASSWORD,
  type PasswordRejection,
  preparedPassword,
} from './password.ts';
export { actorOf, judgePermission, type PermissionRejection, permissionsOf, permits } from './permit.ts';
export type {
  IdentityAttempt,
  IdentityProvider,
  IdentityRejection,
  PasswordHasher,
  SecretSource,
} from './port.ts';
export {
  AGENT_SCOPES,
  GRANTS,
  HUMAN_ONLY,
  LOGIN_SCOPES,
  orderedRoles,
  PERMISSIONS,
  type Permission,
  ROLES,
  type Role,
  rolesThatMay,
  SIGNING,
  TOKEN_SCOPES,
} from './role.ts';
export {
  base32,
  csrfToken,
  ID_BYTES,
  isCsrfToken,
  isSameText,
  SECRET_BYTES,
  secretDigest,
  streamTicket,
} from './secret.ts';
export {
  clientLabel,
  DEFAULT_SESSION,
  SEEN_MS,
  type SessionLimits,
  type SessionState,
  sessionExpiry,
  sessionState,
} from './session.ts';
export {
  DEFAULT_TOKEN_DAYS,
  judgeToken,
  MAX_TOKEN_DAYS,
  MAX_TOKENS,
  possibleScopes,
  readToken,
  TOKEN_PREFIX,
  TOKEN_USE_MS,
  type TokenRejection,
  type TokenWish,
  tokenText,
} from './token.ts';
