import type { BrakeReport, LiveEvent, RolloutList } from '../../../contract/index.ts';
import { Screen } from '../../part/screen.tsx';
import { useAgainAt, useAgainEvery } from '../../read/use-again-at.ts';
import { useDocument } from '../../read/use-document.ts';
import { ALARM } from '../../route/route.ts';
import { plural } from '../../text/number.ts';
import { Alarms } from './alarms.tsx';
import { Freezes } from './freezes.tsx';
import { OneRollout } from './one-rollout.tsx';
import { RolloutTable } from './rollout-table.tsx';
import { LOOK_MS, ROLLOUT_STATE } from './state.ts';

/** Events of brakes; what they hold changes with each change too. */
const ofBrakes = ({ type, change }: LiveEvent) => type.startsWith('Brake') || change !== null;
const OF_ROLLOUTS = /^(?:Rollout|Order|Stage|Promotion|Stop)/;
const ofRollouts = ({ type }: LiveEvent) => OF_ROLLOUTS.test(type);

/** Is the new version worse, how sure is that, and what holds everything else? */
export function RolloutsScreen({ at }: { readonly at: string | null }) {
  const reading = useDocument<RolloutList>('/api/v1/rollouts', { concerns: ofRollouts });
  const brakes = useDocument<BrakeReport>('/api/v1/brakes', { concerns: ofBrakes });
  useAgainAt(nextMoment(brakes.document), brakes.again);
  const isGoing = reading.document?.rollouts.some(({ state }) => ROLLOUT_STATE[state].isOpen) ?? false;
  useAgainEvery(LOOK_MS, { isOn: isGoing && at === null, again: reading.again });
  const alarm = at?.startsWith(ALARM) === true ? at.slice(ALARM.length) : null;
  const isBrake = at !== null && (brakes.document?.brakes.some(({ id }) => id === at) ?? false);
  if (at !== null && alarm === null && !isBrake && brakes.document !== null) return <OneRollout key={at} id={at} />;
  // Without the brakes nobody knows what the address names, nor whether a brake may be pulled.
  const isWhole = brakes.document !== null || brakes.failure !== null;
  return (
    <Screen
      title="Rollouts & freezes"
      reading={isWhole ? reading : { ...reading, document: null }}
      lede={(list) => lede(list, brakes.document)}
    >
      {(list) => (
        <>
          <RolloutTable list={list} />
          <Alarms at={alarm} />
          <Freezes reading={brakes} at={isBrake ? at : null} />
        </>
      )}
    </Screen>
  );
}

function lede({ rollouts }: RolloutList, brakes: BrakeReport | null): string {
  const going = rollouts.filter(({ state }) => state === 'running' || state === 'stopping').length;
  const paused = rollouts.filter(({ state }) => state === 'paused').length;
  const active = brakes?.brakes.filter(({ state }) => state === 'active').length ?? 0;
  const stands = paused === 0 ? '' : `, ${plural(paused, 'stands still', 'stand still')}`;
  const holds =
    brakes === null ? '' : ` ${active === 0 ? 'No brake holds.' : `${plural(active, 'brake holds', 'brakes hold')}.`}`;
  if (going + paused === 0) return `Nothing is rolled out.${holds}`;
  return `${plural(going, 'rollout goes on', 'rollouts go on')}${stands}.${holds}`;
}

/** When time alone makes a brake begin or stop holding. */
function nextMoment(report: BrakeReport | null): string | null {
  const moments = (report?.brakes ?? []).flatMap(({ until, next }) => until ?? next ?? []);
  return moments.sort()[0] ?? null;
}
