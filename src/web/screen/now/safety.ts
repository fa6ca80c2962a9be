import type { NowReport } from '../../../contract/index.ts';
import { plural } from '../../text/number.ts';

/** The answer to "is it safe to ship?" in one sentence. */
export function safety(now: Pick<NowReport, 'services' | 'counts'>): {
  readonly text: string;
  readonly isClear: boolean;
} {
  const count = (state: string) => now.services.filter((service) => service.state === state).length;
  const [held, blocked, undecided] = [count('held'), count('blocked'), count('undecided')];
  if (now.counts.open === 0) return { text: 'Nothing is open.', isClear: true };
  const parts = [
    ...(blocked > 0 ? [`${plural(blocked, 'service')} with a refused change`] : []),
    ...(held > 0 ? [`${plural(held, 'service')} where a change waits`] : []),
    ...(undecided > 0 ? [`${plural(undecided, 'service')} not judged yet`] : []),
  ];
  if (parts.length === 0) return { text: `All ${plural(now.counts.open, 'open change')} may pass.`, isClear: true };
  const text = parts.join(', ');
  return { text: `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}. Every other service is clear.`, isClear: false };
}

/** Services whose state is another one than before, in their order; new ones count unless they are clear. */
export function stateChanges(
  before: Pick<NowReport, 'services'>,
  after: Pick<NowReport, 'services'>,
): readonly NowReport['services'][number][] {
  const old = new Map(before.services.map(({ service, state }) => [service, state]));
  return after.services.filter(({ service, state }) => (old.get(service) ?? 'clear') !== state);
}
