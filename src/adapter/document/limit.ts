import type { DocumentParse } from '../../domain/operation/index.ts';

/** Longest text parsed: a rendered tree of a thousand objects takes less. In UTF-16 units. */
export const MAX_TEXT = 8 * 1024 * 1024;

/** Longest single YAML document: the parser is in places quadratic. The largest resource definitions take a third. */
export const MAX_DOCUMENT = 1024 * 1024;

/** YAML documents in one text. */
export const MAX_DOCUMENTS = 4_000;

/** Nesting of maps and lists: schemas inside resource definitions reach about fifty. The parsers are recursive. */
export const MAX_DEPTH = 100;

/** Values in one text after aliases are expanded; ten aliases of ten aliases cannot grow beyond. */
export const MAX_NODES = 250_000;

/** Anchors and aliases in one YAML document. */
export const MAX_MARKS = 500;

export type Refusal = Extract<DocumentParse, { kind: 'refused' }>;

/** Thrown inside this adapter where a limit is passed, and answered as a refusal at its door. */
export class Excess extends Error {
  override readonly name = 'Excess';
  readonly refusal: Refusal;

  constructor(code: Refusal['code'], message: string) {
    super(message);
    this.refusal = { kind: 'refused', code, message };
  }
}

/** Counts values and refuses the one beyond the limit. */
export class NodeCount {
  #count = 0;

  add(): void {
    this.#count += 1;
    if (this.#count > MAX_NODES) throw new Excess('too-many-nodes', `the file holds more than ${MAX_NODES} values`);
  }
}
