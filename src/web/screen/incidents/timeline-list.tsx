import { useState } from 'preact/hooks';
import type { IncidentReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { Link } from '../../route/navigation.tsx';
import type { Route } from '../../route/route.ts';
import { plural } from '../../text/number.ts';

type Line = IncidentReport['timeline']['lines'][number];

/** The lines of the timeline, each with the event that it comes from; first those that have to do with the incident. */
export function TimelineList({ timeline }: { readonly timeline: IncidentReport['timeline'] }) {
  const [isAll, setIsAll] = useState(false);
  const { lines, left, whole } = timeline;
  const near = lines.filter((line) => line.near);
  const far = lines.length - near.length;
  return (
    <>
      <ol class="incident-lines">
        {(isAll ? lines : near).map((line) => (
          <li key={`${line.position} ${line.at}`} class={line.near ? 'is-near' : ''}>
            <When at={line.at} />
            <span class="line-kind">{line.kind}</span>
            <span>
              <Said text={line.text} /> <About about={line.about} />{' '}
              <span class="soft" title="Position of the event in the log">
                log:{line.position}
              </span>
            </span>
          </li>
        ))}
      </ol>
      {far === 0 ? null : (
        <button type="button" onClick={() => setIsAll(!isAll)} aria-pressed={isAll}>
          {isAll ? 'Only what has to do with it' : `And ${plural(far, 'line')} of what else happened`}
        </button>
      )}
      {left === 0 ? null : <p class="soft">{plural(left, 'further line is', 'further lines are')} not shown.</p>}
      {whole ? null : <p class="warning">The window holds more events than were read: lines are missing.</p>}
    </>
  );
}

function About({ about }: { readonly about: Line['about'] }) {
  const to = about === null ? null : routeOf(about);
  return to === null || about === null ? null : (
    <Link to={to}>
      <Said text={about.id} />
    </Link>
  );
}

function routeOf({ kind, id }: NonNullable<Line['about']>): Route | null {
  if (kind === 'change') return { name: 'change', id };
  return kind === 'rollout' || kind === 'brake' ? { name: 'rollouts', at: id } : null;
}
