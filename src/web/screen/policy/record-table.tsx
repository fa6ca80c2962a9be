import { useState } from 'preact/hooks';
import type { PolicyReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { Link } from '../../route/navigation.tsx';
import { plural } from '../../text/number.ts';
import { shortDigest, shortId } from '../../text/word.ts';

const FIRST = 25;

/** Who did what, newest first, with the digest that the seal covers. */
export function RecordTable({ record }: { readonly record: PolicyReport['record'] }) {
  const [isAll, setIsAll] = useState(false);
  const shown = isAll ? record : record.slice(0, FIRST);
  return (
    <section class="panel" aria-labelledby="record-heading">
      <h2 id="record-heading">
        Record <small>newest first</small>
      </h2>
      {record.length === 0 ? <p class="soft">Nothing was recorded yet.</p> : null}
      {record.length === 0 ? null : (
        <table class="small-table record-table">
          <thead>
            <tr>
              <th scope="col" class="number">
                Position
              </th>
              <th scope="col">What</th>
              <th scope="col">Who</th>
              <th scope="col">About</th>
              <th scope="col">When</th>
              <th scope="col">Digest</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((event) => (
              <tr key={event.position}>
                <td class="number">{event.position}</td>
                <td>{wordsOf(event.type)}</td>
                <td>{event.actor === null ? <span class="soft">the server</span> : <Said text={event.actor} />}</td>
                <td>
                  {event.change === null ? null : (
                    <>
                      <Link to={{ name: 'change', id: event.change }}>
                        <Said text={shortId(event.change)} />
                      </Link>
                      :{' '}
                    </>
                  )}
                  <Said text={event.about} />
                </td>
                <td>
                  <When at={event.at} />
                </td>
                <td>
                  <code title={event.digest}>{shortDigest(event.digest)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {record.length > FIRST ? (
        <button type="button" onClick={() => setIsAll(!isAll)} aria-expanded={isAll}>
          {isAll ? 'Show fewer' : `Show all ${plural(record.length, 'event')}`}
        </button>
      ) : null}
    </section>
  );
}

/** `ChangeDecided` as "change decided". */
function wordsOf(type: string): string {
  return type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
