import type { Instant } from '../../kernel/index.ts';
import type { Watch } from './model.ts';

/**
 * A watch whose steps up to `until` nobody looked at, since the watcher itself was away: they are missing, and no silence of the series.
 * Nothing where samples of later steps are known.
 */
export function unobserved(before: Watch, until: Instant): Watch {
  if (before.origin === null) return before;
  const index = Math.floor((until - before.origin) / before.setting.stepMs);
  return index <= before.next || index - 1 <= before.lastKnown ? before : { ...before, lastKnown: index - 1 };
}
