import {
  type ReviewForecastReport,
  type ReviewSimulationReport,
  reviewForecast,
  reviewSimulation,
} from '../../../contract/index.ts';
import { jsonText } from './json.ts';
import { wrap } from './layout.ts';
import { markdownTable, markdownText } from './markdown.ts';
import { type Paint, painter, type TextOptions } from './paint.ts';
import { plain } from './plain.ts';
import {
  type FigureTable,
  levelTable,
  minutesTable,
  reviewerSentence,
  teamTable,
  waitTable,
  windowSentence,
} from './review-load-table.ts';
import { tableLines } from './table.ts';

/** Names of the formats of forecast and simulation; the first is the one for people. */
export const REVIEW_LOAD_FORMATS = ['text', 'json', 'markdown'] as const;
export type ReviewLoadFormat = (typeof REVIEW_LOAD_FORMATS)[number];

/** Writes a forecast of review in one format. Pure; the text ends with a line break. */
export function formatReviewForecast(
  options: TextOptions & { readonly format: ReviewLoadFormat; readonly report: ReviewForecastReport },
): string {
  const { report, format } = options;
  if (format === 'json') return jsonText(reviewForecast.parse(report));
  const tables = [minutesTable(report), levelTable(report), teamTable(report)].filter(({ rows }) => rows.length > 0);
  return drawn({ title: 'forecast of review', lead: [report.sentence, ...leadOf(report)], tables, report }, options);
}

/** Writes a simulation of review in one format. Pure; the text ends with a line break. */
export function formatReviewSimulation(
  options: TextOptions & { readonly format: ReviewLoadFormat; readonly report: ReviewSimulationReport },
): string {
  const { report, format } = options;
  if (format === 'json') return jsonText(reviewSimulation.parse(report));
  const tables = [waitTable(report)].filter(({ rows }) => rows.length > 0);
  return drawn({ title: 'waits for review', lead: leadOf(report), tables, report }, options);
}

function leadOf(report: ReviewForecastReport | ReviewSimulationReport): readonly string[] {
  return [windowSentence(report), reviewerSentence(report)];
}

interface Drawing {
  readonly title: string;
  readonly lead: readonly string[];
  readonly tables: readonly FigureTable[];
  readonly report: Pick<ReviewForecastReport, 'repository' | 'limits'>;
}

function drawn(drawing: Drawing, options: TextOptions & { readonly format: ReviewLoadFormat }): string {
  return options.format === 'markdown' ? markdownOf(drawing) : textOf(drawing, options);
}

function textOf({ title, lead, tables, report }: Drawing, { color, width }: TextOptions): string {
  const paint: Paint = painter(color);
  const lines = [
    paint.bold(`${plain(report.repository)}: ${title}`),
    ...lead.flatMap((sentence) => wrap(plain(sentence), width)),
    ...tables.flatMap(({ head, columns, rows }) => [
      '',
      ...(head === '' ? [] : wrap(head, width).map(paint.quiet)),
      ...tableLines({ columns, rows: rows.map((row) => row.map(plain)), width, paint }),
    ]),
    '',
    ...report.limits.flatMap((limit) =>
      wrap(plain(limit), width - 2).map((line, index) => paint.quiet(`${index === 0 ? '· ' : '  '}${line}`)),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function markdownOf({ title, lead, tables, report }: Drawing): string {
  const lines = [
    `## ${markdownText(report.repository)}: ${title}`,
    '',
    ...lead.flatMap((sentence) => [sentence, '']),
    ...tables.flatMap(({ head, columns, rows }) => [
      ...(head === '' ? [] : [head, '']),
      ...markdownTable({
        head: columns.map((column) => column.head),
        right: columns.filter(({ align }) => align === 'right').map((column) => column.head),
        rows: rows.map(([name = '', ...figures]) => [markdownText(name), ...figures]),
      }),
      '',
    ]),
    ...report.limits.map((limit) => `- ${markdownText(limit)}`),
  ];
  return `${lines.join('\n')}\n`;
}
