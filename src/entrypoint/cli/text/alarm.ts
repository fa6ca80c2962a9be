import type { AlarmReport, AlarmRow, WatchedRow } from '../../../contract/index.ts';
import { plain, plural } from '../format/index.ts';
import { alarmLines } from './detection.ts';

/** Alarms of a server, and what it watches. */
export function alarmsText({ alarms, shown_of: all, watched }: AlarmReport): string {
  const open = alarms.filter(({ state }) => state === 'open');
  const lines = [
    open.length === 0 ? 'nothing alarms' : `${plural(open.length, 'open alarm')}:`,
    ...open.map(rowLine),
    ...(alarms.length > open.length ? ['', 'over:'] : []),
    ...alarms.filter(({ state }) => state === 'over').map(rowLine),
    ...(all > alarms.length ? [`the newest ${alarms.length} of ${all}`] : []),
    '',
    watched.length === 0 ? 'nothing is watched: see detection in firebreak.yaml' : 'watched:',
    ...watched.map(watchedLine),
    ...(alarms.length > 0 ? ['', 'firebreak alarms show ALARM shows evidence and picture'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** One alarm with everything that is known of it. */
export function alarmText(row: AlarmRow): string {
  const { alarm, burn } = row;
  const lines = [
    rowLine(row).trim(),
    ...(alarm === null ? [] : alarmLines(alarm)),
    ...(burn === null
      ? []
      : [
          `  burns ${figure(burn.long.rate)} times the budget over ${figure(burn.long.seconds / 3_600)} h and ${figure(burn.short.rate)} times over ${figure(burn.short.seconds / 60)} min; ${figure(burn.threshold)} alarms`,
          `  objective ${burn.objective}; ${burn.long.events} events in the long window`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

function rowLine(row: AlarmRow): string {
  const { id, severity, name, alarm, told_at: told, over_at: over, because } = row;
  const what = alarm === null ? 'error budget burns' : WORD[alarm.kind];
  const end = over === null ? '' : `, over ${short(over)} (${because})`;
  return `  ${plain(id)}  ${severity}  ${placeOf(row)}: ${plain(name)}, ${what}, told ${short(told)}${end}`;
}

const WORD = { drop: 'drop', rise: 'rise', flat: 'stuck', missing: 'silence' } as const;

function watchedLine(row: WatchedRow): string {
  const { name, series, known_to: to, learnt, counts, spent, finds } = row;
  const known = to === null ? 'nothing is known yet' : `known to ${short(to)}, ${plural(counts.taken, 'step')}`;
  const state =
    row.kind === 'objective'
      ? spent === null
        ? 'too few events'
        : `${figure(100 * spent)} % of the budget is spent`
      : learnt
        ? `learnt${finds === null ? '' : `: a drop of ${figure(100 * finds.share)} % is found in ${plural(finds.samples, 'step')}`}`
        : 'learning: only a plain outage alarms';
  return `  ${placeOf(row)}: ${plain(name)} (${plain(series)}), ${known}, ${state}`;
}

function placeOf({ flow, service, environment }: Pick<AlarmRow, 'flow' | 'service' | 'environment'>): string {
  const place = flow === null ? `service ${plain(service ?? '')}` : `flow ${plain(flow)}`;
  return environment === null ? place : `${place} in ${plain(environment)}`;
}

function short(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}
