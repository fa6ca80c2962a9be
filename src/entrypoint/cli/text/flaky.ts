import type { FlakyJudgement, FlakyList, FlakyQuarantine, FlakyRead } from '../../../contract/index.ts';
import { plain, plural, shortId, thousands } from '../format/index.ts';

type Rate = FlakyList['again'];

/** Tests shown; `--json` has more. */
const SHOWN = 20;

/** What the reports of one run say. */
export function flakyReadText(read: FlakyRead): string {
  const { interrupted } = read;
  const stopped = Object.entries(interrupted).filter(([, count]) => count > 0);
  const lines = [
    `${plural(read.tests, 'test')} in ${plural(read.reports, 'report')} on ${shortId(read.commit)} (${read.place}): ${thousands(read.passed)} passed, ${thousands(read.failed_count)} failed, ${thousands(read.flaked)} flaked, ${thousands(read.skipped)} skipped`,
    ...stopped.map(([kind, count]) => `  ${plural(count, 'attempt')} ended by ${kind}: not counted`),
    ...read.failed
      .slice(0, SHOWN)
      .map(({ test, rate }) => `  failed  ${plain(test)}: fails on good code in ${rateText(rate)}`),
    ...(read.failed_count > SHOWN ? [`  and ${thousands(read.failed_count - SHOWN)} more`] : []),
    ...(read.doubled > 0
      ? [
          `  ${plural(read.doubled, 'name')} stood more than once and count as one test each; --repeats takes them for attempts`,
        ]
      : []),
    ...read.gaps.map(({ report, message }) => `  ! ${plain(report)}: ${plain(message)}`),
    ...(read.already_known ? ['  these reports were read before: nothing was counted twice'] : []),
    read.kept
      ? `  ${plural(read.runs, 'run')} known; firebreak flaky list`
      : '  nothing could be kept (FIREBREAK_CACHE): the next run begins anew',
  ];
  return `${lines.join('\n')}\n`;
}

/** What is known of the suite: itself, its flakiest tests, its quarantines. */
export function flakyListText(list: FlakyList): string {
  const { load } = list;
  const lines = [
    `${plain(list.repository)}: ${plural(list.tests, 'test')} in ${plural(list.runs, 'run')}`,
    ...(list.build_rate === null
      ? ['  nothing is known yet: firebreak flaky read REPORT... --commit COMMIT']
      : [
          `  a run of good code fails in ${percent(list.build_rate)}; what flaked flakes again in ${rateText(list.again)}`,
        ]),
    ...(load.used
      ? [
          `  from an idle farm to a full one the odds change ${Math.exp(load.slope).toFixed(1)}-fold (${Math.exp(load.low).toFixed(1)} to ${Math.exp(load.high).toFixed(1)})`,
        ]
      : []),
    ...list.flaky.slice(0, SHOWN).map(testLine),
    ...(list.shown_of > SHOWN ? [`  and ${thousands(list.shown_of - SHOWN)} more; --json`] : []),
    ...list.quarantines.map(
      ({ test, owner, state, expires_at, file, line }) =>
        `  ${state === 'lapsed' ? 'LAPSED, counts again' : 'quarantine'}  ${plain(test)}: ${plain(owner)}, until ${expires_at ?? 'no known day'} (${plain(file)}:${line})`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** Whether a failed build failed by tests that count, and how likely the change is not at fault. */
export function flakyJudgementText(judgement: FlakyJudgement): string {
  const { counted, counted_count: count, excused, innocent, verdict } = judgement;
  const said = {
    excused: `EXCUSED: ${plural(excused.length, 'test')} failed, all in quarantine`,
    failed: count > 0 ? `FAILED: ${plural(count, 'test')} that count failed` : 'FAILED: not by a test of these reports',
    interrupted: 'INTERRUPTED: no test failed, and some were stopped; build it again',
  };
  const lines = [
    said[verdict],
    ...counted.slice(0, SHOWN).map(({ test, rate, lapsed }) => {
      const old =
        lapsed === null
          ? ''
          : ` (${plain(lapsed.file)}:${lapsed.line}: its quarantine lapsed ${lapsed.expires_at ?? ''})`;
      return `  failed   ${plain(test)}${old}: fails on good code in ${rateText(rate)}`;
    }),
    ...excused.slice(0, SHOWN).map(({ failed_test, owner, expires_at }) => {
      return `  excused  ${plain(failed_test)}: in quarantine until ${expires_at ?? 'no known day'}, ${plain(owner)}`;
    }),
    ...(innocent === null
      ? []
      : [
          `  the change is not at fault with ${percent(innocent.value)} (${percent(innocent.low)} to ${percent(innocent.high)}), at ${percent(innocent.breaks_before)} before the build`,
        ]),
    ...judgement.gaps.map(({ report, message }) => `  ! ${plain(report)}: ${plain(message)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** What to add to the configuration, and where. */
export function flakyQuarantineText(document: FlakyQuarantine): string {
  const { entries, file, has_list: hasList, yaml, notes } = document;
  if (entries.length === 0)
    return `No test is worth a quarantine.\n${notes
      .slice(1)
      .map((note) => `${plain(note)}\n`)
      .join('')}`;
  const where = hasList ? `Add to the list quarantine of ${plain(file)}:` : `Add to ${plain(file)}:`;
  return `${where}\n\n${hasList ? '' : 'quarantine:\n'}${yaml}\n${notes.map((note) => `${plain(note)}\n`).join('')}`;
}

function testLine({ test, rate, attempts, failures, proved_flakes, quarantine }: FlakyList['flaky'][number]): string {
  const counts = `${thousands(failures)} of ${thousands(attempts)} failed, ${thousands(proved_flakes)} on good code`;
  const state = quarantine === null ? '' : quarantine.state === 'active' ? ' [in quarantine]' : ' [quarantine lapsed]';
  return `  ${rateText(rate).padEnd(34)}  ${plain(test)}${state}: ${counts}`;
}

/** `1.6 % (0.6 to 3.3 %, n 312)`. */
function rateText({ value, low, high, n }: Rate): string {
  return `${percent(value)} (${percent(low).replace(' %', '')} to ${percent(high)}, n ${thousands(Math.round(n))})`;
}

/** Two digits that count; what is below a thousandth of a percent is told as that. */
function percent(share: number): string {
  const value = 100 * share;
  if (value === 0) return '0 %';
  return value < 0.001 ? '<0.001 %' : `${Number(value.toPrecision(2))} %`;
}
