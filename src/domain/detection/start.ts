import { withBudget } from './choice.ts';
import type { Watch, WatchSetting } from './model.ts';
import { budgetOf, emptyWatch } from './setting.ts';
import { newDropWatch, withEnd } from './window.ts';

/** A watch that has seen nothing. */
export function newWatch(setting: WatchSetting): Watch {
  const drops = setting.directions.includes('drop')
    ? withBudget(newDropWatch(setting), budgetOf(setting, 'drop'))
    : null;
  return { ...emptyWatch(setting), drops };
}

/** A watch that begins anew, and knows of its noise what it knew. */
export function restarted({ setting, surge, tails, spent, counts, drops }: Watch): Watch {
  const fresh = newWatch(setting);
  const known = { surge, tails, spent, counts: { ...counts, restarts: counts.restarts + 1 } };
  if (drops === null || fresh.drops === null) return { ...fresh, ...known, drops: null };
  const bases = fresh.drops.bases.slice(fresh.drops.bases.length - drops.bases.length);
  const learnt = { ...fresh.drops, bases, lookouts: drops.lookouts, main: drops.main };
  return { ...fresh, ...known, drops: withEnd(learnt, { from: 0, isUsual: false, setting }) };
}
