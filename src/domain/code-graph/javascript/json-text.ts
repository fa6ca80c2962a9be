import { MARK, maskWith } from '../mask.ts';
import { blockComment, lineComment, quoted } from '../mask-reader.ts';

/** JSON as configuration files write it, with comments and trailing commas; `null` where it is none, never throws. */
export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseLoose(text);
  }
}

/** An object's members, or none. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** The strings of a list; one string counts as a list of one. */
export function stringsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string');
}

const maskJson = maskWith([lineComment('//'), blockComment('/*', '*/'), quoted({ open: '"' })]);
const PLACEHOLDER = new RegExp(`${MARK}(\\d+)${MARK}`, 'g');

function parseLoose(text: string): unknown {
  const { code, strings } = maskJson(text.replace(/^\uFEFF/, ''));
  const strict = code
    .replace(/,(?=\s{0,99}[}\]])/g, '')
    .replace(PLACEHOLDER, (_, index: string) => `"${strings[Number(index)] ?? ''}"`);
  try {
    return JSON.parse(strict);
  } catch {
    return null;
  }
}
