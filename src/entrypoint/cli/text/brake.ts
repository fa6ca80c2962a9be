import type { BrakeAnswer, BrakeReport, BrakeRow } from '../../../contract/index.ts';

/** Times of the calendar that are shown. */
const SHOWN_TIMES = 8;
/** Brakes that ended and are shown. */
const SHOWN_ENDED = 5;

/** Brakes as lines: what holds now, what will, what ended last, and when windows begin. */
export function brakesText({ brakes, calendar, source, as_of: at, rules = [] }: BrakeReport): string {
  const active = brakes.filter(({ state }) => state === 'active');
  const waiting = brakes.filter(({ state }) => state === 'waiting');
  const ended = brakes.filter(({ state }) => state === 'ended').slice(0, SHOWN_ENDED);
  const where = source === null ? '' : ` in the calendar of ${source}`;
  const lines = [
    active.length === 0
      ? `Nothing is braked${where} at ${at}.`
      : `${active.length === 1 ? '1 brake holds' : `${active.length} brakes hold`}${where} at ${at}.`,
    ...[...active, ...waiting, ...ended].flatMap(rowLines),
  ];
  const coming = calendar.filter(({ start }) => start > at).slice(0, SHOWN_TIMES);
  if (coming.length > 0) {
    lines.push('', 'To come:');
    lines.push(...coming.map(({ brake, start, end }) => `  ${start} to ${end ?? 'its release'}  ${brake}`));
  }
  if (rules.length > 0) {
    lines.push('', 'Pull by themselves:');
    lines.push(
      ...rules.map(({ id, when, untold }) => `  ${id}: ${when}${untold === null ? '' : `; pulls nothing: ${untold}`}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** What became of a brake. */
export function brakeAnswerText({ text, brake, warnings }: BrakeAnswer): string {
  return `${[text, ...warnings.map((each) => `warning: ${each}`), ...rowLines(brake)].join('\n')}\n`;
}

function rowLines(row: BrakeRow): readonly string[] {
  const { id, scope, reason, by, lanes, window, holds, overdue, amendments, released } = row;
  const hotfix =
    lanes.hotfix === null
      ? 'no hotfix'
      : `hotfixes signed by ${lanes.hotfix}${lanes.hotfix === 1 ? ' person' : ' people'}`;
  return [
    '',
    `${id}  ${row.state.toUpperCase()}${overdue ? '  REVIEW OVERDUE' : ''}  ${scope.join(' ')}`,
    `  ${reason}`,
    `  by ${by.name} (${by.kind})${row.at === null ? '' : ` at ${row.at}`}; ${endText(row)}`,
    ...(window === null ? [] : [`  ${window}`]),
    ...(released === null ? [`  passes: ${hotfix}, ${lanes.reverts ? 'reverts of the queue' : 'no revert'}`] : []),
    ...amendments.map(
      (each) => `  amended by ${each.by.name} at ${each.at}: ${each.changed.join(', ')} (${each.direction})`,
    ),
    ...(released === null ? [] : [`  released by ${released.by.name} at ${released.at}: ${released.note}`]),
    ...(holds === null || row.state !== 'active'
      ? []
      : [`  holds ${holds === 1 ? '1 open change' : `${holds} open changes`}`]),
  ];
}

function endText({ state, until, next, end }: BrakeRow): string {
  if (state === 'ended') return 'ended';
  if (state === 'waiting') return next === null ? 'holds nothing in sight' : `holds next from ${next}`;
  if (until !== null) return `holds until ${until}`;
  return end.at === null
    ? 'holds until it is taken out'
    : `holds until a human releases it, to be looked at by ${end.at}`;
}
