import type { BlastReport } from '../../../contract/index.ts';
import {
  callWay,
  exposureLines,
  fileReason,
  notAnalysedLines,
  rankLines,
  reversalText,
  tierText,
  wayOf,
} from './blast-wording.ts';
import { percent } from './number.ts';
import { type Paint, painter, type TextOptions, type Tone } from './paint.ts';
import { excerpt, plain } from './plain.ts';
import { prose, section } from './section.ts';
import { plural } from './wording.ts';

/** Rows of each list on a terminal; `--json` has all. */
const SHOWN = 12;

const REVERSAL_TONE: Readonly<Record<BlastReport['reversal']['answer'], Tone>> = {
  yes: 'good',
  'with-conditions': 'wait',
  no: 'bad',
  unknown: 'doubt',
};

/** What a change can reach, for a terminal. */
export function blastText(report: BlastReport, { color, width }: TextOptions): string {
  const paint = painter(color);
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['Reach', reachLines(report, paint)],
    ['Services', serviceLines(report, paint)],
    [
      'Flows',
      report.flows.map((flow) => `${plain(flow.id)}  ${paint.quiet(`${tierText(flow.tier)} · ${wayOf(flow)}`)}`),
    ],
    ['Exposure', exposurePart(report)],
    ['Undo', undoLines(report, { paint, width })],
    ['Danger', operationLines(report, { paint, width })],
    ['Unread', report.unread.flatMap(({ path, message }) => prose(`${path}: ${message}`, width))],
    ['Disagree', report.findings.flatMap((finding) => prose(disagreement(finding), width))],
    ['Gaps', [...notAnalysedLines(report), ...report.limits].flatMap((line) => prose(line, width))],
  ];
  const title = `${paint.bold(excerpt(report.change.title || report.change.id, 100))}  ${paint.quiet(tierText(report.tier))}`;
  const blocks = parts.map(([name, lines]) => section({ name, lines, paint })).filter((lines) => lines.length > 0);
  return `${[[title], ...blocks].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function disagreement({ message, places }: BlastReport['findings'][number]): string {
  return places.length === 0 ? message : `${message} (${places.join(', ')})`;
}

function reachLines(report: BlastReport, paint: Paint): readonly string[] {
  const files = report.files.slice(0, SHOWN).map((file) => {
    const mark = file.certainty === 'certain' ? 'certain' : percent(file.probability);
    return `${mark.padStart(7)}  ${plain(file.path)}  ${paint.quiet(fileReason(file))}`;
  });
  const more = report.files.length + report.more_files - files.length;
  return [
    ringLine(report),
    ...rankLines(report),
    ...files,
    ...(more > 0
      ? [paint.quiet(`        and ${plural(more, 'file')} below; --json lists the first ${report.files.length}`)]
      : []),
  ];
}

function ringLine({ rings, packages }: BlastReport): string {
  if (rings === null) return 'no import graph could be had';
  if (rings.length === 0) return 'no file imports what changed';
  const hops = rings.map(({ hops: at, files }) => `${plural(files, 'file')} at ${plural(at, 'hop')}`).join(', ');
  return `${hops}; ${plural(packages.length, 'package')}`;
}

function serviceLines({ services }: BlastReport, paint: Paint): readonly string[] {
  const lines = services.slice(0, SHOWN).map((service) => {
    const tier = service.tier ?? service.inherited_tier;
    const way =
      service.by === 'call'
        ? `calls it: ${plain(callWay(service))}, ${service.evidence}`
        : wayOf({ by: service.by, through: 'code' });
    return `${plain(service.id)}  ${paint.quiet(`${tierText(tier)} · ${way}`)}`;
  });
  const more = services.length - lines.length;
  return more > 0 ? [...lines, paint.quiet(`and ${more} more`)] : lines;
}

function exposurePart({ exposure, flows }: BlastReport): readonly string[] {
  if (flows.length === 0) return [];
  const without = exposure.flows_without_value;
  const unstated = without.length === 0 ? [] : [`not stated for ${without.map(plain).join(', ')} (flows.NAME.value)`];
  return [...exposureLines(exposure).map(plain), ...unstated];
}

function undoLines(report: BlastReport, look: { readonly paint: Paint; readonly width: number }): readonly string[] {
  const [first = '', ...rest] = prose(reversalText(report.reversal), look.width);
  return [look.paint.tone(REVERSAL_TONE[report.reversal.answer], first), ...rest];
}

function operationLines(
  report: BlastReport,
  look: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const { paint, width } = look;
  const shown = report.operations.slice(0, SHOWN).flatMap((operation) => {
    const place = operation.line === null ? operation.path : `${operation.path}:${operation.line}`;
    const sure = operation.certainty === 'certain' ? '' : ' (possible)';
    return [
      `${paint.bad(plain(operation.rule))}  ${plain(operation.what)}${sure}`,
      `  ${paint.quiet(plain(place))}  ${paint.quiet(operation.effects.join(', '))}`,
      ...prose(`safer: ${operation.safer}`, width - 2).map((line) => `  ${line}`),
    ];
  });
  const more = report.operations.length - SHOWN;
  return more > 0 ? [...shown, paint.quiet(`and ${more} more; --json lists all`)] : shown;
}
