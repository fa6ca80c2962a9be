import { assertNever } from '../../kernel/index.ts';
import type { ReviewAsk } from '../review-load/index.ts';
import type { SubmissionEvent } from './event.ts';
import { MAX_KEPT, type OperationOrigin, type StatedOperation, type Submission } from './model.ts';

/** The submission after an event; `null` before it was submitted. Events that follow nothing change nothing. */
export function evolve(before: Submission | null, event: SubmissionEvent): Submission | null {
  if (event.kind === 'ChangeSubmitted') return before ?? submitted(event);
  if (before === null) return null;
  switch (event.kind) {
    case 'RevisionObserved':
      return {
        ...before,
        operation: originOf(before.operation, event.operation),
        revision: event.revision,
        revisions: before.revisions + 1,
        retargetedAt: event.revision.head === before.revision.head ? event.revision.at : null,
        isDue: true,
      };
    case 'ContentRead': {
      if (event.head !== before.revision.head) return before;
      return { ...before, revision: { ...before.revision, contentDigest: event.contentDigest } };
    }
    case 'DetailsChanged':
      return { ...before, title: event.title, isDraft: event.isDraft, labels: event.labels, isDue: true };
    case 'ChangeClosed':
      return { ...before, state: event.as, asks: [], shortfalls: [], isDue: false };
    case 'LandedWithoutPermission':
      return before;
    case 'ChangeReopened':
      return { ...before, state: 'open', isDue: true };
    case 'RecheckAsked':
      return { ...before, rechecks: before.rechecks + 1, isDue: true };
    case 'ChangeDecided':
      return decided(before, event);
    case 'SignedOff': {
      const { signoff } = event;
      const others = before.signoffs.filter(({ id }) => id !== signoff.id);
      const returned = before.returned !== null && same(before.returned.by, signoff.by) ? null : before.returned;
      return { ...before, signoffs: kept([...others, signoff]), asks: answered(before, event), returned, isDue: true };
    }
    case 'SignoffWithdrawn':
      return { ...before, signoffs: before.signoffs.filter(({ id }) => id !== event.signoff), isDue: true };
    case 'ChangeReturned': {
      const { by, reason, contentDigest, at } = event;
      const asks = before.asks.filter(({ person }) => person !== by.personId);
      return { ...before, returned: { by, reason, contentDigest, at }, asks, isDue: true };
    }
    case 'ReviewAsked':
      return { ...before, asks: withAsk(before.asks, event.ask) };
    case 'ReviewPassedOn': {
      const others = before.asks.filter(({ person }) => person !== event.from);
      const passed = kept([...before.passed, { person: event.from, content: event.ask.content }]);
      return { ...before, asks: withAsk(others, event.ask), passed };
    }
    case 'ReviewFellShort':
      return { ...before, shortfalls: kept(event.shortfalls) };
    case 'OverrideGranted':
      return { ...before, overrides: kept([...before.overrides, event.override]), isDue: true };
    case 'OverrideReviewed': {
      const { by, at, finding } = event;
      const overrides = before.overrides.map((each) =>
        each.id === event.override ? { ...each, review: { by, at, finding } } : each,
      );
      return { ...before, overrides };
    }
    case 'VerdictPublished':
      return { ...before, published: event.documentDigest };
    default:
      return assertNever(event);
  }
}

function submitted(event: Extract<SubmissionEvent, { kind: 'ChangeSubmitted' }>): Submission {
  const { id, ref, title, author, url, isDraft, labels, revision } = event;
  return {
    id,
    kind: event.submission,
    ref,
    operation: originOf(null, event.operation),
    title,
    author,
    url,
    state: 'open',
    isDraft,
    labels,
    openedAt: revision.at,
    revision,
    revisions: 1,
    rechecks: 0,
    retargetedAt: null,
    decided: null,
    signoffs: [],
    returned: null,
    asks: [],
    shortfalls: [],
    passed: [],
    overrides: [],
    published: null,
    isDue: true,
  };
}

function originOf(before: OperationOrigin | null, stated: StatedOperation | undefined): OperationOrigin | null {
  if (stated === undefined) return before;
  const { forge, repository, by, prompter } = stated;
  const makers = before?.makers ?? [];
  const prompters = before?.prompters ?? [];
  const isKnown = makers.some((each) => each.personId === by.personId && each.isAutomated === by.isAutomated);
  return {
    forge,
    repository,
    makers: isKnown ? makers : kept([...makers, by]),
    prompters: prompter === null || prompters.includes(prompter) ? prompters : kept([...prompters, prompter]),
  };
}

/** A decision of an older head does not settle the newer one. */
function decided(before: Submission, event: Extract<SubmissionEvent, { kind: 'ChangeDecided' }>): Submission {
  const { head, contentDigest } = event.decided;
  // What is no commit is told apart by its content alone.
  const isOfNewest =
    head === before.revision.head && (head !== null || contentDigest === before.revision.contentDigest);
  const revision = isOfNewest ? { ...before.revision, contentDigest } : before.revision;
  // Content that changed makes an older return moot: it was about something else.
  const moot = isOfNewest && before.returned !== null && before.returned.contentDigest !== contentDigest;
  return {
    ...before,
    revision,
    decided: event.decided,
    returned: moot ? null : before.returned,
    asks: before.asks.filter(({ content }) => !isOfNewest || content === contentDigest),
    isDue: !isOfNewest,
  };
}

function answered(before: Submission, event: Extract<SubmissionEvent, { kind: 'SignedOff' }>): readonly ReviewAsk[] {
  const { personId } = event.signoff.by;
  return personId === null ? before.asks : before.asks.filter(({ person }) => person !== personId);
}

function withAsk(asks: readonly ReviewAsk[], ask: ReviewAsk): readonly ReviewAsk[] {
  return kept([...asks.filter(({ person }) => person !== ask.person), ask]);
}

function same(one: Submission['author'], other: Submission['author']): boolean {
  return one.personId !== null && one.personId === other.personId;
}

function kept<T>(all: readonly T[]): readonly T[] {
  return all.length > MAX_KEPT ? all.slice(all.length - MAX_KEPT) : all;
}
