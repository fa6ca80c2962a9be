import type { IncidentRow, IncidentList as List } from '../../../contract/index.ts';
import { useKeys } from '../../key/use-keys.ts';
import { SignMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { Empty } from '../../part/trouble.tsx';
import { When } from '../../part/when.tsx';
import { Link } from '../../route/navigation.tsx';
import { minutesText, plural } from '../../text/number.ts';
import { placesText, SUBJECT_WORD, standOf } from './state.ts';

/** Every incident, what has not ended first, and the actions that are overdue. */
export function IncidentList({ list }: { readonly list: List }) {
  const { incidents, left, overdue } = list;
  const open = incidents.filter(({ stage }) => stage !== 'closed');
  const shown = [...open, ...incidents.filter(({ stage }) => stage === 'closed')];
  useKeys('Incidents', [
    { key: 'j', label: 'next incident', run: () => step(1) },
    { key: 'k', label: 'previous incident', run: () => step(-1) },
  ]);
  return (
    <>
      <section class="panel" aria-labelledby="incidents-heading">
        <h2 id="incidents-heading">Incidents</h2>
        {shown.length === 0 ? (
          <Empty
            title="No incident is known"
            argv={['firebreak', 'incident', 'open', '--title', 'TITLE', '--severity', '2']}
          >
            <p>Alarms propose incidents here, and people open them:</p>
          </Empty>
        ) : null}
        <ul class="incidents">
          {shown.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </ul>
        {left === 0 ? null : <p class="soft">And {plural(left, 'older one')}.</p>}
      </section>
      {overdue.length === 0 ? null : (
        <section class="panel" aria-labelledby="overdue-heading">
          <h2 id="overdue-heading">Overdue actions</h2>
          <ul class="actions">
            {overdue.map(({ incident, action, text, owner, due }) => (
              <li key={`${incident} ${action}`}>
                <SignMark sign="stop" word="Overdue" />
                <div>
                  <p>
                    <Link to={{ name: 'incidents', at: incident }}>{incident}</Link> <Said text={text} />
                  </p>
                  <p class="soft">
                    <Said text={owner} />, due <When at={due} />
                  </p>
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Row({ row }: { readonly row: IncidentRow }) {
  const { id, title, severity, scope, minutes, disputes, actions, began_at: began } = row;
  return (
    <li class="incident-row">
      <SignMark {...standOf(row)} />
      <span class={`severity is-sev-${severity}`}>Sev-{severity}</span>
      <div>
        <Link to={{ name: 'incidents', at: id }} class="ask-title">
          <Said text={title} />
        </Link>
        <p class="soft">
          {id}, <Said text={placesText(scope)} />, <When at={began} brief />
          {minutes.hurt === null ? '' : `, ${minutesText(minutes.hurt)} of harm`}
        </p>
        <p class="incident-signs">
          {disputes.length === 0 ? null : (
            <SignMark sign="hold" word={`Disputed: ${disputes.map((subject) => SUBJECT_WORD[subject]).join(', ')}`} />
          )}
          {actions.overdue === 0 ? null : (
            <SignMark sign="stop" word={plural(actions.overdue, 'action overdue', 'actions overdue')} />
          )}
        </p>
      </div>
    </li>
  );
}

function step(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>('.incident-row .ask-title')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}
