import type { BrakeReport } from '../contract/index.ts';
import { calendarBrakes, readRulebook, type World } from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import { brakeCalendar, brakeRowOf, orderedBrakes } from './brake-row.ts';
import { isoTime } from './server/time.ts';

/** The freezes of the calendar that the protected branch of a repository states; a brake that somebody pulled is known to a server alone. */
export async function calendarReport(
  world: World,
  request: { readonly repository: string; readonly signal?: AbortSignal | undefined },
): Promise<BrakeReport> {
  const history = await world.openRepository({ path: request.repository, signal: request.signal });
  const { defaultTips, tip } = await history.describe();
  const { configuration } = await readRulebook({
    world,
    history,
    revision: defaultTips[0] ?? tip,
    policy: { file: null },
  });
  const now = world.now();
  const brakes = calendarBrakes(configuration.brakes.calendar);
  return {
    schema: 'firebreak.brakes/v1',
    as_of: isoTime(now),
    viewer: null,
    source: printable(configuration.source),
    brakes: orderedBrakes(brakes, now).map((brake) => brakeRowOf(brake, { now, holds: null })),
    calendar: brakeCalendar(brakes, { now }),
    unread: null,
    may: null,
  };
}
