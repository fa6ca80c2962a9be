import type { Route } from '../../route/route.ts';
import type { Row } from './state.ts';

/** Where an entry's title leads: to its change; a revert is none, and leads to why it waits. */
export function placeOf(queue: string, { lane, change, number }: Row): Route {
  return lane === 'revert' ? { name: 'queue', id: queue, at: String(number) } : { name: 'change', id: change };
}
