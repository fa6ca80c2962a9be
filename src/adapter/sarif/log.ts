import { JsonCursor } from '../../kernel/index.ts';
import {
  ARTIFACT_LIMIT,
  BASE_LIMIT,
  DEPTH_LIMIT,
  EXTENSION_LIMIT,
  NAME_BYTES,
  RESULT_LIMIT,
  RULE_LIMIT,
  RUN_LIMIT,
  URI_BYTES,
} from './limit.ts';
import { readResult, readUri, type StatedResult, type StatedUri } from './result.ts';

/** The rules of a driver or an extension: what a result's index means. */
export interface StatedRule {
  readonly id: string;
  /** Level of its results that state none. */
  readonly level: string | null;
}

/** One run as the file states it. */
export interface StatedRun {
  readonly tool: string;
  readonly rules: readonly StatedRule[];
  /** Rules of each extension. */
  readonly extensions: readonly (readonly StatedRule[])[];
  readonly artifacts: readonly StatedUri[];
  readonly bases: ReadonlyMap<string, StatedUri>;
  readonly results: readonly StatedResult[];
  /** False where the tool says that it failed. */
  readonly succeeded: boolean;
  readonly revision: string | null;
  /** Of the root of the checked-out repository, where the file says so. */
  readonly mappedTo: StatedUri | null;
  /** Whether there is a list of results at all: its absence means that no scan took place (section 3.14.23). */
  readonly scanned: boolean;
  readonly gaps: readonly string[];
}

/** A SARIF file as it is stated, its unnamed parts left out. */
export interface StatedLog {
  readonly version: string | null;
  readonly runs: readonly StatedRun[];
  /** `false` where the file has no list of runs: then it is no SARIF. */
  readonly hasRuns: boolean;
  readonly omittedRuns: number;
}

/** Reads a SARIF text; throws a JsonProblem where it cannot be read on. */
export function readLog(bytes: Uint8Array): StatedLog {
  const json = new JsonCursor(bytes, { depthLimit: DEPTH_LIMIT });
  const runs: StatedRun[] = [];
  let version: string | null = null;
  let hasRuns = false;
  let omittedRuns = 0;
  json.members((key) => {
    if (key === 'version') version = json.text(NAME_BYTES);
    if (key !== 'runs') return;
    hasRuns = json.items(() => {
      if (runs.length < RUN_LIMIT) runs.push(readRun(json));
      else omittedRuns += 1;
    });
  });
  json.end();
  return { version, runs, hasRuns, omittedRuns };
}

function readRun(json: JsonCursor): StatedRun {
  const gaps: string[] = [];
  let tool: Tool = { name: 'unnamed tool', rules: [], extensions: [], gaps: [] };
  let artifacts: readonly StatedUri[] = [];
  const bases = new Map<string, StatedUri>();
  const results: StatedResult[] = [];
  let scanned = false;
  let omitted = 0;
  let succeeded = true;
  let provenance: Provenance = { revision: null, mappedTo: null };
  let external = false;
  json.members((key) => {
    switch (key) {
      case 'tool':
        tool = readTool(json);
        break;
      case 'results':
        scanned = json.items(() => {
          if (results.length < RESULT_LIMIT) results.push(readResult(json));
          else omitted += 1;
        });
        break;
      case 'artifacts':
        artifacts = readArtifacts(json);
        break;
      case 'originalUriBaseIds':
        json.members((id) => {
          if (bases.size < BASE_LIMIT) bases.set(id, readUri(json));
        });
        break;
      case 'invocations':
        json.items(() => {
          succeeded = readSucceeded(json) && succeeded;
        });
        break;
      case 'externalPropertyFileReferences':
        json.members((name) => {
          external ||= name === 'results';
        });
        break;
      case 'versionControlProvenance':
        provenance = readProvenance(json);
        break;
    }
  });
  if (external) gaps.push('it has results in other files, which are not read');
  if (omitted > 0) gaps.push(`it has ${omitted} results beyond the ${RESULT_LIMIT} that are read`);
  return {
    tool: tool.name,
    rules: tool.rules,
    extensions: tool.extensions,
    artifacts,
    bases,
    results,
    succeeded,
    ...provenance,
    scanned,
    gaps: [...gaps, ...tool.gaps],
  };
}

interface Component {
  readonly name: string | null;
  readonly rules: readonly StatedRule[];
  readonly omitted: number;
}

interface Tool {
  readonly name: string;
  readonly rules: readonly StatedRule[];
  readonly extensions: readonly (readonly StatedRule[])[];
  readonly gaps: readonly string[];
}

function readTool(json: JsonCursor): Tool {
  let driver: Component = { name: null, rules: [], omitted: 0 };
  const extensions: Component[] = [];
  json.members((key) => {
    if (key === 'driver') driver = readComponent(json);
    if (key === 'extensions') {
      json.items(() => {
        if (extensions.length < EXTENSION_LIMIT) extensions.push(readComponent(json));
      });
    }
  });
  const omitted = [driver, ...extensions].reduce((sum, component) => sum + component.omitted, 0);
  return {
    name: driver.name ?? 'unnamed tool',
    rules: driver.rules,
    extensions: extensions.map(({ rules }) => rules),
    // A rule that is not read takes the level of its results with it.
    gaps:
      omitted === 0 ? [] : [`it has ${omitted} rules beyond the ${RULE_LIMIT} that are read, so levels may be wrong`],
  };
}

function readComponent(json: JsonCursor): Component {
  let name: string | null = null;
  const rules: StatedRule[] = [];
  let omitted = 0;
  json.members((key) => {
    if (key === 'name') name = json.text(NAME_BYTES);
    if (key !== 'rules') return;
    json.items(() => {
      if (rules.length < RULE_LIMIT) rules.push(readRule(json));
      else omitted += 1;
    });
  });
  return { name, rules, omitted };
}

function readRule(json: JsonCursor): StatedRule {
  let id: string | null = null;
  let level: string | null = null;
  json.members((key) => {
    if (key === 'id') id = json.text(NAME_BYTES);
    if (key !== 'defaultConfiguration') return;
    json.members((member) => {
      if (member === 'level') level = json.text(NAME_BYTES);
    });
  });
  return { id: id ?? '', level };
}

function readArtifacts(json: JsonCursor): readonly StatedUri[] {
  const artifacts: StatedUri[] = [];
  json.items((index) => {
    if (index >= ARTIFACT_LIMIT) return;
    let location: StatedUri = { uri: null, base: null, index: null };
    json.members((key) => {
      if (key === 'location') location = readUri(json);
    });
    artifacts.push(location);
  });
  return artifacts;
}

function readSucceeded(json: JsonCursor): boolean {
  let succeeded = true;
  json.members((key) => {
    if (key === 'executionSuccessful') succeeded = json.boolean() ?? true;
  });
  return succeeded;
}

interface Provenance {
  readonly revision: string | null;
  readonly mappedTo: StatedUri | null;
}

/** The first repository named is the one the run is about. */
function readProvenance(json: JsonCursor): Provenance {
  let found: Provenance = { revision: null, mappedTo: null };
  json.items((index) => {
    if (index > 0) return;
    let revision: string | null = null;
    let mappedTo: StatedUri | null = null;
    json.members((key) => {
      if (key === 'revisionId') revision = json.text(URI_BYTES);
      if (key === 'mappedTo') mappedTo = readUri(json);
    });
    found = { revision, mappedTo };
  });
  return found;
}
