import type {
  DeliveryMetrics,
  MetricsReport,
  ShareFigureDocument,
  TimeFigureDocument,
} from '../../../contract/index.ts';
import { plain, plural, proseWidth, thousands, wrap } from '../format/index.ts';

/** Metrics as text: each figure with its counts and interval, each section with what it rests on. */
export function metricsText(report: MetricsReport, columns: number): string {
  const { metrics, repositories, notes } = report;
  const width = proseWidth(columns);
  const { span, landings, repairs } = metrics;
  const lines = [
    `${repositories.map(plain).join(', ')}  ${day(span.from)} to ${day(span.to)}, from ${report.source === 'git' ? 'git alone' : 'the record'}`,
    '',
    `Landed      ${plural(landings.count, 'change')}, ${digits(landings.per_week)} a week (${digits(landings.low)} to ${digits(landings.high)})`,
    `Repaired    ${shareText(repairs)}`,
    ...tierLines(metrics),
    ...serviceLines(metrics),
    ...stageLines(metrics),
    ...cohortLines(metrics, width),
    ...lifeLines(metrics),
    ...ruleLines(metrics),
    '',
    ...completenessLines(metrics),
    ...notes.flatMap((note) => wrap(plain(note), width - 2).map((line, at) => `${at === 0 ? '- ' : '  '}${line}`)),
    `- definitions ${metrics.definitions_digest.slice(0, 19)}; each figure's rule: --json`,
  ];
  return `${lines.join('\n')}\n`;
}

function tierLines({ escapes }: DeliveryMetrics): string[] {
  const known = escapes.filter(({ tier }) => tier !== null);
  return known.map(
    ({ tier, escaped }, at) => `${at === 0 ? '  by tier   ' : '            '}tier ${tier}: ${shareText(escaped)}`,
  );
}

function serviceLines({ services }: DeliveryMetrics): string[] {
  return services.flatMap((each) => [
    '',
    `Service ${plain(each.service)}`,
    `  deployed     ${plural(each.frequency.count, 'time')}, ${digits(each.frequency.per_week)} a week (${digits(each.frequency.low)} to ${digits(each.frequency.high)})${again(each)}`,
    `  lead time    ${timeText(each.lead_time)}`,
    `  change fail  ${shareText(each.change_fail)}`,
    `  recovery     ${timeText(each.recovery)}`,
    `  rework       ${shareText(each.rework)}`,
  ]);
}

function again({ again: same, back }: DeliveryMetrics['services'][number]): string {
  const beside = [...(same > 0 ? [`${same} of the same commit`] : []), ...(back > 0 ? [`${back} steps back`] : [])];
  return beside.length === 0 ? '' : `; beside them ${beside.join(' and ')}`;
}

function stageLines({ stages }: DeliveryMetrics): string[] {
  const told = stages.filter(({ stages: each }) => each.some(({ time }) => time.ended + time.lasting > 0));
  return told.flatMap(({ service, stages: each, bottleneck, unreviewed }) => [
    '',
    `Time of ${plain(service)}${bottleneck === null ? '' : `: most in ${bottleneck.stage} (${percent(bottleneck.share)} of it${bottleneck.clear ? '' : ', not clearly ahead'})`}`,
    ...each
      .filter(({ time }) => time.ended + time.lasting > 0)
      .map(
        ({ stage, time, waiting }) =>
          `  ${stage.padEnd(8)} ${timeText(time)}${waiting > 0 ? `; ${thousands(waiting)} wait` : ''}`,
      ),
    ...(unreviewed > 0 ? [`  ${plural(unreviewed, 'change')} landed that no human answered before`] : []),
  ]);
}

const VERDICT: Readonly<Record<DeliveryMetrics['cohorts']['verdict'], string>> = {
  'not-enough-data': 'not enough data to compare them',
  'not-comparable': 'not comparable: hardly any of them did the same kind of work',
  'no-difference-shown': 'no difference is shown',
  'more-repairs': 'changes with AI needed repair more often than their like; this names no cause',
  'fewer-repairs': 'changes with AI needed repair less often than their like; this names no cause',
};

function cohortLines({ cohorts }: DeliveryMetrics, width: number): string[] {
  const { ai, human, unknown, total, direct, power, label_errors: errors, against } = cohorts;
  const other = against === 'human' ? 'changes by humans' : 'changes without evidence of AI';
  const needed = power.needed_per_arm;
  const caveats = [
    ...(needed === null
      ? []
      : [
          `a doubling would show with ${thousands(needed)} on each side; there are ${thousands(power.ai)} and ${thousands(power.other)}`,
        ]),
    ...(total.overlap === null
      ? []
      : [`${percent(total.overlap)} of the changes with AI have their like among ${other}`]),
    ...(cohorts.reversed
      ? ['the sign turns when like is compared with like: the raw figures compare different work']
      : []),
    ...(cohorts.verdict === 'not-enough-data' || total.confounding === null
      ? []
      : [
          `something unmeasured with a risk ratio of ${digits(total.confounding.interval)} on both sides would explain it away`,
        ]),
    ...(cohorts.verdict === 'not-enough-data'
      ? []
      : [
          `were only part of AI known as such, the ratio would read ${errors.map(({ sensitivity, ratio }) => `${ratio === null ? '?' : digits(ratio)} at ${percent(sensitivity)}`).join(', ')}`,
        ]),
  ];
  return [
    '',
    `Needed repair, by evidence of who or what wrote it: ${VERDICT[cohorts.verdict]}`,
    `  with AI    ${shareText(ai)}`,
    `  human      ${shareText(human)}`,
    `  unknown    ${shareText(unknown)}`,
    ...(cohorts.verdict === 'not-enough-data' ? [] : [`  raw        ${points(cohorts.raw)} against ${other}`]),
    ...(cohorts.verdict === 'not-enough-data'
      ? []
      : [
          `  like with like  ${points(bounded(total.difference))}; of one size too ${points(bounded(direct.difference))}`,
        ]),
    ...caveats.flatMap((text) => wrap(text, width - 4).map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`)),
  ];
}

function lifeLines({ life }: DeliveryMetrics): string[] {
  const told = (life ?? []).filter(({ after }) => after.some(({ lines }) => lines > 0));
  if (told.length === 0) return [];
  return [
    '',
    'Lines of source and tests that still stand',
    ...told.map(({ cohort, after }) => {
      const each = after
        .filter(({ share }) => share !== null)
        .map(({ days, share, low, high, changes }) => {
          const range =
            low === null || high === null ? `${plural(changes, 'change')}` : `${percent(low)} to ${percent(high)}`;
          return `after ${days} days ${percent(share ?? 0)} (${range})`;
        });
      return `  ${(cohort === 'ai' ? 'with AI' : cohort).padEnd(9)}  ${each.join(', ')}`;
    }),
  ];
}

function ruleLines({ rules }: DeliveryMetrics): string[] {
  if (rules.length === 0) return [];
  return [
    '',
    'Rules: what they held (held is not prevented)',
    ...rules
      .slice(0, SHOWN)
      .map(
        (rule) =>
          `  ${plain(rule.id)}: ${plural(rule.held, 'change')} for ${digits(rule.hours)} h together; ${rule.reworked} changed, ${rule.abandoned} given up, ${rule.open} still held, ${rule.repaired_after} needed repair all the same`,
      ),
  ];
}

/** Rules shown; `--json` has all. */
const SHOWN = 8;

function completenessLines({ completeness: known }: DeliveryMetrics): string[] {
  const part = (name: string, figure: ShareFigureDocument) =>
    figure.denominator === 0 ? [] : [`${name} ${thousands(figure.numerator)} of ${thousands(figure.denominator)}`];
  const parts = [
    ...part('outcomes', known.outcomes_known),
    ...part('who or what wrote it', known.provenance_known),
    ...part('what deployments brought', known.deployments_linked),
    ...part('causes of incidents', known.incidents_judged),
  ];
  return parts.length === 0 ? [] : [`Known: ${parts.join(', ')}`];
}

/** `3 of 88, 3.4 % (1.2 to 9.5 %)`. */
export function shareText({ numerator, denominator, events, share, low, high }: ShareFigureDocument): string {
  if (share === null || low === null || high === null) return 'none to count';
  const together = events < numerator ? ` by ${plural(events, 'repair')}` : '';
  return `${thousands(numerator)} of ${thousands(denominator)}${together}, ${percent(share)} (${percent(low)} to ${percent(high)})`;
}

function timeText({ ended, lasting, unknown, median, p90 }: TimeFigureDocument): string {
  if (ended + lasting === 0) return unknown > 0 ? `not known of ${plural(unknown, 'change')}` : 'none to count';
  const counts = [
    `${thousands(ended)} ended`,
    ...(lasting > 0 ? [`${thousands(lasting)} last`] : []),
    ...(unknown > 0 ? [`${thousands(unknown)} unknown`] : []),
  ];
  if (median.value === null) return `longer than was seen (${counts.join(', ')})`;
  return `half within ${hoursText(median.value)} (${hoursText(median.low)} to ${hoursText(median.high)}), nine of ten within ${hoursText(p90.value)} (${counts.join(', ')})`;
}

/** `40 min`, `3.2 h`, `5.1 d`. */
function hoursText(hours: number | null): string {
  if (hours === null) return 'longer';
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${digits(hours)} h` : `${digits(hours / 24)} d`;
}

function bounded(figure: { readonly value: number; readonly low: number; readonly high: number } | null) {
  return figure === null
    ? { difference: null, low: null, high: null }
    : { difference: figure.value, low: figure.low, high: figure.high };
}

/** `+1.2 points (−0.4 to +2.8)`. */
function points({ difference, low, high }: DeliveryMetrics['cohorts']['raw']): string {
  if (difference === null || low === null || high === null) return 'nothing to compare';
  return `${signed(difference)} points (${signed(low)} to ${signed(high)})`;
}

function signed(share: number): string {
  const value = 100 * share;
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}

function percent(share: number): string {
  const value = 100 * share;
  return `${value === 0 || value >= 10 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}

function digits(value: number): string {
  return value >= 10 ? thousands(Math.round(value)) : String(Number(value.toPrecision(2)));
}

function day(iso: string): string {
  return iso.slice(0, 10);
}
