import type {
  FlagCheck,
  FlagDifferenceReport,
  FlagEvaluationReport,
  FlagList,
  FlagStaleReport,
  ServedFlagsReport,
} from '../../../contract/index.ts';
import { plain, plural, shortId, thousands } from '../format/index.ts';

type Row = FlagList['flags'][number];

/** The flags of a file. */
export function flagListText(list: FlagList): string {
  const at = list.commit === null ? '' : ` at ${shortId(list.commit)}`;
  return linesOf([
    `${plain(list.file)}${at}: ${plural(list.flags.length, 'flag')}`,
    ...list.flags.map(rowLine),
    ...problemLines(list),
  ]);
}

/** Whether a file can be served. */
export function flagCheckText(check: FlagCheck): string {
  const verdict = check.ok ? `can be served, ${plural(check.flags ?? 0, 'flag')}` : 'cannot be served';
  return linesOf([`${plain(check.file)} ${verdict}`, ...problemLines(check)]);
}

/** What differs, and for whom. */
export function flagDifferenceText(report: FlagDifferenceReport): string {
  const rows = report.flags.flatMap((flag) => {
    const what = flag.kind === 'changed' ? flag.parts.join(', ') : flag.kind;
    const shares =
      flag.shares_before === flag.shares_after
        ? ''
        : ` (${flag.shares_before || 'no split'} becomes ${flag.shares_after || 'no split'})`;
    const { sampled, exposed_before: before, exposed_after: after, moved } = flag;
    const percent = (count: number): string => `${((count * 100) / Math.max(1, sampled)).toFixed(1)} %`;
    return [
      `  ${plain(flag.key)}: ${what}${plain(shares)}`,
      `    users beyond off: ${percent(before)} becomes ${percent(after)}, ${moved === 0 ? 'nobody is moved' : `${percent(moved)} are moved`} (of ${thousands(sampled)} keys tried)`,
      `    of a group that a rule names, at most ${flag.group_before.toFixed(1)} % becomes ${flag.group_after.toFixed(1)} %`,
    ];
  });
  const head =
    report.flags.length === 0
      ? 'no flag differs'
      : `${plural(report.flags.length, 'flag')} differ${report.flags.length === 1 ? 's' : ''}${report.only_off ? ', all switched off' : ''}`;
  return linesOf([`${plain(report.file)}: ${head}`, ...rows]);
}

/** One flag for one user. */
export function flagEvaluationText({ answer }: FlagEvaluationReport): string {
  if ('errorCode' in answer) return `${plain(answer.key)}: ${answer.errorCode}: ${plain(answer.errorDetails)}\n`;
  const value =
    answer.variant === undefined
      ? 'the default of the code'
      : `${plain(answer.variant)} = ${plain(JSON.stringify(answer.value))}`;
  return `${plain(answer.key)}: ${value} (${answer.reason})\n`;
}

const WHY: Readonly<Record<FlagStaleReport['flags'][number]['reasons'][number], string>> = {
  settled: 'everybody gets the same',
  unchanged: 'unchanged',
  unreferenced: 'no file names it',
};

/** Flags that may go. */
export function flagStaleText(report: FlagStaleReport): string {
  const rows = report.flags.map(({ key, reasons, settled_on: on, changed_at: at }) => {
    const since = at === null ? '' : `, since ${at.slice(0, 10)}`;
    return `  ${plain(key)}: ${reasons.map((reason) => WHY[reason]).join(', ')}${on === null ? '' : ` (${plain(on)})`}${since}`;
  });
  const searched =
    report.searched === null ? 'the code was not searched' : `${plural(report.searched, 'file')} searched`;
  const head = rows.length === 0 ? 'no flag is stale' : `${plural(rows.length, 'flag')} may go`;
  return linesOf([
    `${plain(report.file)}: ${head} (${report.days} days, ${plural(report.landings, 'landing')} read, ${searched})`,
    ...rows,
  ]);
}

/** What a server serves. */
export function servedFlagsText({ sets }: ServedFlagsReport): string {
  if (sets.length === 0) return 'no flags are served: firebreak.yaml of no repository names a definitions file\n';
  const texts = sets.flatMap((set) => [
    `${plain(set.id)} at ${shortId(set.commit)}: ${plural(set.flags.length, 'flag')}`,
    ...set.flags.map(rowLine),
    ...set.kills.map(
      ({ flag, reason, until }) =>
        `  KILLED ${plain(flag)}: ${plain(reason)}${until === null ? '' : `, until ${until}`}`,
    ),
    ...set.shares.map(
      ({ flag, variant, percent, action }) =>
        `  SHARE ${plain(flag)}: ${percent} % get ${plain(variant)}, by ${plain(action.replace(/\.\d+$/, ''))}`,
    ),
    ...problemLines({ problems: set.refused }),
  ]);
  return linesOf(texts);
}

function rowLine({ key, state, variants, default_variant: byDefault, shares, has_targeting: hasRules }: Row): string {
  const rules =
    shares !== '' ? plain(shares) : hasRules ? 'by targeting' : plain(byDefault ?? 'the default of the code');
  return `  ${plain(key)}: ${state === 'DISABLED' ? 'disabled' : rules} (${variants.map(plain).join(', ')})`;
}

function problemLines({ problems }: Pick<FlagCheck, 'problems'>): readonly string[] {
  return problems.map(({ severity, line, column, message }) => {
    const place = line === null ? '' : `${line}:${column} `;
    return `  ${severity} ${place}${plain(message)}`;
  });
}

function linesOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
