import { assertNever } from '../../kernel/index.ts';
import type { FlagEvent } from './event.ts';
import { MAX_ACTIONS, MAX_PUBLICATIONS, type ServedFlags } from './model.ts';

/** What is served after an event; `before` = `null`: nothing was told of this set. */
export function evolve(before: ServedFlags | null, event: FlagEvent): ServedFlags {
  const served = before ?? { id: event.id, publications: [], kills: [], shares: [], actions: [], refused: null };
  switch (event.kind) {
    case 'FlagsPublished':
      return {
        ...served,
        publications: [event.publication, ...served.publications].slice(0, MAX_PUBLICATIONS),
        refused: null,
      };
    case 'FlagsRefused':
      return { ...served, refused: event.commit };
    case 'FlagKilled': {
      const others = served.kills.filter(({ flag }) => flag !== event.kill.flag);
      return { ...served, kills: [...others, event.kill] };
    }
    case 'FlagRestored':
      return { ...served, kills: served.kills.filter(({ flag }) => flag !== event.flag) };
    case 'FlagShareSet': {
      const others = served.shares.filter(({ flag }) => flag !== event.share.flag);
      const actions = [event.share.action, ...served.actions].slice(0, MAX_ACTIONS);
      return { ...served, shares: [...others, event.share], actions };
    }
    case 'FlagShareDropped':
      return { ...served, shares: served.shares.filter(({ flag }) => flag !== event.flag) };
    default:
      return assertNever(event);
  }
}
