import type { ScannerSummary } from '../../../contract/index.ts';
import { excerpt } from './plain.ts';
import { plural } from './wording.ts';

/** Findings and lost places told on a screen; the JSON has more. */
const SHOWN = 5;
const MESSAGE_LIMIT = 100;

/** What scanners report, most important first, one line each; empty where no report was given. */
export function scannerTexts(scanner: ScannerSummary | null): readonly string[] {
  if (scanner === null) return [];
  const told = scanner.findings.filter(({ on }) => on === 'changed-line').slice(0, SHOWN);
  const rest = scanner.on_changed_lines - told.length;
  return [
    `${toolsText(scanner)}: ${countsText(scanner)}`,
    ...told.map(
      ({ level, rule, path, line, message }) =>
        `${level} ${rule} at ${path}${line === null ? '' : `:${line}`}: ${excerpt(message, MESSAGE_LIMIT)}`,
    ),
    ...(rest > 0 ? [`and ${rest} more on changed lines`] : []),
    ...unmappedTexts(scanner),
    ...scanner.gaps.map((gap) => `! there may be more findings: ${gap}`),
    ...scanner.notes.map((note) => `! ${note}`),
  ];
}

function toolsText({ tools }: ScannerSummary): string {
  return tools.length === 0 ? 'no tool' : tools.join(', ');
}

function countsText(scanner: ScannerSummary): string {
  const { suppressed, unchanged, absent } = scanner;
  const apart = [
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...(absent > 0 ? [`${absent} absent`] : []),
  ];
  const counted = [
    `${plural(scanner.on_changed_lines, 'finding')} on changed lines`,
    `${scanner.in_changed_files} elsewhere in the changed files`,
    ...(scanner.elsewhere > 0 ? [`${scanner.elsewhere} in other files`] : []),
    ...(apart.length > 0 ? [`apart: ${apart.join(', ')}`] : []),
  ];
  return counted.join(', ');
}

function unmappedTexts({ unmapped, unmapped_places: places }: ScannerSummary): readonly string[] {
  if (unmapped === 0) return [];
  const told = places.slice(0, SHOWN).map(({ stated, why }) => `${stated === '' ? 'no place' : stated} (${why})`);
  const rest = unmapped - told.length;
  return [`! not mapped to a file: ${told.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`];
}
