import type { FilePath } from '../../change/index.ts';
import type { ReferenceForm, ResolvedReference, Target } from '../model.ts';

/** Gathers what one file leads to: each target and form once, never the file itself. */
export class ResolvedList {
  readonly #from: FilePath;
  readonly #seen = new Set<string>();
  readonly #all: ResolvedReference[] = [];

  constructor(from: FilePath) {
    this.#from = from;
  }

  add(target: Target, form: ReferenceForm): void {
    if (target.kind === 'file' && target.path === this.#from) return;
    const what = target.kind === 'file' ? target.path : target.kind === 'unresolved' ? target.text : target.name;
    const key = `${form} ${target.kind} ${what}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#all.push({ form, target });
  }

  addFiles(paths: readonly FilePath[], form: ReferenceForm): void {
    for (const path of paths) this.add({ kind: 'file', path }, form);
  }

  get all(): readonly ResolvedReference[] {
    return this.#all;
  }
}
