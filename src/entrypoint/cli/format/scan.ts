import { type ScanReport, scanReport } from '../../../contract/index.ts';
import { jsonText } from './json.ts';
import type { TextOptions } from './paint.ts';
import { scanMarkdown } from './scan-markdown.ts';
import { scanText } from './scan-text.ts';

/** Names of the formats of a scan; the first is the one for people. */
export const SCAN_FORMATS = ['text', 'json', 'markdown'] as const;
export type ScanFormat = (typeof SCAN_FORMATS)[number];

/** Writes a scan report in one format. Pure; the text ends with a line break. */
export function formatScan(
  options: TextOptions & { readonly format: ScanFormat; readonly report: ScanReport },
): string {
  switch (options.format) {
    case 'text':
      return scanText(options.report, options);
    case 'json':
      return jsonText(scanReport.parse(options.report));
    case 'markdown':
      return scanMarkdown(options.report);
  }
}
