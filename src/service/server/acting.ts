import type { WriteAnswer } from '../../contract/index.ts';
import {
  type Acted,
  type ActRejection,
  act,
  base32,
  type HumanAct,
  ID_BYTES,
  judgePermission,
  type Permission,
  type Principal,
  principalActor,
  recheck,
  type Submission,
  verdictOf,
} from '../../control/index.ts';
import { type Digest, Fault, type Instant, instant } from '../../kernel/index.ts';
import { noSuchChange } from './change.ts';
import type { Plane } from './plane.ts';

/** Whoever is named instead of the asked person has this long before somebody else is asked. */
const DELEGATED_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** What a person sends, its shape already checked. */
export type ActRequest =
  | { readonly kind: 'sign'; readonly content_digest: string; readonly comment: string }
  | { readonly kind: 'return'; readonly content_digest: string; readonly reason: string }
  | { readonly kind: 'delegate'; readonly to: string; readonly reason: string }
  | {
      readonly kind: 'override';
      readonly content_digest: string;
      readonly reason: string;
      readonly ticket: string;
      readonly ttl_minutes: number;
    }
  | { readonly kind: 'review-override'; readonly override: string; readonly finding: string }
  | { readonly kind: 'recheck' };

const PERMISSION: Readonly<Record<ActRequest['kind'], Permission>> = {
  sign: 'sign-off',
  return: 'return',
  delegate: 'delegate',
  override: 'override',
  'review-override': 'review-override',
  recheck: 'submit',
};

/** Carries out what somebody sends. Fault: not permitted, no such change, or refused with its reason. */
export async function carryOut(
  plane: Plane,
  principal: Principal,
  request: { readonly id: string; readonly body: ActRequest },
): Promise<WriteAnswer> {
  const { node, world } = plane;
  const { id, body } = request;
  requirePermission(principal, PERMISSION[body.kind]);
  if (body.kind === 'recheck') {
    await recheck({ node, id, now: world.now });
    return {
      schema: 'firebreak.write-answer/v1',
      change: id,
      position: 0,
      verdict: 'undecided',
      text: 'will be judged again',
    };
  }
  const { actor, personId, isAutomated } = principalActor(principal);
  const acted = await act({
    node,
    id,
    account: actor ?? 'nobody',
    by: { personId, handle: null, isAutomated },
    act: humanAct(plane, body, principal.kind === 'login' ? 'cli' : 'web'),
    now: world.now,
  });
  return answerOf(acted, { id, kind: body.kind, now: world.now() });
}

/** A Fault unless this principal may. */
export function requirePermission(principal: Principal, permission: Permission): void {
  const judged = judgePermission(principal, permission);
  if (judged.ok) return;
  throw notPermitted(judged.rejection.code, permission);
}

function notPermitted(code: PermissionRefusal, permission: Permission): Fault {
  const [message, fix] = NOT_PERMITTED[code];
  return new Fault({ kind: 'permission', code, message: message.replace('PERMISSION', permission), fix });
}

type PermissionRefusal = Extract<ReturnType<typeof judgePermission>, { readonly ok: false }>['rejection']['code'];

const ASK_FOR_ROLE = 'Ask an administrator for a role that includes it.';

const NOT_PERMITTED: Readonly<Record<PermissionRefusal, readonly [message: string, fix: string]>> = {
  'sign-in-needed': ['this needs a sign-in', 'Sign in and try again.'],
  'human-only': ['only a signed-in human may do this, never a token', 'Sign in with a browser.'],
  'login-may-not-sign': [
    'this command line was let in without the right to sign',
    'Log in again and tick it at the browser: firebreak login.',
  ],
  'signing-turned-off': ['this server lets no command line sign', 'Sign in the browser.'],
  'out-of-scope': ['this token may not do this (PERMISSION)', 'Use a token that was given this scope.'],
  'not-permitted': ['you may not do this (PERMISSION)', ASK_FOR_ROLE],
};

function humanAct(plane: Plane, body: Exclude<ActRequest, { kind: 'recheck' }>, source: 'web' | 'cli'): HumanAct {
  const newId = (): string => base32(plane.access.secrets.bytes(ID_BYTES));
  switch (body.kind) {
    case 'sign':
      return {
        kind: 'sign',
        contentDigest: body.content_digest as Digest,
        id: newId(),
        source,
        comment: body.comment,
      };
    case 'return':
      return { kind: 'return', contentDigest: body.content_digest as Digest, reason: body.reason };
    case 'delegate':
      return { kind: 'delegate', to: body.to, reason: body.reason, dueAt: instant(plane.world.now() + DELEGATED_MS) };
    case 'override':
      return {
        kind: 'override',
        contentDigest: body.content_digest as Digest,
        id: newId(),
        reason: body.reason,
        ticket: body.ticket,
        ttlMs: body.ttl_minutes * MINUTE_MS,
      };
    case 'review-override':
      return { kind: 'review-override', override: body.override, finding: body.finding };
  }
}

function answerOf(
  acted: Acted,
  given: { readonly id: string; readonly kind: HumanAct['kind']; readonly now: Instant },
): WriteAnswer {
  const { id, kind, now } = given;
  if (!acted.ok) throw refusal(acted.rejection, id);
  const { state, position } = acted.value;
  return {
    schema: 'firebreak.write-answer/v1',
    change: id,
    position,
    verdict: verdictNow(state, now),
    text: DONE[kind],
  };
}

function verdictNow(state: Submission, now: Instant): WriteAnswer['verdict'] {
  return verdictOf(state, now).verdict;
}

const DONE: Readonly<Record<HumanAct['kind'], string>> = {
  sign: 'signed; the change is being judged again',
  return: 'sent back',
  delegate: 'passed on',
  override: 'the glass is broken: this content may pass until the override ends, and the override waits for its review',
  'review-override': 'looked at',
};

const REFUSED: Readonly<Record<ActRejection['code'], readonly [message: string, fix: string]>> = {
  'no-such-change': ['there is no such change', 'Open it from the list of changes.'],
  'not-open': ['it is no longer open', 'Nothing is left to do.'],
  'content-unknown': ['its content was not read yet', 'Wait for the decision, then try again.'],
  'stale-content': ['the content changed after you looked at it', 'Reload, look at the new content, and try again.'],
  automated: ['software does not do this', 'A human signs in and does it.'],
  'unknown-person': ['your account is no person of the catalog', 'Ask an administrator to link it to one.'],
  'made-it': ['whoever made the change does not sign it', 'Ask somebody who took no part in it.'],
  'signed-already': ['this content is signed already', 'Nothing is left to do.'],
  'not-asked': ['only who is asked can pass it on', 'Nothing is left to do.'],
  self: ['this has to be somebody else', 'Name another person.'],
  'no-reason': ['a reason is needed, of at most 2,000 characters', 'Say why.'],
  'no-ticket': ['a ticket is needed', 'Name the incident or ticket.'],
  'too-long': ['an override lasts a day at most', 'Choose a shorter time.'],
  'nothing-to-override': ['nothing holds it', 'It may land as it is.'],
  'review-owed': ['the last override was not reviewed yet', 'Let somebody else look at it first.'],
  'no-such-override': ['there is no override to look at', 'Reload the page.'],
};

function refusal(rejection: ActRejection, id: string): Fault {
  if (rejection.code === 'no-such-change') return noSuchChange(id);
  const [message, fix] = REFUSED[rejection.code];
  return new Fault({ kind: 'usage', code: rejection.code, message, fix });
}
