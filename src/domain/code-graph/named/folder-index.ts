import type { FilePath } from '../../change/index.ts';
import { folderOf } from '../path-text.ts';

/** Finds the nearest folder with a manifest above a file. */
export class FolderIndex {
  readonly #folders: ReadonlySet<string>;
  readonly #known = new Map<string, string | null>();

  /** Of the folders in which these manifests lie. */
  constructor(manifests: readonly FilePath[]) {
    this.#folders = new Set(manifests.map(folderOf));
  }

  /** The folder, `''` for the root; `null` where no manifest is above the file. */
  nearest(path: FilePath): string | null {
    const folder = folderOf(path);
    const known = this.#known.get(folder);
    if (known !== undefined) return known;
    let at: string | null = folder;
    while (at !== null && !this.#folders.has(at)) at = at === '' ? null : folderOf(at);
    this.#known.set(folder, at);
    return at;
  }
}

/** The last segment of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
