import type { InboxReport } from '../../../contract/index.ts';
import { Tier } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { useServerNow } from '../../read/clock.ts';
import { Link } from '../../route/navigation.tsx';
import { minutesText } from '../../text/number.ts';
import { shortId } from '../../text/word.ts';

/** What is asked, first what should be done first. */
export function ItemList({ items, chosen }: { readonly items: InboxReport['items']; readonly chosen: string | null }) {
  const now = useServerNow();
  return (
    <ol class="items">
      {items.map(({ change, minutes, due_at }) => (
        <li key={change.id} id={`item-${change.id}`} class={change.id === chosen ? 'chosen' : ''}>
          <Link
            to={{ name: 'inbox', at: change.id }}
            current={change.id === chosen}
            replace={chosen !== null && isWide()}
          >
            <span class="item-title">
              <Said text={change.title} />
            </span>
            <span class="item-facts">
              <Tier tier={change.tier} />
              <span>{minutesText(minutes)}</span>
              <span class={Date.parse(due_at) < now ? 'late' : ''}>
                {Date.parse(due_at) < now ? 'overdue, was due ' : 'due '}
                <When at={due_at} brief />
              </span>
            </span>
            <span class="soft">
              <Said text={shortId(change.id)} />
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
}

/** Beside the list the brief only changes; instead of the list it is a place to come back from. */
function isWide(): boolean {
  return matchMedia('(min-width: 60rem)').matches;
}
