import { useRef, useState } from 'preact/hooks';
import type { BrakeReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { useWidth } from '../../part/use-width.ts';
import { useServerNow } from '../../read/clock.ts';
import { coversText } from '../../text/word.ts';
import { brakeKey, type CalendarDay, lanesOf, layOutDays, wallClock, zonesOf } from './calendar-layout.ts';

/** More brakes cannot be told apart in one picture; the table has all. */
const MOST_LANES = 6;
const LANE = 13;
const ROW_GAP = 7;
const LABEL = 74;
const HOURS = 22;
const HOUR_WORDS = [0, 6, 12, 18, 24];

/** When brakes hold in the coming two weeks: days down, hours across, on the clock of one zone. */
export function FreezeCalendar({ report }: { readonly report: BrakeReport }) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = zonesOf(report, own);
  const [chosen, setChosen] = useState<string | null>(null);
  const zone = chosen !== null && zones.includes(chosen) ? chosen : (zones[0] ?? own);
  const now = useServerNow();
  const [lasting, ending] = [
    report.calendar.filter(({ end }) => end === null),
    report.calendar.filter(({ end }) => end !== null),
  ];
  const days = layOutDays(ending, { now, zone });
  const keys = [...new Set(days.flatMap(({ blocks }) => blocks.map(({ brake }) => brake)))];
  const shown = keys.slice(0, MOST_LANES);
  return (
    <section class="panel" aria-labelledby="calendar-heading">
      <div class="panel-head">
        <h2 id="calendar-heading">
          Freezes of the coming two weeks <small>hours of the clock in {zone}</small>
        </h2>
        <label class="zone">
          Clock of{' '}
          <select value={zone} onChange={(event) => setChosen(event.currentTarget.value)}>
            {zones.map((each) => (
              <option key={each} value={each}>
                {each === own ? `${each} (yours)` : each}
              </option>
            ))}
          </select>
        </label>
      </div>
      {report.unread === null ? null : (
        <p class="warning">
          Calendars of repositories could not be read, so more may be frozen: <Said text={report.unread} />
        </p>
      )}
      {keys.length === 0 ? (
        <p class="soft">No freeze begins or ends in these days.</p>
      ) : (
        <>
          <Days days={days} keys={shown} zone={zone} now={now} />
          <ul class="legend">
            {shown.map((key, at) => (
              <LegendRow
                key={key}
                letter={letterOf(at)}
                at={at}
                brake={report.brakes.find((each) => brakeKey(each) === key)}
              />
            ))}
          </ul>
          {keys.length > MOST_LANES ? <p class="soft">And {keys.length - MOST_LANES} more, in the table.</p> : null}
        </>
      )}
      {lasting.length === 0 ? null : (
        <p class="soft">
          Not drawn, for nobody said when {lasting.length === 1 ? 'it ends' : 'they end'}:{' '}
          <Said text={lasting.map(({ brake }) => brake).join(', ')} />.
        </p>
      )}
      {report.calendar.length === 0 ? null : <Occurrences report={report} zone={zone} />}
    </section>
  );
}

interface DaysProps {
  readonly days: readonly CalendarDay[];
  readonly keys: readonly string[];
  readonly zone: string;
  readonly now: number;
}

function Days({ days, keys, zone, now }: DaysProps) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const lanes = lanesOf(days, keys);
  const row = (Math.max(0, ...lanes.values()) + 1) * LANE + ROW_GAP;
  const hour = Math.max(4, ((width ?? 600) - LABEL - 10) / 24);
  const height = HOURS + days.length * row;
  const here = wallClock(zone)(now);
  return (
    <div ref={place}>
      {width === null ? null : (
        <svg
          class="calendar"
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={`When brakes hold in the next ${days.length} days, on the clock of ${zone}; the table below says the same`}
        >
          {HOUR_WORDS.map((at) => (
            <g key={at}>
              <path class="calendar-hour" d={`M${LABEL + at * hour} ${HOURS - 4}V${height}`} />
              <text x={LABEL + at * hour} y={HOURS - 8} text-anchor={at === 24 ? 'end' : 'middle'}>
                {String(at).padStart(2, '0')}
              </text>
            </g>
          ))}
          {days.map((day, index) => (
            <g key={day.day} transform={`translate(0 ${HOURS + index * row})`}>
              {isWeekend(day.day) ? <rect class="calendar-weekend" width={width} height={row} /> : null}
              <path class="calendar-day" d={`M0 ${row}H${width}`} />
              <text class={index === 0 ? 'calendar-today' : ''} x="2" y={row / 2 + 4}>
                {dayText(day.day)}
              </text>
              {day.blocks.map((block) => {
                const lane = lanes.get(block.brake);
                if (lane === undefined) return null;
                const number = keys.indexOf(block.brake);
                const [x, wide] = [LABEL + block.from * hour, Math.max(2, (block.to - block.from) * hour)];
                return (
                  <g key={`${block.brake} ${block.from}`} class={`calendar-block tone-${number % 3}`}>
                    <rect x={x} y={ROW_GAP / 2 + lane * LANE + 1} width={wide} height={LANE - 2} rx="2.5" />
                    {wide < 14 ? null : (
                      <text x={x + 5} y={ROW_GAP / 2 + lane * LANE + LANE - 3.2}>
                        {letterOf(number)}
                      </text>
                    )}
                  </g>
                );
              })}
              {day.day === here.day ? <path class="calendar-now" d={`M${LABEL + here.hour * hour} 0v${row}`} /> : null}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

interface LegendRowProps {
  readonly letter: string;
  readonly at: number;
  readonly brake: BrakeReport['brakes'][number] | undefined;
}

function LegendRow({ letter, at, brake }: LegendRowProps) {
  return (
    <li>
      <svg viewBox="0 0 26 14" aria-hidden="true" class={`calendar-block tone-${at % 3}`}>
        <rect x="1" y="1" width="24" height="12" rx="2.5" />
        <text x="9" y="11">
          {letter}
        </text>
      </svg>
      <span>
        {brake === undefined ? null : (
          <>
            <Said text={brake.id} />, <Said text={coversText(brake.scope)} />
            {brake.zone === null ? '' : `, windows of ${brake.zone}`}
          </>
        )}
      </span>
    </li>
  );
}

/** The same as a table, in the zone that was chosen. */
function Occurrences({ report, zone }: { readonly report: BrakeReport; readonly zone: string }) {
  const text = (at: string) =>
    new Date(at).toLocaleString('en-GB', {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    });
  return (
    <details>
      <summary>As a table</summary>
      <div class="table-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Brake</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
            </tr>
          </thead>
          <tbody>
            {report.calendar.map(({ brake, repository, start, end }) => (
              <tr key={`${repository} ${brake} ${start}`}>
                <th scope="row">
                  <Said text={brake} />
                </th>
                <td>{text(start)}</td>
                <td>{end === null ? 'until somebody releases it' : text(end)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function letterOf(number: number): string {
  return String.fromCharCode(65 + number);
}

function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}

function dayText(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  });
}
