import { judgePermission, type Permission, type Principal } from '../../control/index.ts';

/** Whether somebody may do something, as documents tell it; else the first reason why not: the right that is missing, then `why`. */
export function mayOr(
  principal: Principal,
  permission: Permission,
  why: readonly (string | null)[],
): { allowed: boolean; why_not: string | null } {
  const judged = judgePermission(principal, permission);
  const whyNot = judged.ok
    ? (why.find((each) => each !== null) ?? null)
    : (REFUSAL[judged.rejection.code] ?? 'not permitted');
  return { allowed: whyNot === null, why_not: whyNot };
}

const REFUSAL: Readonly<Record<string, string>> = {
  'sign-in-needed': 'you are not signed in',
  'human-only': 'only a signed-in human may do this, never a token',
  'login-may-not-sign': 'this command line was let in without the right to sign',
  'signing-turned-off': 'this server lets no command line sign',
  'out-of-scope': 'the token was not given this',
  'not-permitted': 'your role does not include this',
};
