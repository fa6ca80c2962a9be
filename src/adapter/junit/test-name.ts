import { digestOf, fitted } from '../../kernel/index.ts';
import { NAME_CHARACTERS } from './limit.ts';

/** The name of a test: `GROUP > NAME`, or the name alone where the group says the same. White space is single, long names are cut. */
export function testName(given: { readonly group: string; readonly name: string }): string {
  const group = cut(single(given.group));
  const name = cut(single(given.name));
  return group === '' || group === name ? name : `${group} > ${name}`;
}

function single(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function cut(text: string): string {
  if (text.length <= NAME_CHARACTERS) return fitted(text, NAME_CHARACTERS);
  const mark = digestOf(text).slice('sha256:'.length, 'sha256:'.length + 12);
  return `${fitted(text, NAME_CHARACTERS - mark.length - 1)}${mark}`;
}
