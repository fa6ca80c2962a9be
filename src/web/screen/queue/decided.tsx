import type { QueueReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { Link } from '../../route/navigation.tsx';
import { visibleText } from '../../text/visible.ts';
import { sentenceText, shortId } from '../../text/word.ts';
import { placeOf } from './entry-place.ts';
import { LookMark } from './look-mark.tsx';

/** More is history: it stands in the record and on each change's page. */
const MOST = 5;

interface DecidedProps {
  readonly report: QueueReport;
  readonly chosen: number | null;
  readonly choose: (number: number) => void;
}

/** What was sent back lately: nobody should have to look for it. */
export function Decided({ report, chosen, choose }: DecidedProps) {
  const back = report.entries.filter(({ state }) => state === 'ejected').slice(0, MOST);
  if (back.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="back-heading">
      <h2 id="back-heading">Sent back lately</h2>
      <ul class="sent-back">
        {back.map((row) => {
          const { number, title, change, constraint, decided_at } = row;
          return (
            <li key={number} class={number === chosen ? 'chosen' : ''}>
              <LookMark look="sent-back" />
              <div>
                <Link to={placeOf(report.queue, row)} class="ask-title">
                  <Said text={title} />
                </Link>
                <p class="soft">
                  #{number} <Said text={shortId(change)} />
                  {decided_at === null ? null : (
                    <>
                      {' '}
                      <When at={decided_at} brief />
                    </>
                  )}
                  : <Said text={sentenceText(constraint.text)} />{' '}
                  <button
                    type="button"
                    class="as-link"
                    aria-label={`Why entry ${number} was sent back: ${visibleText(title)}`}
                    onClick={() => choose(number)}
                  >
                    Why
                  </button>
                </p>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
