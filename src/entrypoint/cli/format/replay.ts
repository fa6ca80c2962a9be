import { type ReplayReport, replayReport } from '../../../contract/index.ts';
import { jsonText } from './json.ts';
import type { TextOptions } from './paint.ts';
import { replayCsv } from './replay-csv.ts';
import { replayMarkdown } from './replay-markdown.ts';
import { replayText } from './replay-text.ts';

/** Names of the formats of a replay; the first is the one for people. The page with the picture is made elsewhere. */
export const REPLAY_FORMATS = ['text', 'json', 'markdown', 'csv'] as const;
export type ReplayFormat = (typeof REPLAY_FORMATS)[number];

/** Writes a replay report in one format. Pure; the text ends with a line break. */
export function formatReplay(
  options: TextOptions & {
    readonly format: ReplayFormat;
    readonly report: ReplayReport;
    /** Words behind `firebreak` by which shown commands find the repository. */
    readonly where?: readonly string[] | undefined;
  },
): string {
  switch (options.format) {
    case 'text':
      return replayText(options.report, options);
    case 'json':
      return jsonText(replayReport.parse(options.report));
    case 'markdown':
      return replayMarkdown(options.report);
    case 'csv':
      return replayCsv(options.report);
  }
}
