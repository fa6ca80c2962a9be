import type { AlarmDocument, DetectionReport } from '../../../contract/index.ts';
import { plain, plural, thousands } from '../format/index.ts';

/** The alarms of a series, each with what was expected, what came, since when, how sure, what ends it, and a picture. */
export function detectionText(report: DetectionReport): string {
  const { counts, from, to, step_seconds: step, alarms, shown_of: all } = report;
  const left = [
    ...(counts.missing > 0 ? [`${thousands(counts.missing)} missing`] : []),
    ...(counts.late > 0 ? [`${thousands(counts.late)} late`] : []),
    ...(counts.doubled > 0 ? [`${thousands(counts.doubled)} doubled`] : []),
    ...(counts.refused > 0 ? [`${thousands(counts.refused)} refused`] : []),
  ];
  const lines = [
    `${plain(report.file)}: ${plural(counts.taken, 'sample')} of ${span(step)}, ${short(from)} to ${short(to)} UTC${left.length > 0 ? `; ${left.join(', ')}` : ''}`,
    `expected by ${report.season === null ? 'the values just before: no season is known' : `a season of ${thousands(report.season)} samples (${span(report.season * step)})`}${report.learnt ? '' : '; too short to learn thresholds, so only what is plain is told'}`,
    ...(report.finds === null
      ? []
      : [
          `a drop of ${figure(100 * report.finds.share)} % is found within ${plural(report.finds.samples, 'sample')} (${span(report.finds.samples * step)}) by what is known at the end`,
        ]),
    `${plural(all, 'alarm')} in ${figure(report.weeks)} weeks, at a budget of ${figure(report.budget_per_week)} false alarms a week`,
    ...(all > alarms.length ? [`the newest ${alarms.length} of them:`] : []),
    ...alarms.flatMap((alarm) => ['', ...alarmLines(alarm)]),
    ...(report.gap_count > 0 ? ['', `! ${plural(report.gap_count, 'line')} left out`] : []),
    ...report.gaps.map((gap) => `  ${plain(gap)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** One alarm of a series, with what was expected, how sure it is, what ends it, and a picture. */
export function alarmLines(alarm: AlarmDocument): readonly string[] {
  const { kind, severity, onset_at: onset, opened_at: opened, clear, season } = alarm;
  const end =
    alarm.cleared_at === null
      ? 'still open'
      : `over ${short(alarm.cleared_at)}${alarm.cleared_because === 'new-level' ? ': taken as the usual level by then' : ''}`;
  const level = clear.level === null ? '' : ` ${kind === 'rise' ? 'below' : 'above'} ${figure(clear.level)}`;
  const ending =
    clear.level === null
      ? 'ends with the next value that is not like these'
      : `ends when the mean of ${clear.samples} samples is${level}, no sooner than ${short(clear.at)}`;
  return [
    `${severity.toUpperCase()} ${WORD[kind]} since ${short(onset)}, told ${short(opened)}, ${end}`,
    ...seenLines(alarm),
    ...alarm.evidence.slice(0, EVIDENCE_SHOWN).map(evidenceLine),
    ...(alarm.evidence.length > EVIDENCE_SHOWN
      ? [`  and ${alarm.evidence.length - EVIDENCE_SHOWN} more that say the same`]
      : []),
    `  ${ending}${season === null ? '; compared with the values just before' : ''}`,
    ...pictureLines(alarm),
  ];
}

/** The strongest say it; the rest is in the document. */
const EVIDENCE_SHOWN = 2;

const WORD = { drop: 'DROP', rise: 'RISE', flat: 'STUCK', missing: 'SILENCE' } as const;

function seenLines({ seen, expected, since_onset: since }: AlarmDocument): readonly string[] {
  const sums =
    since === null || since.expected <= 0
      ? []
      : [
          `  seen ${figure(since.seen)} of ${figure(since.expected)} expected in ${plural(since.samples, 'sample')} (${figure((100 * since.seen) / since.expected)} %)`,
        ];
  if (expected === null) return sums;
  const at = `  when told: ${seen === null ? 'nothing' : figure(seen)}, expected ${figure(expected.value)} (${figure(expected.low)} to ${figure(expected.high)})`;
  return [...sums, at];
}

function evidenceLine({
  detector,
  samples,
  height,
  threshold,
  basis,
  false_alarms_per_week: rate,
}: AlarmDocument['evidence'][number]): string {
  const sure =
    rate === null || basis === 'prior'
      ? 'how often a clean series rises as high is not known yet'
      : `a clean series like this rises as high ${rate < 0.001 ? 'less than 0.001' : figure(rate)} times a week`;
  const how = samples === null ? detector : `${detector} of ${plural(samples, 'sample')}`;
  return `  ${how} ${figure(height)}, threshold ${figure(threshold)}: ${sure}`;
}

const BARS = '▁▂▃▄▅▆▇█';

/** Two rows of bars on one scale, and a mark below what left its band. */
function pictureLines({ picture }: AlarmDocument): readonly string[] {
  const top = Math.max(...picture.map(({ value, expected }) => Math.max(value ?? 0, expected?.value ?? 0)));
  if (!(top > 0)) return [];
  const bar = (value: number | null | undefined) => {
    if (value === null || value === undefined) return ' ';
    return BARS[Math.max(0, Math.min(BARS.length - 1, Math.floor((BARS.length * value) / top)))] ?? ' ';
  };
  const mark = ({ value, expected }: AlarmDocument['picture'][number]) => {
    if (value === null) return '?';
    return expected === null || (value >= expected.low && value <= expected.high) ? ' ' : '^';
  };
  return [
    `  expected  ${picture.map(({ expected }) => bar(expected?.value)).join('')}`,
    `  seen      ${picture.map(({ value }) => bar(value)).join('')}`,
    `            ${picture.map(mark).join('')}`.trimEnd(),
  ].filter((line) => line.trim() !== '');
}

function short(at: string | null): string {
  return at === null ? 'an unknown time' : at.slice(0, 16).replace('T', ' ');
}

/** Three digits that count. */
function figure(value: number): string {
  return Math.abs(value) >= 1000 ? thousands(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function span(seconds: number): string {
  if (seconds >= 86_400) return plural(Number(figure(seconds / 86_400)), 'day');
  if (seconds >= 3600) return `${figure(seconds / 3600)} h`;
  return seconds >= 60 ? `${figure(seconds / 60)} min` : `${figure(seconds)} s`;
}
