import { useEffect } from 'preact/hooks';
import type { AlarmReport, AlarmRow, LiveEvent, SignalReport } from '../../../contract/index.ts';
import { type Sign, SignMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { useDocument } from '../../read/use-document.ts';
import { countText, plural } from '../../text/number.ts';
import { layOutAlarm } from './alarm-layout.ts';

type Surge = SignalReport['surges'][number];

const ofSignals = ({ type }: LiveEvent) => /^(?:Surge|Alarm)/.test(type);

/** Names of rules that a row shows. */
const NAMES = 5;
const WIDTH = 300;
const HEIGHT = 60;

/** What alarms now, each surge once, with the picture of what is watched; nothing where nothing does. */
export function Alarms({ at }: { readonly at: string | null }) {
  const { document: signals } = useDocument<SignalReport>('/api/v1/signals', { concerns: ofSignals });
  const { document: alarms } = useDocument<AlarmReport>('/api/v1/alarms', { concerns: ofSignals });
  const surges = signals?.surges ?? [];
  const isThere = at !== null && surges.some(({ id }) => id === at);
  useEffect(() => {
    if (isThere) document.querySelector('.alarm-row.chosen')?.scrollIntoView({ block: 'center' });
  }, [isThere]);
  if (surges.length === 0 && at === null) return null;
  return (
    <section class="panel" aria-labelledby="alarms-heading">
      <h2 id="alarms-heading">Alarms</h2>
      {signals !== null && at !== null && !isThere ? <p>The alarm that was asked for is over.</p> : null}
      <ul class="alarms">
        {surges.map((surge) => (
          <SurgeItem
            key={surge.id}
            surge={surge}
            alarms={(alarms?.alarms ?? []).filter((alarm) => alarm.state === 'open' && isOf(alarm, surge))}
            isChosen={surge.id === at}
          />
        ))}
      </ul>
    </section>
  );
}

/** Alarms of a flow join the surge of the flow, others that of the service. */
function isOf(alarm: AlarmRow, { service, flow, environment }: Surge): boolean {
  return alarm.environment === environment && (flow === null ? alarm.service === service : alarm.flow === flow);
}

function SurgeItem(props: { readonly surge: Surge; readonly alarms: readonly AlarmRow[]; readonly isChosen: boolean }) {
  const { surge, alarms, isChosen } = props;
  const { severity, service, flow, environment, opened_at: openedAt, alerts, more } = surge;
  const firing = alerts.filter(({ status }) => status === 'firing');
  const names = [...new Set(firing.map(({ name }) => name))];
  const rest = names.length - NAMES + more;
  return (
    <li class={`alarm-row${isChosen ? ' chosen' : ''}`}>
      <SignMark sign={SIGN[severity]} word={WORD[severity]} />
      <div>
        <p class="ask-title">
          <Said text={flow ?? service ?? 'no named service'} />
          {environment === null ? null : (
            <>
              {' '}
              in <Said text={environment} />
            </>
          )}
        </p>
        <p>
          {names.length === 0 ? 'Quiet for the moment.' : <Said text={names.slice(0, NAMES).join(', ')} />}
          {rest > 0 ? ` and ${rest} more` : ''}
        </p>
        <p class="soft">
          begun <When at={openedAt} brief />
        </p>
        {alarms.map((alarm) => (
          <Watched key={alarm.id} row={alarm} />
        ))}
      </div>
    </li>
  );
}

function Watched({ row: { name, alarm, burn } }: { readonly row: AlarmRow }) {
  if (burn !== null) {
    return (
      <p>
        <Said text={name} />: the error budget burns {burn.long.rate.toFixed(1)} times as fast as it may.
      </p>
    );
  }
  if (alarm === null) return null;
  const { kind, since_onset: since, picture } = alarm;
  const { line, band } = layOutAlarm(picture, { width: WIDTH, height: HEIGHT });
  const text = `${KIND[kind]}${
    since === null
      ? ''
      : `: ${countText(Math.round(since.seen))} where ${countText(Math.round(since.expected))} were expected, over ${plural(since.samples, 'sample')}`
  }`;
  return (
    <figure class="alarm-picture">
      {line === '' && band === '' ? null : (
        <svg viewBox={`-2 -3 ${WIDTH + 4} ${HEIGHT + 6}`} role="img" aria-label={`${name}, ${text}`}>
          {band === '' ? null : <path class="ratio-band" d={band} />}
          <path class="ratio-line" d={line} />
        </svg>
      )}
      <figcaption class="soft">
        <Said text={name} />, {text}. The band is what was expected.
      </figcaption>
    </figure>
  );
}

const KIND = { drop: 'a drop', rise: 'a rise', flat: 'no change at all', missing: 'nothing comes' } as const;

const SIGN: Readonly<Record<Surge['severity'], Sign>> = {
  critical: 'stop',
  error: 'stop',
  warning: 'hold',
  unknown: 'unsure',
  info: 'wait',
};

const WORD: Readonly<Record<Surge['severity'], string>> = {
  critical: 'Critical',
  error: 'Error',
  warning: 'Warning',
  unknown: 'Unknown',
  info: 'Info',
};
