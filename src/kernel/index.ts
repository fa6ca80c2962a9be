export { assert, assertNever, Defect } from './assert.ts';
export type { Branded } from './brand.ts';
export { canonicalJson, type Digest, digestOf, digestOfJson } from './digest.ts';
export { Fault, type FaultKind } from './fault.ts';
export { JsonCursor, JsonProblem, type JsonProblemKind } from './json-cursor.ts';
export { remembering } from './memo.ts';
export { accept, type Result, reject } from './result.ts';
export { excerpt, hasInvisible, normalizeText, printable } from './text.ts';
export { DAY_MS, type Instant, instant, toIso } from './time.ts';
