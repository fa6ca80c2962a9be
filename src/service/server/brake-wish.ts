import {
  type Brake,
  type BrakeEnd,
  type BrakeLanes,
  type BrakeScope,
  parseMoment,
  parseScope,
  parseWindows,
} from '../../control/index.ts';
import { Fault, type Instant, type Result } from '../../kernel/index.ts';

/** Reads a scope as people write it. Fault: what stands there is none. */
export function scopeOf(texts: readonly string[]): BrakeScope {
  return taken(parseScope(texts), 'bad-scope');
}

/** Reads windows as people write them; `null` = all the time. Fault. */
export function windowOf(request: {
  readonly windows?: readonly string[] | null | undefined;
  readonly zone?: string | undefined;
}): Brake['window'] {
  const { windows, zone } = request;
  if (windows === undefined || windows === null) return null;
  return taken(parseWindows(windows, zone ?? ''), 'bad-window');
}

/** Reads when a brake ends; `null` = nobody says. Fault. */
export function endOf(
  request: {
    readonly until?: string | undefined;
    readonly review?: string | undefined;
    readonly zone?: string | undefined;
  },
  now: Instant,
): BrakeEnd | null {
  const { until, review, zone } = request;
  const moment = (text: string): Instant => taken(parseMoment(text, { zone: zone ?? null, now }), 'bad-moment');
  if (until !== undefined) return { kind: 'until', at: moment(until) };
  return review === undefined ? null : { kind: 'review', at: moment(review) };
}

/** Reads from when on it holds; `null` = at once. Fault. */
export function fromOf(
  request: { readonly from?: string | undefined; readonly zone?: string | undefined },
  now: Instant,
): Instant | null {
  const { from, zone } = request;
  return from === undefined ? null : taken(parseMoment(from, { zone: zone ?? null, now }), 'bad-moment');
}

/** What passes: as stated, else as before, else a hotfix that one person signed and reverts of the queue. */
export function lanesOf(
  request: { readonly hotfix?: number | null | undefined; readonly reverts?: boolean | undefined },
  before: BrakeLanes | null,
): BrakeLanes {
  const { hotfix, reverts } = request;
  return {
    hotfix: hotfix === undefined ? (before === null ? 1 : before.hotfix) : hotfix,
    revert: reverts ?? before?.revert ?? true,
  };
}

function taken<T>(read: Result<T, string>, code: string): T {
  if (read.ok) return read.value;
  throw new Fault({ kind: 'usage', code, message: read.rejection, fix: 'See firebreak brake --help.' });
}
