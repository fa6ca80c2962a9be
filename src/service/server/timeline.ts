import { type Envelope, type GateRow, submissionEventOf } from '../../control/index.ts';
import { assertNever, toIso } from '../../kernel/index.ts';

/** One event in words; text of people stands in it as they wrote it, so escape it where it is shown. */
export function eventText(envelope: Envelope): string {
  const event = submissionEventOf(envelope);
  if (event === null) return envelope.type;
  switch (event.kind) {
    case 'ChangeSubmitted':
      return `seen for the first time: ${event.title}`;
    case 'RevisionObserved':
      return `new revision ${event.revision.head?.slice(0, 12) ?? short(event.revision.contentDigest)}`;
    case 'ContentRead':
      return `content read: ${short(event.contentDigest)}`;
    case 'DetailsChanged':
      return 'title, labels or draft state changed';
    case 'ChangeClosed':
      return event.as === 'closed' ? 'closed' : isOperation(event.id) ? 'carried out' : 'landed';
    case 'LandedWithoutPermission':
      return `landed while nothing let it pass (${event.verdict})`;
    case 'ChangeReopened':
      return 'opened again';
    case 'RecheckAsked':
      return 'to be judged again';
    case 'ChangeDecided':
      return `${event.decided.decision}: ${event.decided.reasons.length === 1 ? '1 reason' : `${event.decided.reasons.length} reasons`}, policy ${short(event.decided.policyDigest)}`;
    case 'SignedOff':
      return `signed by ${who(event.signoff.by)} (${event.signoff.source}), content ${short(event.signoff.contentDigest)}${saying(event.signoff)}`;
    case 'SignoffWithdrawn':
      return 'a sign-off was taken back';
    case 'ChangeReturned':
      return `sent back by ${who(event.by)}: ${event.reason}`;
    case 'ReviewAsked':
      return `${event.ask.person} is asked to sign until ${toIso(event.ask.dueAt)}: ${event.ask.why}${withPair(event.ask)}`;
    case 'ReviewPassedOn':
      return `passed on from ${event.from} to ${event.ask.person} (${event.because})`;
    case 'ReviewFellShort': {
      const { shortfalls } = event;
      return shortfalls.length === 0
        ? 'no sign-off lacks somebody to ask'
        : shortfalls.map(({ text }) => text).join('; ');
    }
    case 'OverrideGranted':
      return `override by ${who(event.override.by)} until ${toIso(event.override.expiresAt)}, ${event.override.ticket}: ${event.override.reason}`;
    case 'OverrideReviewed':
      return `override looked at by ${who(event.by)}: ${event.finding}`;
    case 'VerdictPublished':
      return isOperation(event.id) ? 'the verdict can be asked for' : 'shown on the forge';
    default:
      return assertNever(event);
  }
}

/** What is no proposal is on no forge. */
function isOperation(id: string): boolean {
  return id.startsWith('operation:');
}

function withPair({ pair }: { readonly pair?: string }): string {
  return pair === undefined ? '' : `; ${pair} may read along`;
}

/** One word on a deployment that brings a change; the environment stands in it as it was named, so escape it where it is shown. */
export function gateText({ environment, commit, decision }: GateRow): string {
  const { state, reasons } = decision;
  const what = `deployment of ${commit.slice(0, 12)} to ${environment}`;
  const why = reasons.map(({ text }) => text).join('; ');
  if (state === 'approved') return `${what} was let go`;
  return state === 'rejected' ? `${what} was refused: ${why}` : `${what} waits: ${why}`;
}

function who({ personId, handle }: { readonly personId: string | null; readonly handle: string | null }): string {
  return personId ?? handle ?? 'somebody unknown';
}

function saying({ comment }: { readonly comment?: string }): string {
  return comment === undefined ? '' : `: ${comment}`;
}

function short(digest: string | null): string {
  return digest === null ? 'not known' : digest.slice(0, 'sha256:'.length + 12);
}
