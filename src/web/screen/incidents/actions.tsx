import type { IncidentReport } from '../../../contract/index.ts';
import { SignMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';

type Action = IncidentReport['action_list'][number];

/** What is done about it, what is overdue first. */
export function Actions({ report: { action_list: actions } }: { readonly report: IncidentReport }) {
  const rank = ({ state, overdue }: Action): number => (overdue ? 0 : state === 'open' ? 1 : 2);
  const ordered = [...actions].sort((a, b) => rank(a) - rank(b) || (a.due < b.due ? -1 : 1));
  return (
    <section class="panel" aria-labelledby="actions-heading">
      <h2 id="actions-heading">What is done about it</h2>
      {actions.length === 0 ? <p class="soft">No action was agreed.</p> : null}
      <ul class="actions">
        {ordered.map((action) => (
          <li key={action.id}>
            <SignMark {...lookOf(action)} />
            <div>
              <p>
                <Said text={action.text} /> <span class="chip">{action.kind}</span>
              </p>
              <p class="soft">
                <Said text={action.owner} />, due <When at={action.due} />
                {action.note === null ? null : (
                  <>
                    {': '}
                    <Said text={action.note} />
                  </>
                )}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function lookOf({ state, overdue }: Action): Parameters<typeof SignMark>[0] {
  if (overdue) return { sign: 'stop', word: 'Overdue' };
  if (state === 'open') return { sign: 'wait', word: 'To do' };
  return state === 'done' ? { sign: 'pass', word: 'Done' } : { sign: 'unsure', word: 'Dropped' };
}
