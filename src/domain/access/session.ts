import { DAY_MS, type Instant } from '../../kernel/index.ts';
import { type Account, MAX_CLIENT, type Session } from './model.ts';

/** How long a browser stays signed in. */
export interface SessionLimits {
  /** Without a request. */
  readonly idleMs: number;
  /** Whatever it does. */
  readonly absoluteMs: number;
}

/** A working day without a request, a week in all. */
export const DEFAULT_SESSION: SessionLimits = { idleMs: 12 * 3_600_000, absoluteMs: 7 * DAY_MS };
/** Being seen is written down this often at most. */
export const SEEN_MS = 60_000;

/** Whether a session still counts, and if not, why. */
export type SessionState = 'live' | 'idle' | 'over' | 'ended' | 'deactivated';

/** Judges one session of an account; a clock that runs backwards never lengthens it. */
export function sessionState(options: {
  readonly session: Session;
  readonly account: Pick<Account, 'state' | 'generation'>;
  readonly limits: SessionLimits;
  readonly now: Instant;
}): SessionState {
  const { session, account, limits, now } = options;
  if (account.state !== 'active') return 'deactivated';
  if (session.generation !== account.generation) return 'ended';
  if (now - session.createdAt >= limits.absoluteMs) return 'over';
  return now - session.seenAt >= limits.idleMs ? 'idle' : 'live';
}

/** When its record may be forgotten: the earlier of both limits. */
export function sessionExpiry({ createdAt, seenAt }: Session, limits: SessionLimits): Instant {
  return Math.min(createdAt + limits.absoluteMs, seenAt + limits.idleMs) as Instant;
}

/** What a browser calls itself, safe and short enough to be kept. */
export function clientLabel(userAgent: string | null): string | null {
  const label = (userAgent ?? '').replace(/[^ -~]/g, '').trim();
  return label === '' ? null : label.slice(0, MAX_CLIENT);
}
