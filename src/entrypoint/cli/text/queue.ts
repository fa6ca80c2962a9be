import type { QueueExplanation, QueueOutput, QueueReport, QueueRun } from '../../../contract/index.ts';

type Row = QueueReport['entries'][number];

/** Digits of a commit that people read. */
const SHORT = 12;

/** Waiting entries that are listed where nobody says how many: two screens. */
const SHOWN = 50;
/** Entries before one that are named. */
const SHOWN_AHEAD = 8;

/** A queue as lines: what stops it, the first of what waits, what was decided last. */
export function queueText(report: QueueReport, first: number = SHOWN): string {
  const { queue, head, entries, waiting, running, workers, paused, freezes } = report;
  const lines = [
    `${queue} at ${head.slice(0, SHORT)}: ${count(waiting, 'change')} waiting, ${running.length} of ${workers} builds running`,
  ];
  if (paused !== null) lines.push(`PAUSED since ${paused.at}: ${paused.reason}`);
  for (const { id, targets, reason, until } of freezes) {
    const what = targets === null ? 'everything' : targets.join(', ');
    lines.push(`FROZEN ${id} (${what}${until === null ? '' : `, until ${until}`}): ${reason}`);
  }
  const inLine = entries.filter(({ state }) => state === 'waiting').slice(0, first);
  lines.push(...inLine.map(rowText));
  const more = waiting - inLine.length;
  if (more > 0)
    lines.push(`and ${more} more ${more === 1 ? 'waits' : 'wait'} behind them: --first ${waiting} shows all`);
  lines.push(...entries.filter(({ state }) => state !== 'waiting').map(rowText));
  return `${lines.join('\n')}\n`;
}

/** Why one entry stands where it stands, and the one thing to do. */
export function queueWhyText(document: QueueExplanation): string {
  const { entry, sooner, safe_to_rearm: isSafe, landing, ahead } = document;
  const { constraint, todo, expected } = entry;
  const lines = [
    `#${entry.number} ${entry.change} ${entry.head.slice(0, SHORT)}: ${entry.state}`,
    `${constraint.code}${constraint.reason === null ? '' : ` (${constraint.reason})`}: ${constraint.text}`,
  ];
  if (entry.state !== 'landed') lines.push(`to do: ${todo.text}${todo.command === null ? '' : `\n  ${todo.command}`}`);
  if (constraint.files.length > 0) lines.push(...constraint.files.map((file) => `  ${file}`));
  if (document.output !== null) {
    lines.push(...outputLines(document.output, entry.number), `  more: firebreak queue output ${entry.number}`);
  } else if (constraint.build !== null) lines.push(`build ${constraint.build}`);
  if (isSafe !== null) lines.push(`adding it again as it is: ${isSafe ? 'may work' : 'would end the same way'}`);
  if (ahead.length > 0) {
    const more = ahead.length > SHOWN_AHEAD ? ` and ${ahead.length - SHOWN_AHEAD} more` : '';
    const named = ahead.slice(0, SHOWN_AHEAD).map((number) => `#${number}`);
    lines.push(`before it: ${named.join(', ')}${more}`);
  }
  if (expected !== null) {
    lines.push(
      `if it lands, 9 in 10 between ${expected.earliest} and ${expected.latest}, even chance by ${expected.likely}`,
    );
    lines.push(`  ${basisText(expected)}`);
  }
  for (const each of sooner) lines.push(`sooner with ${each.text}`);
  if (landing !== null) {
    const { tree, builds, proof } = landing;
    lines.push(`proved by ${proof === 'tree' ? 'this very tree' : 'its targets'}: tree ${tree}, ${builds.join(', ')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The end of what a build printed, and which build it is. */
export function queueOutputText({ entry, output }: QueueOutput): string {
  return `${outputLines(output, entry).join('\n')}\n`;
}

function outputLines(output: QueueOutput['output'], entry: number | null): readonly string[] {
  const { build, outcome, code, decided, lines, left_out: leftOut, cut, kept, pages } = output;
  const role = entry === null ? '' : decided ? `, which decided #${entry}` : `, the newest of #${entry}`;
  const head = `build ${build}${outcome === null ? '' : ` ${outcome}`}${code === null ? '' : ` (${code})`}${role}`;
  if (pages.length > 0) return [`${head}; see`, ...pages.map((page) => `  ${page}`)];
  if (!kept) return [`${head}; what it printed is not kept here`];
  if (lines.length === 0) return [`${head}; it printed nothing`];
  const before = leftOut > 0 ? `${count(leftOut, 'earlier line')} left out` : cut ? 'what came before is not kept' : '';
  // Behind a mark no line passes for one of ours, and no runner of a CI takes it for a command to it.
  return [
    `${head}, its last lines:`,
    ...(before === '' ? [] : [`  (${before})`]),
    ...lines.map((line) => `  | ${line}`),
  ];
}

/** What one run came to. */
export function queueRunText({ queue, head, landed, ejected, waiting, landings }: QueueRun): string {
  const lines = landings.map(
    ({ entries, to, proof }) =>
      `landed ${entries.map((number) => `#${number}`).join(' ')} as ${to.slice(0, SHORT)} (proved by ${proof})`,
  );
  lines.push(
    `${queue} at ${head.slice(0, SHORT)}: ${landed.length} landed, ${ejected.length} sent back, ${waiting.length} waiting`,
  );
  return `${lines.join('\n')}\n`;
}

function basisText({ builds, landings, calibrated }: NonNullable<Row['expected']>): string {
  if (calibrated) return `calibrated by ${count(landings, 'landing')} of this queue`;
  const build = builds === 0 ? 'no build was measured yet' : `by ${count(builds, 'build')}`;
  return `not calibrated yet (${build}, ${count(landings, 'landing')}): taken from simulated queues`;
}

function rowText({ number, change, state, lane, constraint, expected }: Row): string {
  const mark = lane === 'normal' ? '' : ` [${lane}]`;
  const end = expected === null ? '' : `; likely by ${expected.likely}, 9 in 10 by ${expected.latest}`;
  return `#${number} ${change}${mark} ${state === 'waiting' ? 'waits' : state}: ${constraint.text}${end}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
