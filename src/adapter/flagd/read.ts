import { MemoryStorage } from '@openfeature/flagd-core';
import {
  type FlagDefinitions,
  type FlagProblem,
  type FlagReader,
  flagdDocument,
  type Json,
  MAX_DEFINITIONS,
  MAX_DEPTH,
  readFlagSet,
} from '../../domain/flag/index.ts';
import { accept, JsonCursor, JsonProblem, type Result, reject } from '../../kernel/index.ts';
import { openEvaluator, SILENT } from './evaluator.ts';
import { type JsonPlaces, jsonPlaces, placeAt } from './json-place.ts';

/** Reads definitions files of flagd: JSON, within limits, every problem with its place. */
export const flagReader: FlagReader = { read: readDefinitions };

/** Code is never made of a rule: definitions come from a branch, and a change may propose any. */
const INTERPRETED = { disableDynamicCodeGeneration: true };

function readDefinitions(text: string): Result<FlagDefinitions, readonly FlagProblem[]> {
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const { document, places } = parsed.value;
  const repeated = places.repeated.map((path): FlagProblem => {
    const message = 'it stands twice in one object, and only the last one would count';
    return { ...NOWHERE, code: 'repeated-member', path, message };
  });
  const { set, problems } = readFlagSet(document);
  const told = [...repeated, ...problems].map((problem) => ({ ...problem, ...places.placeOf(problem.path) }));
  if (set === null || repeated.length > 0) return reject(told);
  const storage = new MemoryStorage(SILENT, INTERPRETED);
  try {
    // Strict: the schema of flagd itself has the last word.
    storage.setConfigurations(JSON.stringify(flagdDocument(set)), true);
  } catch (error) {
    const path = pathIn(error);
    const message = 'it does not fit the schema of flagd (flagd.dev/schema/v0/flags.json)';
    return reject([...told, { ...NOWHERE, code: 'schema', path, message, ...places.placeOf(path) }]);
  }
  return accept({ evaluator: openEvaluator(set, storage), problems: told });
}

const NOWHERE = { severity: 'error', path: [], line: null, column: null } as const;

function parse(text: string): Result<{ readonly document: Json; readonly places: JsonPlaces }, readonly FlagProblem[]> {
  if (text.length > MAX_DEFINITIONS) {
    const message = `the file is larger than ${MAX_DEFINITIONS} characters; split it`;
    return reject([{ ...NOWHERE, code: 'too-large', message }]);
  }
  // A byte order mark is no part of JSON, and editors leave it.
  const plain = text.replace(/^\uFEFF/, '');
  try {
    const cursor = new JsonCursor(new TextEncoder().encode(plain), { depthLimit: MAX_DEPTH });
    cursor.skip();
    cursor.end();
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    const { line, column, message } = error;
    return reject([{ ...NOWHERE, code: error.kind, message, line, column }]);
  }
  try {
    const document = JSON.parse(plain) as Json;
    return accept({ document, places: jsonPlaces(plain) });
  } catch (error) {
    // Commas and colons are what the cursor passes over; the engine says where, in words.
    const position = /position (\d{1,9})/.exec(error instanceof Error ? error.message : '')?.[1];
    const place = position === undefined ? {} : placeAt(plain, Number(position));
    const message = 'it is no JSON: a comma or a colon is missing or too much';
    return reject([{ ...NOWHERE, code: 'malformed', message, ...place }]);
  }
}

/** The place that the library's message names; the root where it names none. */
function pathIn(error: unknown): readonly (string | number)[] {
  const message = error instanceof Error ? error.message : '';
  const pointer = /"instancePath": "([^"\n]{0,2000})"/.exec(message)?.[1] ?? '';
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    return /^\d{1,9}$/.test(name) ? Number(name) : name;
  });
}
