import { accept, type Digest, type Instant, type Result, reject } from '../../kernel/index.ts';
import type { ReviewAsk } from '../review-load/index.ts';
import type { SubmissionEvent } from './event.ts';
import {
  type Actor,
  type DecidedRevision,
  type GivenSignoff,
  MAX_OVERRIDE_MS,
  MAX_REASON,
  MAX_TICKET,
  type Submission,
  type SubmissionRejection,
} from './model.ts';

type Answer = Result<readonly SubmissionEvent[], SubmissionRejection>;

/** Who acts, on what they looked at, when. */
export interface Act {
  readonly by: Actor;
  /** Digest of the content that was looked at; anything else that stands there now makes the act stale. */
  readonly contentDigest: Digest;
  readonly now: Instant;
}

/** A human signs the content that they looked at. Whether it counts is for the gate; what plainly cannot is refused here. */
export function signOff(
  state: Submission,
  act: Act & {
    readonly id: string;
    readonly source: GivenSignoff['source'];
    /** May be empty. */
    readonly comment?: string;
  },
): Answer {
  const wrong = mayAct(state, act) ?? (isMaker(state, act.by.personId) ? ({ code: 'made-it' } as const) : null);
  if (wrong !== null) return reject(wrong);
  const { id, by, contentDigest, source, now } = act;
  const again = state.signoffs.some((each) => each.by.personId === by.personId && each.contentDigest === contentDigest);
  if (again) return reject({ code: 'signed-already' });
  const comment = act.comment?.trim().slice(0, MAX_REASON) ?? '';
  const said = comment === '' ? {} : { comment };
  return accept([
    {
      kind: 'SignedOff',
      id: state.id,
      signoff: { id, by, contentDigest, source, at: now, isEdited: false, ...said },
    },
  ]);
}

/** A human sends the change back; it holds until its content changes or the same human signs. */
export function returnChange(state: Submission, act: Act & { readonly reason: string }): Answer {
  const wrong = mayAct(state, act);
  if (wrong !== null) return reject(wrong);
  const reason = act.reason.trim();
  if (reason === '' || reason.length > MAX_REASON) return reject({ code: 'no-reason' });
  const { by, contentDigest, now } = act;
  return accept([{ kind: 'ChangeReturned', id: state.id, by, reason, contentDigest, at: now }]);
}

/** Whoever is asked names somebody else, who then is. */
export function delegate(
  state: Submission,
  act: {
    readonly by: Actor;
    readonly to: string;
    /** May be empty. */
    readonly reason: string;
    readonly dueAt: Instant;
    readonly now: Instant;
  },
): Answer {
  const { by, to, dueAt, now } = act;
  const reason = act.reason.trim().slice(0, MAX_REASON);
  if (state.state !== 'open') return reject({ code: 'not-open' });
  if (by.isAutomated) return reject({ code: 'automated' });
  const asked = state.asks.find(({ person }) => person === by.personId);
  if (asked === undefined) return reject({ code: 'not-asked' });
  if (to === by.personId) return reject({ code: 'self' });
  if (isMaker(state, to)) return reject({ code: 'made-it' });
  const why = reason === '' ? `passed on by ${asked.person}` : `passed on by ${asked.person}: ${reason}`;
  // Whoever reads along was chosen to learn from the person who was asked.
  const { pair: _, ...rest } = asked;
  const ask: ReviewAsk = { ...rest, person: to, why, at: now, dueAt, passedOnBy: asked.person };
  return accept([{ kind: 'ReviewPassedOn', id: state.id, from: asked.person, because: 'delegated', ask }]);
}

/**
 * Break-glass: lets this content pass until a moment, tells who was passed over, and owes a review. Refused while an
 * earlier override of this submission, or one that `owed` names, still waits for its review.
 */
export function grantOverride(
  state: Submission,
  act: Act & {
    readonly id: string;
    readonly reason: string;
    readonly ticket: string;
    readonly ttlMs: number;
    /** An override of the same person elsewhere whose review is owed; `null` = none. */
    readonly owed: string | null;
  },
): Answer {
  const wrong = mayAct(state, act);
  if (wrong !== null) return reject(wrong);
  const { id, by, contentDigest, ttlMs, now } = act;
  const reason = act.reason.trim();
  const ticket = act.ticket.trim();
  if (reason === '' || reason.length > MAX_REASON) return reject({ code: 'no-reason' });
  if (ticket === '' || ticket.length > MAX_TICKET) return reject({ code: 'no-ticket' });
  if (!(ttlMs > 0 && ttlMs <= MAX_OVERRIDE_MS)) return reject({ code: 'too-long', limitMs: MAX_OVERRIDE_MS });
  if (state.decided === null || state.decided.decision === 'allow') return reject({ code: 'nothing-to-override' });
  const owed = state.overrides.find(({ review }) => review === null)?.id ?? act.owed;
  if (owed !== null) return reject({ code: 'review-owed', override: owed });
  const skipped = [...new Set(state.asks.map(({ person }) => person))];
  const expiresAt = (now + ttlMs) as Instant;
  return accept([
    {
      kind: 'OverrideGranted',
      id: state.id,
      override: { id, by, reason, ticket, contentDigest, at: now, expiresAt, skipped, review: null },
    },
  ]);
}

/** Somebody else than who broke the glass looks at it afterwards. */
export function reviewOverride(
  state: Submission,
  act: { readonly override: string; readonly by: Actor; readonly finding: string; readonly now: Instant },
): Answer {
  const { override, by, now } = act;
  const found = state.overrides.find(({ id }) => id === override);
  if (found === undefined || found.review !== null) return reject({ code: 'no-such-override' });
  if (by.isAutomated) return reject({ code: 'automated' });
  if (by.personId === null) return reject({ code: 'unknown-person' });
  if (found.by.personId === by.personId) return reject({ code: 'self' });
  const finding = act.finding.trim();
  if (finding === '' || finding.length > MAX_REASON) return reject({ code: 'no-reason' });
  return accept([{ kind: 'OverrideReviewed', id: state.id, override, by, finding, at: now }]);
}

/** A decision of the newest revision, unless nothing that matters is new. */
export function recordDecision(state: Submission, decided: DecidedRevision): readonly SubmissionEvent[] {
  if (state.state !== 'open') return [];
  return [{ kind: 'ChangeDecided', id: state.id, decided }];
}

/** The override that lets this content pass at a moment; `null` = none does. */
export function activeOverride(state: Submission, now: Instant): Submission['overrides'][number] | null {
  const content = state.revision.contentDigest;
  return (
    state.overrides.findLast(
      ({ contentDigest, at, expiresAt }) => contentDigest === content && at <= now && now < expiresAt,
    ) ?? null
  );
}

/** What a client shows as the verdict: a return holds what rules would let pass, an override lets pass what they hold. */
export function verdictOf(
  state: Submission,
  now: Instant,
): { readonly verdict: 'allow' | 'hold' | 'block' | 'unknown' | 'undecided'; readonly overridden: boolean } {
  const { decided, revision } = state;
  if (decided === null || decided.head !== revision.head || decided.contentDigest !== revision.contentDigest) {
    return { verdict: 'undecided', overridden: false };
  }
  // The calendar says something else from this moment on, and nobody has judged by it yet.
  if (isPastCalendar(decided, now)) return { verdict: 'undecided', overridden: false };
  const override = activeOverride(state, now);
  const isOverridden = override !== null && override.at >= (decided.brakes?.since ?? override.at);
  if (isOverridden && decided.decision !== 'allow') return { verdict: 'allow', overridden: true };
  if (state.returned !== null && decided.decision === 'allow') return { verdict: 'hold', overridden: false };
  return { verdict: decided.decision, overridden: false };
}

/** The same as if no brake held it: what is left to say when brakes are asked anew. */
export function verdictApartFromBrakes(state: Submission, now: Instant): ReturnType<typeof verdictOf>['verdict'] {
  const { decided } = state;
  if (decided?.brakes === undefined || isPastCalendar(decided, now)) return verdictOf(state, now).verdict;
  const { brakes, ...ruled } = decided;
  return verdictOf({ ...state, decided: { ...ruled, decision: brakes.ruled } }, now).verdict;
}

/** Whether a decision hangs on windows of the calendar that began or ended since. */
export function isPastCalendar({ brakes }: DecidedRevision, now: Instant): boolean {
  const changesAt = brakes?.changesAt ?? null;
  return changesAt !== null && changesAt <= now;
}

function isMaker(state: Submission, person: string | null): boolean {
  if (person === null) return false;
  return state.author.personId === person || (state.decided?.makers.includes(person) ?? false);
}

function mayAct(state: Submission, { by, contentDigest }: Act): SubmissionRejection | null {
  if (state.state !== 'open') return { code: 'not-open' };
  if (by.isAutomated) return { code: 'automated' };
  if (by.personId === null) return { code: 'unknown-person' };
  const now = state.revision.contentDigest;
  if (now === null) return { code: 'content-unknown' };
  return now === contentDigest ? null : { code: 'stale-content', now };
}
