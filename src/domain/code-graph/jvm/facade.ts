import type { FilePath } from '../../change/index.ts';
import type { SourceTree } from '../model.ts';
import { fileNameOf } from '../named/folder-index.ts';

/** The classes into which Kotlin puts a file's functions: `org.acme.TextKt` for `text.kt`, as Java code calls them. */
export class FacadeIndex {
  readonly #files = new Map<string, FilePath>();

  constructor(tree: SourceTree) {
    for (const path of tree.paths) {
      if (!path.endsWith('.kt')) continue;
      const declared = tree.scan(path)?.declares.find((name) => name.startsWith('package ')) ?? '';
      const prefix = declared === '' ? '' : `${declared.slice('package '.length)}.`;
      const name = fileNameOf(path).slice(0, -'.kt'.length);
      this.#files.set(`${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}Kt`, path);
    }
  }

  file(name: string): FilePath | null {
    return this.#files.get(name) ?? null;
  }
}
