import type { JsonCursor } from '../../kernel/index.ts';
import {
  FINGERPRINT_BYTES,
  FINGERPRINT_LIMIT,
  MESSAGE_BYTES,
  NAME_BYTES,
  SUPPRESSION_LIMIT,
  URI_BYTES,
} from './limit.ts';

/** An artifactLocation: a URI, maybe relative to a named folder, or the number of an artifact. */
export interface StatedUri {
  readonly uri: string | null;
  readonly base: string | null;
  readonly index: number | null;
}

/** A result as the file states it; `null` = not stated, or not in a form that could be read. */
export interface StatedResult {
  readonly ruleId: string | null;
  readonly ruleIndex: number | null;
  /** Number of the extension that the rule stands in; `null` = the driver. */
  readonly extension: number | null;
  readonly kind: string | null;
  readonly level: string | null;
  readonly message: string;
  readonly location: StatedUri | null;
  readonly startLine: number | null;
  readonly endLine: number | null;
  readonly fingerprint: string | null;
  /** Its suppressions' status, in order; `accepted` where none is stated. */
  readonly suppressions: readonly string[];
  readonly baseline: string | null;
}

type Draft = { -readonly [Member in keyof StatedResult]: StatedResult[Member] };

/** Reads one result; what is not named here is skipped. */
export function readResult(json: JsonCursor): StatedResult {
  const result: Draft = {
    ruleId: null,
    ruleIndex: null,
    extension: null,
    kind: null,
    level: null,
    message: '',
    location: null,
    startLine: null,
    endLine: null,
    fingerprint: null,
    suppressions: [],
    baseline: null,
  };
  let partial: string | null = null;
  json.members((key) => {
    switch (key) {
      case 'ruleId':
        result.ruleId = json.text(NAME_BYTES) ?? result.ruleId;
        break;
      case 'ruleIndex':
        result.ruleIndex = json.number() ?? result.ruleIndex;
        break;
      case 'rule':
        readRuleReference(json, result);
        break;
      case 'kind':
        result.kind = json.text(NAME_BYTES);
        break;
      case 'level':
        result.level = json.text(NAME_BYTES);
        break;
      case 'message':
        result.message = readMessage(json);
        break;
      case 'locations':
        json.items((index) => {
          if (index === 0) readLocation(json, result);
        });
        break;
      case 'partialFingerprints':
        partial = readFingerprint(json);
        break;
      case 'fingerprints':
        result.fingerprint = readFingerprint(json);
        break;
      case 'suppressions':
        result.suppressions = readSuppressions(json);
        break;
      case 'baselineState':
        result.baseline = json.text(NAME_BYTES);
        break;
    }
  });
  return { ...result, fingerprint: partial ?? result.fingerprint };
}

/** Reads an artifactLocation. */
export function readUri(json: JsonCursor): StatedUri {
  let uri: string | null = null;
  let base: string | null = null;
  let index: number | null = null;
  json.members((key) => {
    if (key === 'uri') uri = json.text(URI_BYTES);
    else if (key === 'uriBaseId') base = json.text(NAME_BYTES);
    else if (key === 'index') index = json.number();
  });
  return { uri, base, index };
}

function readRuleReference(json: JsonCursor, result: Draft): void {
  json.members((key) => {
    if (key === 'id') result.ruleId ??= json.text(NAME_BYTES);
    else if (key === 'index') result.ruleIndex ??= json.number();
    else if (key === 'toolComponent') {
      json.members((member) => {
        if (member === 'index') result.extension = json.number();
      });
    }
  });
}

function readMessage(json: JsonCursor): string {
  let text: string | null = null;
  let other: string | null = null;
  json.members((key) => {
    if (key === 'text') text = json.text(MESSAGE_BYTES);
    else if (key === 'markdown' || key === 'id') other ??= json.text(MESSAGE_BYTES);
  });
  return text ?? other ?? '';
}

function readLocation(json: JsonCursor, result: Draft): void {
  json.members((key) => {
    if (key !== 'physicalLocation') return;
    json.members((member) => {
      if (member === 'artifactLocation') result.location = readUri(json);
      if (member !== 'region') return;
      json.members((name) => {
        if (name === 'startLine') result.startLine = json.number();
        else if (name === 'endLine') result.endLine = json.number();
      });
    });
  });
}

/** The hash of the line is what forges match by; of other fingerprints the first by name, so that order does not matter. */
function readFingerprint(json: JsonCursor): string | null {
  const found: [name: string, value: string][] = [];
  json.members((name) => {
    const value = found.length < FINGERPRINT_LIMIT ? json.text(FINGERPRINT_BYTES) : null;
    if (value !== null && value !== '') found.push([name, value]);
  });
  const [, line] = found.find(([name]) => name.startsWith('primaryLocationLineHash')) ?? [];
  const [first] = found.sort(([a], [b]) => (a < b ? -1 : 1));
  return line ?? (first === undefined ? null : `${first[0]}:${first[1]}`);
}

function readSuppressions(json: JsonCursor): readonly string[] {
  const states: string[] = [];
  json.items((index) => {
    if (index >= SUPPRESSION_LIMIT) return;
    let status: string | null = null;
    json.members((key) => {
      if (key === 'status') status = json.text(NAME_BYTES);
    });
    states.push(status ?? 'accepted');
  });
  return states;
}
