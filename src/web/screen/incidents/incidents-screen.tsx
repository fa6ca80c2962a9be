import { useCallback } from 'preact/hooks';
import type { IncidentList as List, LiveEvent } from '../../../contract/index.ts';
import { Screen } from '../../part/screen.tsx';
import { useDocument } from '../../read/use-document.ts';
import { plural } from '../../text/number.ts';
import { IncidentList } from './incident-list.tsx';
import { OneIncident } from './one-incident.tsx';

/** Which change did it, how sure is that, and what did it cost? `at` = the incident that is open. */
export function IncidentsScreen({ at }: { readonly at: string | null }) {
  return at === null ? <AllIncidents /> : <OneIncident key={at} id={at} />;
}

function AllIncidents() {
  const concerns = useCallback(({ type }: LiveEvent) => type.startsWith('Incident'), []);
  const reading = useDocument<List>('/api/v1/incidents', { concerns });
  return (
    <Screen title="Incidents" reading={reading} lede={lede}>
      {(list) => <IncidentList list={list} />}
    </Screen>
  );
}

function lede({ incidents, overdue }: List): string {
  const hurting = incidents.filter(({ stage }) => stage === 'open').length;
  const proposed = incidents.filter(({ stage }) => stage === 'triage').length;
  const late = overdue.length === 0 ? '' : ` ${plural(overdue.length, 'action is', 'actions are')} overdue.`;
  const waits = proposed === 0 ? '' : ` Alarms propose ${plural(proposed, 'more', 'more')}.`;
  return `${hurting === 0 ? 'Nothing that was declared hurts now.' : `${plural(hurting, 'incident hurts', 'incidents hurt')} now.`}${waits}${late}`;
}
