import { accept, canonicalJson, type Instant, type Result, reject } from '../../kernel/index.ts';
import type { BrakeChange, BrakeEvent } from './event.ts';
import { hasEnded } from './evolve.ts';
import {
  AMENDED_FIELDS,
  type Amendment,
  type Brake,
  type BrakeActor,
  type BrakeBoard,
  type BrakeEnd,
  type BrakeLanes,
  type BrakeRejection,
  MAX_BRAKES,
  MAX_HOTFIX_SIGNOFFS,
  MAX_REASON,
  MAX_REVIEW_MS,
  MAX_SOFTWARE_BRAKES,
  MAX_UNTIL_MS,
} from './model.ts';
import { coversScope, orderedScope } from './scope.ts';

/** What somebody wants braked. */
export type BrakeWish = Pick<Brake, 'scope' | 'reason' | 'end' | 'window' | 'lanes'> & {
  readonly by: BrakeActor;
  /** `null` = from now on. */
  readonly from: Instant | null;
  readonly cause: string | null;
};

type Answer = Result<readonly BrakeEvent[], BrakeRejection>;

/** Engages a brake now or from a moment on. Anybody may raise caution: humans, scripts, agents, rules. */
export function engageBrake(board: BrakeBoard, wish: BrakeWish, now: Instant): Answer {
  const { cause, end, lanes, window, by } = wish;
  const reason = wish.reason.trim();
  const from = wish.from ?? now;
  const wrong = wrongWith({ scope: wish.scope, reason, end, lanes }, { from, now });
  if (wrong !== null) return reject(wrong);
  const standing = board.brakes.filter((brake) => !hasEnded(brake, now));
  if (standing.length >= MAX_BRAKES) return reject({ code: 'too-many', most: MAX_BRAKES });
  if (isSoftware(by) && standing.filter((brake) => isSoftware(brake.by)).length >= MAX_SOFTWARE_BRAKES) {
    return reject({ code: 'too-many', most: MAX_SOFTWARE_BRAKES });
  }
  const brake: Brake = {
    id: `brake-${board.nextNumber}`,
    scope: orderedScope(wish.scope),
    reason,
    by,
    at: now,
    from,
    end,
    window,
    lanes,
    cause,
    strictSince: from,
    amendments: [],
    released: null,
  };
  return accept([{ kind: 'BrakeEngaged', brake }]);
}

/** Changes a brake that has not ended. Whoever is no human may only make it stricter, or add to its reason. */
export function amendBrake(
  board: BrakeBoard,
  asked: { readonly id: string; readonly by: BrakeActor; readonly change: BrakeChange; readonly now: Instant },
): Answer {
  const { id, by, now } = asked;
  const brake = board.brakes.find((each) => each.id === id);
  if (brake === undefined) return reject({ code: 'no-such-brake' });
  if (hasEnded(brake, now)) return reject({ code: 'already-ended' });
  const after: Brake = { ...brake, ...asked.change };
  const wished = { ...after, scope: orderedScope(after.scope), reason: after.reason.trim() };
  const changed = AMENDED_FIELDS.filter((field) => canonicalJson(wished[field]) !== canonicalJson(brake[field]));
  if (changed.length === 0) return reject({ code: 'nothing-changes' });
  const wrong = wrongWith(wished, { from: brake.from, now });
  if (wrong !== null) return reject(wrong);
  const direction = directionOf(brake, wished);
  // What somebody wrote is not written over by software: people read it to know whether to release.
  const isExplained = wished.reason.startsWith(brake.reason);
  if ((direction === 'milder' || !isExplained) && by.kind !== 'human') return reject({ code: 'human-only' });
  const amendment: Amendment = { by, at: now, changed, direction };
  const change = Object.fromEntries(changed.map((field) => [field, wished[field]])) as BrakeChange;
  return accept([{ kind: 'BrakeAmended', id, amendment, change }]);
}

/** Releases a brake: by a human alone, whoever engaged it. */
export function releaseBrake(
  board: BrakeBoard,
  asked: { readonly id: string; readonly by: BrakeActor; readonly note: string; readonly now: Instant },
): Answer {
  const { id, by, now } = asked;
  const brake = board.brakes.find((each) => each.id === id);
  if (by.kind !== 'human') return reject({ code: 'human-only' });
  if (brake === undefined) return reject({ code: 'no-such-brake' });
  if (hasEnded(brake, now)) return reject({ code: 'already-ended' });
  const note = asked.note.trim();
  if (note === '' || note.length > MAX_REASON) return reject({ code: 'no-reason' });
  return accept([{ kind: 'BrakeReleased', id, by, at: now, note }]);
}

/** Which way a brake was changed: `milder` unless it is shown that nothing passes now that did not pass before. */
export function directionOf(before: Brake, after: Brake): Amendment['direction'] {
  const same = (['scope', 'end', 'lanes', 'window'] as const).every(
    (field) => canonicalJson(before[field]) === canonicalJson(after[field]),
  );
  if (same) return 'same';
  const isStricter =
    coversScope(after.scope, before.scope) &&
    holdsAsLong(after.end, before.end) &&
    lanesAsNarrow(after.lanes, before.lanes) &&
    (after.window === null || canonicalJson(after.window) === canonicalJson(before.window));
  return isStricter ? 'stricter' : 'milder';
}

function isSoftware({ kind }: BrakeActor): boolean {
  return kind === 'agent' || kind === 'script';
}

function holdsAsLong(after: BrakeEnd, before: BrakeEnd): boolean {
  // A later look lets a forgotten brake stand unseen, and an overdue one fall silent.
  if (after.kind === 'review') return before.kind === 'until' || after.at <= before.at;
  return before.kind === 'until' && after.at >= before.at;
}

function lanesAsNarrow(after: BrakeLanes, before: BrakeLanes): boolean {
  const hotfix = after.hotfix === null || (before.hotfix !== null && after.hotfix >= before.hotfix);
  return hotfix && (!after.revert || before.revert);
}

function wrongWith(
  wish: Pick<Brake, 'scope' | 'reason' | 'end' | 'lanes'>,
  { from, now }: { readonly from: Instant; readonly now: Instant },
): BrakeRejection | null {
  const { scope, reason, end, lanes } = wish;
  if (scope.length === 0) return { code: 'bad-scope', why: 'a brake needs a scope' };
  if (reason === '' || reason.length > MAX_REASON) return { code: 'no-reason' };
  if (end.at <= Math.max(from, now)) return { code: 'ends-before-start' };
  const limitMs = end.kind === 'until' ? MAX_UNTIL_MS : MAX_REVIEW_MS;
  if (end.at - Math.max(from, now) > limitMs || from - now > MAX_UNTIL_MS) return { code: 'too-long', limitMs };
  const { hotfix } = lanes;
  const isLane = hotfix === null || (Number.isInteger(hotfix) && hotfix >= 1 && hotfix <= MAX_HOTFIX_SIGNOFFS);
  return isLane ? null : { code: 'bad-lanes' };
}
