import { accept, DAY_MS, type Digest, type Instant, type Result, reject } from '../../kernel/index.ts';
import type { ReviewEvent } from './event.ts';
import { MAX_DECISION, MAX_DECISIONS, MAX_OWNER, type ReviewRecord, type ReviewRejection } from './model.ts';
import type { Week } from './week.ts';
import { spinWheel } from './wheel.ts';

type Answer = Result<readonly ReviewEvent[], ReviewRejection>;

/** Freezes the document of a week that is over; once. */
export function freezeReview(
  { frozen }: ReviewRecord,
  { week, document, now }: { readonly week: Week; readonly document: Digest; readonly now: Instant },
): Answer {
  if (frozen !== null) return reject({ code: 'frozen-already' });
  if (now < week.to) return reject({ code: 'not-over' });
  return accept([{ kind: 'ReviewFrozen', week: week.name, document, cutOff: week.to, at: now }]);
}

/** Spins the wheel of a week; once, since a second draw is a choice. */
export function spinReviewWheel(
  { week, wheel }: ReviewRecord,
  told: { readonly candidates: readonly string[]; readonly seed: string; readonly by: string; readonly now: Instant },
): Answer {
  if (wheel !== null) return reject({ code: 'spun-already' });
  const draw = spinWheel(told.candidates, told.seed);
  if (draw.drawn === null) return reject({ code: 'nobody-to-draw' });
  return accept([{ kind: 'ReviewWheelSpun', week, draw, by: told.by, at: told.now }]);
}

/** A decision later than this is a wish. */
const MAX_DUE_MS = 366 * DAY_MS;

/** Writes down what the meeting decided. It has one owner and a day, or it is no decision. */
export function takeDecision(
  { week, decisions }: ReviewRecord,
  told: {
    readonly text: string;
    readonly owner: string;
    readonly due: Instant;
    readonly by: string;
    readonly now: Instant;
  },
): Answer {
  const text = told.text.trim();
  const owner = told.owner.trim();
  if (text === '' || text.length > MAX_DECISION)
    return reject({ code: 'bad-text', what: 'decision', limit: MAX_DECISION });
  if (owner === '' || owner.length > MAX_OWNER) return reject({ code: 'bad-text', what: 'owner', limit: MAX_OWNER });
  if (told.due <= told.now || told.due - told.now > MAX_DUE_MS) return reject({ code: 'bad-due' });
  if (decisions.length >= MAX_DECISIONS) return reject({ code: 'too-many', limit: MAX_DECISIONS });
  const { due, by, now } = told;
  const decision = { id: `d${decisions.length + 1}`, text, owner, due, state: 'open', at: now, by } as const;
  return accept([{ kind: 'ReviewDecisionTaken', week, decision }]);
}

/** Says that a decision was carried out, or is given up. */
export function endDecision(
  { week, decisions }: ReviewRecord,
  { id, state, now }: { readonly id: string; readonly state: 'done' | 'dropped'; readonly now: Instant },
): Answer {
  const known = decisions.find((each) => each.id === id);
  if (known === undefined) return reject({ code: 'no-such-decision' });
  if (known.state !== 'open') return reject({ code: 'nothing-changes' });
  return accept([{ kind: 'ReviewDecisionEnded', week, id, state, at: now }]);
}
