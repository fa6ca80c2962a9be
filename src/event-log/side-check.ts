import { assert, DAY_MS, type Digest, digestOf, Fault } from '../kernel/index.ts';
import { MAX_NAME } from './model.ts';
import { MAX_DOCUMENT } from './side-table.ts';

/** The digest a document is kept by; a defect where it is too long or no text that every store gives back as it is. */
export function documentName(text: string): Digest {
  assert(text.length <= MAX_DOCUMENT && isText(text), 'a document is text of bounded length');
  return digestOf(text);
}

/** A document as it was read; a fault where it is not the one of that digest. */
export function wholeDocument(digest: Digest, text: string): string {
  if (digestOf(text) === digest) return text;
  throw new Fault({
    kind: 'malformed',
    code: 'document-differs',
    message: `the document ${digest} is not what was kept`,
    fix: 'Bring it back from a backup; events name documents by digest, so that a changed one is not taken for it.',
  });
}

/** Holds a lease's name and time to their bounds. */
export function checkLease(request: { readonly name: string; readonly ttlMs: number }): void {
  assert(isName(request.name), 'a lease has a short name');
  assert(request.ttlMs > 0 && request.ttlMs <= DAY_MS, 'a lease is held for a day at most');
}

/** Where the names that begin with `prefix` end, in the order of their bytes. */
export function endOfPrefix(prefix: string): string {
  return `${prefix}${LAST}`;
}

/** Whether a text may name something beside the log: short, and kept by every store as it is. */
export function isName(text: string): boolean {
  return text.length > 0 && text.length <= MAX_NAME && isText(text) && !text.includes(LAST);
}

/** Whether a text is without what PostgreSQL or UTF-8 cannot hold: NUL, and halves of surrogate pairs. */
export function isText(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}

/** The last code point, which no name holds: all names that begin with a text sort before the text and this. */
const LAST = '\u{10FFFF}';
