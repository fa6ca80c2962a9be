import type { InboxReport } from '../../../contract/index.ts';
import { Tier, VerdictMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { Shortfalls } from '../../part/shortfall.tsx';
import { When } from '../../part/when.tsx';
import { Link } from '../../route/navigation.tsx';
import { minutesText } from '../../text/number.ts';
import { shortId } from '../../text/word.ts';

/** Changes that wait for a sign-off for which nobody could be asked; what the viewer can help with first. */
export function Short({ short }: { readonly short: InboxReport['short'] }) {
  if (short.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="short-heading">
      <h2 id="short-heading">
        Nobody could be asked <small>these wait until somebody does something</small>
      </h2>
      <ul class="plain-list">
        {short.map(({ change, shortfalls, is_named }) => (
          <li key={change.id}>
            <p class="chips">
              <VerdictMark verdict={change.verdict} />
              <Tier tier={change.tier} />
              {is_named ? <span class="chip">you can help</span> : null}
            </p>
            <h3>
              <Link to={{ name: 'change', id: change.id }}>
                <Said text={change.title} />
              </Link>
            </h3>
            <p class="soft">
              <Said text={shortId(change.id)} /> by <Said text={change.author} />, since{' '}
              <When at={change.revised_at} brief />
            </p>
            <Shortfalls shortfalls={shortfalls} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the viewer may read along to learn. */
export function ReadingAlong({ rows }: { readonly rows: InboxReport['reading_along'] }) {
  if (rows.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="along-heading">
      <h2 id="along-heading">
        You may read along <small>to learn; it counts for nothing, and nobody waits for it</small>
      </h2>
      <ul class="plain-list">
        {rows.map(({ change, beside, minutes, due_at }) => (
          <li key={change.id}>
            <Link to={{ name: 'change', id: change.id }}>
              <Said text={change.title} />
            </Link>
            <p class="soft">
              beside <Said text={beside} />, about {minutesText(minutes)}, asked until <When at={due_at} brief />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
