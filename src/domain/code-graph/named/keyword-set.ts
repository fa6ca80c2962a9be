import type { WordCursor } from './word-cursor.ts';

/** Keywords of a language, found without making a string for words that cannot be one. */
export class KeywordSet<Keyword extends string> {
  /** By first character: one bit for each length that a keyword has. */
  readonly #lengths = new Uint32Array(128);
  readonly #words: ReadonlySet<string>;

  constructor(words: readonly Keyword[]) {
    this.#words = new Set(words);
    for (const word of words) {
      const first = word.charCodeAt(0);
      this.#lengths[first] = (this.#lengths[first] ?? 0) | (1 << word.length);
    }
  }

  /** The keyword that the cursor stands on; `null` where it is another word. */
  at(cursor: WordCursor): Keyword | null {
    const length = cursor.end - cursor.start;
    const lengths = this.#lengths[cursor.code.charCodeAt(cursor.start)];
    if (lengths === undefined || length > 31 || (lengths & (1 << length)) === 0) return null;
    const word = cursor.word();
    return this.#words.has(word) ? (word as Keyword) : null;
  }
}
