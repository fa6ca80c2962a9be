import type { FilePath, LineSpan, WrittenLines } from '../change/index.ts';
import {
  type ChangeFindings,
  FINDING_LEVELS,
  type PlacedFinding,
  type ScannerFinding,
  type ScannerRun,
  type UnmappedFinding,
} from './model.ts';

/** What runs are held against. */
export interface PlaceOptions {
  readonly runs: readonly ScannerRun[];
  readonly written: WrittenLines;
  /** Files that the change adds: what is said of the whole file is said of its lines. */
  readonly added: ReadonlySet<string>;
  /** Files of the new content; `null` = not listed, then no path is doubted. */
  readonly files: ReadonlySet<string> | null;
  /** The change's newest commit; `null` = it has none yet. */
  readonly head: string | null;
}

/** Brings the findings of all runs together: what is on lines that the change wrote, in files it touches, and what cannot be told. */
export function placeFindings(options: PlaceOptions): ChangeFindings {
  const { runs, written, files } = options;
  const onLine = ({ place }: ScannerFinding): boolean => place.kind === 'file' && touches(place, options);
  const onChangedLines: PlacedFinding[] = [];
  const inChangedFiles: PlacedFinding[] = [];
  const unmapped: UnmappedFinding[] = [];
  const apart = { suppressed: 0, suppressedOnChangedLines: 0, unchanged: 0, absent: 0 };
  let elsewhere = 0;
  for (const { tool, finding } of distinct(runs, onLine)) {
    const { rule, level, message, place } = finding;
    const standing = standingOf(finding);
    const lost = place.kind === 'unmapped' ? place : missing(place.path, files, written);
    if (lost !== null) {
      if (standing === 'counts') unmapped.push({ tool, rule, level, stated: lost.stated, why: lost.why });
      continue;
    }
    if (place.kind === 'unmapped') continue;
    if (!written.has(place.path)) {
      if (standing === 'counts') elsewhere += 1;
      continue;
    }
    if (standing !== 'counts') {
      apart[standing] += 1;
      if (standing === 'suppressed' && onLine(finding)) apart.suppressedOnChangedLines += 1;
      continue;
    }
    const placed = { tool, rule, level, message, path: place.path, lines: place.lines };
    if (onLine(finding)) onChangedLines.push(placed);
    else inChangedFiles.push(placed);
  }
  return {
    tools: [...new Set(runs.map(({ tool }) => tool))].sort(),
    onChangedLines: onChangedLines.sort(compareFindings),
    inChangedFiles: inChangedFiles.sort(compareFindings),
    apart,
    elsewhere,
    unmapped: unmapped.sort((a, b) => rankOf(a.level) - rankOf(b.level) || compareText(a.stated, b.stated)),
    gaps: gapsOf(runs),
    notes: notesOf(options),
  };
}

/** What makes two findings of one tool the same. */
function identityOf(tool: string, { rule, place, fingerprint, message }: ScannerFinding): string {
  const where = place.kind === 'file' ? place.path : place.stated;
  const line = place.kind === 'file' ? (place.lines?.first ?? 0) : 0;
  return JSON.stringify([tool, rule, where, ...(fingerprint === null ? [line, message] : [fingerprint])]);
}

/** Each finding once: of equal ones the one that counts, then one on a changed line, then the highest level, then the first. */
function distinct(
  runs: readonly ScannerRun[],
  onLine: (finding: ScannerFinding) => boolean,
): Iterable<{ readonly tool: string; readonly finding: ScannerFinding }> {
  const strictness = (finding: ScannerFinding): number =>
    (standingOf(finding) === 'counts' ? 20 : 0) + (onLine(finding) ? 10 : 0) - rankOf(finding.level);
  const kept = new Map<string, { readonly tool: string; readonly finding: ScannerFinding }>();
  for (const { tool, findings } of runs) {
    for (const finding of findings) {
      const identity = identityOf(tool, finding);
      const known = kept.get(identity);
      if (known === undefined || strictness(finding) > strictness(known.finding)) kept.set(identity, { tool, finding });
    }
  }
  return kept.values();
}

type Standing = 'counts' | 'suppressed' | 'unchanged' | 'absent';

function standingOf({ suppressed, baseline }: ScannerFinding): Standing {
  if (baseline === 'absent') return 'absent';
  if (suppressed) return 'suppressed';
  return baseline === 'unchanged' ? 'unchanged' : 'counts';
}

/** A file that the change deletes or that was never there: the report is about another content. */
function missing(
  path: FilePath,
  files: ReadonlySet<string> | null,
  written: WrittenLines,
): { readonly stated: string; readonly why: string } | null {
  if (written.has(path) || files === null || files.has(path)) return null;
  return { stated: path, why: 'no such file in the new content' };
}

/** In a file whose written lines cannot be told any finding may be on one of them. */
function touches(
  { path, lines }: { readonly path: FilePath; readonly lines: LineSpan | null },
  { written, added }: PlaceOptions,
): boolean {
  const spans = written.get(path);
  if (spans === undefined) return false;
  if (spans === null) return true;
  if (lines === null) return added.has(path);
  return spans.some(({ first, last }) => first <= lines.last && lines.first <= last);
}

function gapsOf(runs: readonly ScannerRun[]): readonly string[] {
  const gaps = runs.flatMap(({ tool, source, gaps: own }) => own.map((gap) => `${tool} in ${source}: ${gap}`));
  return runs.length === 0 ? ['the report holds no run of any tool'] : [...new Set(gaps)];
}

function notesOf({ runs, head }: PlaceOptions): readonly string[] {
  const others = runs.filter(({ revision }) => revision !== null && revision !== head);
  const notes = others.map(
    ({ tool, revision }) =>
      `${tool} looked at ${revision?.slice(0, 12)}, not at ${head?.slice(0, 12) ?? 'what is staged'}: its lines may be off`,
  );
  return [...new Set(notes)];
}

/** Orders findings for reading: worst first, then by place. */
export function compareFindings(a: PlacedFinding, b: PlacedFinding): number {
  return (
    rankOf(a.level) - rankOf(b.level) ||
    compareText(a.path, b.path) ||
    (a.lines?.first ?? 0) - (b.lines?.first ?? 0) ||
    compareText(a.tool, b.tool) ||
    compareText(a.rule, b.rule)
  );
}

function rankOf(level: PlacedFinding['level']): number {
  return FINDING_LEVELS.indexOf(level);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
