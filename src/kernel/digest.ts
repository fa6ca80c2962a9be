import { hash } from 'node:crypto';
import type { Branded } from './brand.ts';

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = Branded<string, 'Digest'>;

/** SHA-256 of the bytes (a string counts as UTF-8). */
export function digestOf(content: string | Uint8Array): Digest {
  return `sha256:${hash('sha256', content, 'hex')}` as Digest;
}

/** SHA-256 of {@link canonicalJson}: equal data has an equal digest whatever the order of its keys. */
export function digestOfJson(value: unknown): Digest {
  return digestOf(canonicalJson(value));
}

/**
 * JSON with sorted keys and no white space, as RFC 8785 for the data used here. `undefined` members are left out;
 * a bigint is written as a number.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`;
    return `[${text}]`;
  }
  for (const key of Object.keys(value).sort()) {
    const member: unknown = (value as Record<string, unknown>)[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}
