export {
  changeRoles,
  createAccount,
  deactivateAccount,
  endSessions,
  givePasswordLink,
  linkPerson,
  listAccounts,
  reactivateAccount,
  readAccount,
  type ShownAccount,
} from './account.ts';
export {
  type LinkRejection,
  type NewLink,
  setPasswordByLink,
  setUpFirstAdmin,
  signInByOwnerLink,
  startLink,
} from './link.ts';
export { endLogin, listLogins, type NewLogin, principalOfLogin, type ShownLogin } from './login.ts';
export {
  approveLogin,
  askForLogin,
  denyLogin,
  type LoginPoll,
  type LoginRejection,
  pollLogin,
  showLoginRequest,
} from './login-request.ts';
export { changePassword, type SignInRejection, signInByPassword } from './password.ts';
export { beginProviderSignIn, completeProviderSignIn, type ProviderRejection } from './provider.ts';
export { listSessions, type NewSession, principalOfSession, principalOfToken, signOut } from './session.ts';
export { type ProviderSettings, readAccessSettings, type SettingReader } from './settings.ts';
export { principalOfTicket, ticketOfToken } from './stream-ticket.ts';
export { issueToken, listTokens, revokeToken, type ShownToken } from './token.ts';
export type { AccessSettings, AccessWorld } from './world.ts';
