import { useState } from 'preact/hooks';
import type { ChangeReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { plural } from '../../text/number.ts';

/** The newest ones say what matters now. */
const FIRST = 12;

/** Every event of the change, newest first. */
export function Timeline({ timeline }: { readonly timeline: ChangeReport['timeline'] }) {
  const [isAll, setIsAll] = useState(false);
  const newest = timeline.toReversed();
  const shown = isAll ? newest : newest.slice(0, FIRST);
  return (
    <section class="panel" id="timeline" tabIndex={-1} aria-labelledby="timeline-heading">
      <h2 id="timeline-heading">
        Timeline <small>newest first</small>
      </h2>
      <ol class="timeline">
        {shown.map((event) => (
          <li key={event.position}>
            <p>
              <Said text={event.text} />
            </p>
            <p class="soft">
              {event.actor === null ? null : (
                <>
                  <Said text={event.actor} />,{' '}
                </>
              )}
              <When at={event.at} /> · event {event.position}
            </p>
          </li>
        ))}
      </ol>
      {newest.length > FIRST ? (
        <button type="button" onClick={() => setIsAll(!isAll)} aria-expanded={isAll}>
          {isAll ? 'Show fewer' : `Show all ${plural(newest.length, 'event')}`}
        </button>
      ) : null}
    </section>
  );
}
