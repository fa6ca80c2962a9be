import { constants, open } from 'node:fs/promises';
import {
  type BaselineState,
  FINDING_LEVELS,
  type FindingLevel,
  type ScannerFinding,
  type ScannerRun,
} from '../../domain/finding/index.ts';
import { Fault, JsonProblem, printable } from '../../kernel/index.ts';
import { mapPlace, type PlaceBasis } from './artifact-uri.ts';
import { utf8Of } from './encoding.ts';
import { FILE_LIMIT_BYTES, RUN_LIMIT } from './limit.ts';
import { readLog, type StatedLog, type StatedRule, type StatedRun } from './log.ts';
import type { StatedResult } from './result.ts';

/**
 * Reads a SARIF 2.1.0 file: each run with its findings brought to paths of the repository at `root` (absolute). Members that
 * nothing here needs are passed over. What a limit cuts off is a gap of the run. Faults: no such file, no file, too large,
 * compressed, no JSON (with line and column), cut off, nested too deeply, no SARIF, another version.
 */
export async function readSarifFile(path: string, options: { readonly root: string }): Promise<readonly ScannerRun[]> {
  const bytes = utf8Of(await readLimited(path), path);
  const log = parse(path, bytes);
  const gap = log.omittedRuns > 0 ? [`the file has ${log.omittedRuns} runs beyond the ${RUN_LIMIT} that are read`] : [];
  return log.runs.map((run) => runOf(run, { source: path, root: options.root, gap }));
}

function runOf(
  run: StatedRun,
  given: { readonly source: string; readonly root: string; readonly gap: readonly string[] },
): ScannerRun {
  const { artifacts, bases, mappedTo } = run;
  const basis: PlaceBasis = { artifacts, bases, mappedTo, root: given.root };
  const levels = new Map(run.rules.map(({ id, level }) => [id, level]));
  return {
    tool: run.tool,
    source: given.source,
    findings: run.results.filter(isFinding).map((result) => findingOf(result, { run, basis, levels })),
    gaps: [
      ...given.gap,
      ...run.gaps,
      ...(run.scanned ? [] : ['it has no list of results, so no scan took place']),
      ...(run.succeeded ? [] : ['it says that it did not succeed']),
    ],
    revision: run.revision,
  };
}

/** Kinds that say that nothing is wrong (section 3.27.9). */
const HARMLESS_KINDS: readonly string[] = ['pass', 'notApplicable', 'informational'];

function isFinding({ kind }: StatedResult): boolean {
  return kind === null || !HARMLESS_KINDS.includes(kind);
}

function findingOf(
  result: StatedResult,
  context: {
    readonly run: StatedRun;
    readonly basis: PlaceBasis;
    readonly levels: ReadonlyMap<string, string | null>;
  },
): ScannerFinding {
  const rule = ruleOf(result, context.run);
  const id = result.ruleId ?? rule?.id ?? '';
  const mapped = mapPlace(result.location, context.basis);
  return {
    rule: id === '' ? 'unnamed rule' : id,
    level: levelOf(result.level ?? rule?.level ?? context.levels.get(id) ?? null),
    message: result.message,
    place: mapped.kind === 'unmapped' ? mapped : { kind: 'file', path: mapped.path, lines: linesOf(result) },
    fingerprint: result.fingerprint,
    suppressed: result.suppressions.length > 0 && result.suppressions.every((status) => status === 'accepted'),
    baseline: baselineOf(result.baseline),
  };
}

function ruleOf({ extension, ruleIndex }: StatedResult, run: StatedRun): StatedRule | undefined {
  const rules = extension === null ? run.rules : (run.extensions[extension] ?? []);
  return ruleIndex === null ? undefined : rules[ruleIndex];
}

/** What nobody states is a warning (section 3.27.10); so is a level that the format does not have. */
function levelOf(stated: string | null): FindingLevel {
  return FINDING_LEVELS.find((level) => level === stated) ?? 'warning';
}

const BASELINE_STATES: readonly BaselineState[] = ['new', 'updated', 'unchanged', 'absent'];

function baselineOf(stated: string | null): BaselineState | null {
  return BASELINE_STATES.find((state) => state === stated) ?? null;
}

function linesOf({ startLine, endLine }: StatedResult) {
  if (startLine === null || !Number.isInteger(startLine) || startLine < 1) return null;
  const last = endLine !== null && Number.isInteger(endLine) ? Math.max(startLine, endLine) : startLine;
  return { first: startLine, last };
}

function parse(path: string, bytes: Uint8Array): StatedLog {
  const log = readOrFault(path, bytes);
  if (!log.hasRuns) {
    throw wrong(path, { code: 'sarif-unknown', what: 'is no SARIF: it has no list of runs', fix: FORMAT });
  }
  if (log.version !== null && !/^2(?:\.|$)/.test(log.version)) {
    const what = `is SARIF ${printable(log.version)}, which is not read`;
    throw wrong(path, { code: 'sarif-version', what, fix: FORMAT });
  }
  return log;
}

const FORMAT = 'Let the tool write SARIF 2.1.0.';

function readOrFault(path: string, bytes: Uint8Array): StatedLog {
  try {
    return readLog(bytes);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    const fix = error.kind === 'truncated' ? 'Run the scanner again: the file was cut off.' : FORMAT;
    throw wrong(path, { code: `sarif-${error.kind}`, what: `cannot be read: ${error.message}`, fix, cause: error });
  }
}

/** Opening a pipe that nobody writes to would wait for ever. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const CHECK = 'Check the path given to --sarif.';

async function readLimited(path: string): Promise<Buffer> {
  const file = await open(path, WITHOUT_WAITING).catch((cause: unknown) => {
    throw wrong(path, { code: 'sarif-unreadable', what: 'cannot be opened', fix: CHECK, cause });
  });
  try {
    const entry = await file.stat();
    if (!entry.isFile()) throw wrong(path, { code: 'sarif-unreadable', what: 'is no file', fix: CHECK });
    if (entry.size > FILE_LIMIT_BYTES) {
      const what = `is larger than ${FILE_LIMIT_BYTES} bytes`;
      throw wrong(path, { code: 'sarif-too-large', what, fix: 'Let the tool write one file for each part.' });
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function wrong(
  path: string,
  given: { readonly code: string; readonly what: string; readonly fix: string; readonly cause?: unknown },
): Fault {
  const { code, what, fix, cause } = given;
  return new Fault({ kind: 'malformed', code, message: `${printable(path)} ${what}`, fix, cause });
}
