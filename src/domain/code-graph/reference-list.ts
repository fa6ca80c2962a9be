import type { FileScan, Reference, ReferenceForm } from './model.ts';

/** Gathers the references of one file, each text and form once. */
export class ReferenceList {
  readonly #seen = new Set<string>();
  readonly #references: Reference[] = [];
  computed = false;

  add(text: string, form: ReferenceForm): void {
    const key = `${form} ${text}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#references.push({ text, form });
  }

  /** The scan of a language that imports files, not names. */
  scan(given: { readonly generated: boolean }): FileScan {
    return {
      references: this.#references,
      declares: [],
      mentions: [],
      computed: this.computed,
      generated: given.generated,
    };
  }
}
