import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseEvidence } from '../../domain/attribution/index.ts';
import { excerpt, Fault } from '../../kernel/index.ts';
import { readActs, readAlert } from './act.ts';
import { readChanges } from './change.ts';
import { type CaseGap, GapList } from './gap.ts';
import { readLogLines, readLogList, readPatterns } from './log.ts';
import { readMetricCsv, readMetricJson } from './metric.ts';
import { readTraces } from './trace.ts';
import { recordOf } from './value.ts';

/** A case as it was read, with what could not be. */
export interface ReadCase {
  readonly evidence: CaseEvidence;
  readonly gaps: readonly CaseGap[];
}

/** A file above this is no evidence of one incident. */
const BYTES_MOST = 128 * 1024 * 1024;

/** The JSON parts of a case, by member of the document, with the files of a folder that hold them. */
const PARTS = {
  alert: ['alert.json'],
  metrics: ['metrics.json'],
  logs: ['logs.json'],
  traces: ['traces.json'],
  patterns: ['patterns.json'],
  commits: ['context/commits.json', 'commits.json'],
  deploys: ['context/deploys.json', 'deploys.json'],
  flags: ['context/flags.json', 'flags.json'],
  controls: ['context/controls.json', 'controls.json'],
  interventions: ['context/interventions.json', 'interventions.json'],
  external: ['context/external.json', 'external.json'],
  calls: ['context/calls.json', 'calls.json'],
  asserted: ['context/asserted.json', 'asserted.json'],
} as const;
type Part = keyof typeof PARTS;

/**
 * Reads a case: a folder with a file for each part, or one JSON document with a member for each. A part that is broken is left
 * out and named in `gaps`. Faults (`usage`): no such place, nothing of a case in it, no JSON in the document.
 */
export async function readIncidentCase(place: string): Promise<ReadCase> {
  const gaps = new GapList();
  const found = await stat(place).catch(() => null);
  if (found === null) throw unreadable(place, 'there is no such folder or file');
  return found.isDirectory() ? readFolder(place, gaps) : readDocument(place, gaps);
}

async function readFolder(folder: string, gaps: GapList): Promise<ReadCase> {
  const parts: Partial<Record<Part, unknown>> = {};
  for (const part of Object.keys(PARTS) as Part[]) {
    for (const file of PARTS[part]) {
      const text = await textAt(join(folder, file), { gaps, file });
      if (text === null) continue;
      try {
        parts[part] = JSON.parse(text);
      } catch (problem) {
        gaps.note(file, `is no JSON: ${problem instanceof Error ? problem.message : ''}`);
      }
      break;
    }
  }
  const csv = await textAt(join(folder, 'metrics.csv'), { gaps, file: 'metrics.csv' });
  const ndjson = await textAt(join(folder, 'logs.ndjson'), { gaps, file: 'logs.ndjson' });
  if (csv === null && ndjson === null && Object.keys(parts).length === 0 && gaps.all().length === 0) {
    throw unreadable(folder, 'it holds no file of a case, such as alert.json or context/deploys.json');
  }
  return assemble(parts, { gaps, csv, ndjson });
}

async function readDocument(file: string, gaps: GapList): Promise<ReadCase> {
  const text = await textAt(file, { gaps, file });
  if (text === null) throw unreadable(file, gaps.all()[0]?.message ?? 'it cannot be read');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    throw unreadable(file, `it is no JSON: ${problem instanceof Error ? problem.message : ''}`);
  }
  const document = recordOf(value);
  if (document === null || !Object.keys(PARTS).some((part) => part in document)) {
    throw unreadable(file, `it has no member of a case, such as ${Object.keys(PARTS).slice(0, 4).join(', ')}`);
  }
  return assemble(document, { gaps, csv: null, ndjson: null });
}

function assemble(
  parts: Readonly<Record<string, unknown>>,
  { gaps, csv, ndjson }: { readonly gaps: GapList; readonly csv: string | null; readonly ndjson: string | null },
): ReadCase {
  const there = <T>(part: Part, read: (value: unknown, gaps: GapList) => readonly T[]): readonly T[] =>
    parts[part] === undefined || parts[part] === null ? [] : read(parts[part], gaps);
  const evidence: CaseEvidence = {
    alert: readAlert(parts['alert'], gaps),
    onsets: [],
    series: csv === null ? there('metrics', readMetricJson) : readMetricCsv(csv, gaps),
    logs: ndjson === null ? there('logs', readLogList) : readLogLines(ndjson, gaps),
    patterns: there('patterns', readPatterns),
    spans: there('traces', readTraces),
    candidates: readChanges({ commits: parts['commits'], deploys: parts['deploys'], flags: parts['flags'] }, gaps),
    ...readActs(
      {
        controls: parts['controls'],
        interventions: parts['interventions'],
        external: parts['external'],
        calls: parts['calls'],
        asserted: parts['asserted'],
      },
      gaps,
    ),
  };
  return { evidence, gaps: gaps.all() };
}

async function textAt(
  path: string,
  { gaps, file }: { readonly gaps: GapList; readonly file: string },
): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (!found.isFile() || found.size > BYTES_MOST) {
    gaps.note(file, found.isFile() ? `is larger than ${BYTES_MOST} bytes` : 'is no file');
    return null;
  }
  try {
    return await readFile(path, 'utf8');
  } catch (problem) {
    gaps.note(file, problem instanceof Error ? problem.message : 'cannot be read');
    return null;
  }
}

function unreadable(place: string, why: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'case-unreadable',
    message: `${excerpt(place, 200)} is no case of an incident: ${why}`,
    fix: 'Give a folder or a JSON document as docs/attribution.md describes it.',
  });
}
