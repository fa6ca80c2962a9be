import type { FilePath } from '../../domain/change/index.ts';
import type { FixFile, FixHunk } from '../../domain/label/index.ts';
import { decodePath } from './path-bytes.ts';

/** Options that make git write a patch which {@link PatchReader} understands, whatever the repository configures. */
export const PATCH_OPTIONS: readonly string[] = [
  '-p',
  '-U0',
  '--inter-hunk-context=0',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--no-indent-heuristic',
  '--diff-algorithm=myers',
  '--ignore-submodules=all',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@/;

/** Reads a patch without context line by line; the numbers in a hunk's head say which lines are content. */
export class PatchReader {
  readonly files: FixFile[] = [];
  #hunks: FixHunk[] = [];
  #removed: string[] = [];
  #added: string[] = [];
  #oldLeft = 0;
  #newLeft = 0;
  #oldPath: FilePath | null = null;

  line(line: Buffer): void {
    if (this.#oldLeft > 0 || this.#newLeft > 0) {
      if (this.#content(line)) return;
    }
    this.#head(line);
  }

  #content(line: Buffer): boolean {
    const text = line.toString('utf8', 1);
    if (line[0] === 0x2d && this.#oldLeft > 0) {
      this.#removed.push(text);
      this.#oldLeft -= 1;
      return true;
    }
    if (line[0] === 0x2b && this.#newLeft > 0) {
      this.#added.push(text);
      this.#newLeft -= 1;
      return true;
    }
    // `\ No newline at end of file`
    return line[0] === 0x5c;
  }

  #head(line: Buffer): void {
    const text = line.toString('latin1');
    if (text.startsWith('--- ')) this.#oldPath = patchPath(text.slice(4));
    else if (text.startsWith('+++ ')) {
      this.#hunks = [];
      this.files.push({ path: this.#oldPath, newPath: patchPath(text.slice(4)), hunks: this.#hunks });
    } else {
      const hunk = HUNK.exec(text);
      if (hunk === null) return;
      this.#oldLeft = Number(hunk[2] ?? 1);
      this.#newLeft = Number(hunk[3] ?? 1);
      this.#removed = [];
      this.#added = [];
      this.#hunks.push({ start: Number(hunk[1]), removed: this.#removed, added: this.#added });
    }
  }
}

/** A path as a patch names it: `a/…` or `b/…`, quoted where it holds anything unusual; `null` for `/dev/null`. */
export function patchPath(written: string): FilePath | null {
  // Behind a path with a space git writes a tab.
  const text = written.replace(/\t$/, '');
  if (text === '/dev/null') return null;
  const bytes = text.startsWith('"') ? unquoted(text) : Buffer.from(text, 'latin1');
  return decodePath(bytes.subarray(2));
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** C-style quotes as git writes them: `\ooo` for bytes, letters for control characters. */
function unquoted(text: string): Buffer {
  const bytes: number[] = [];
  for (const [, octal, letter, plain] of text.slice(1, -1).matchAll(/\\([0-3][0-7]{2})|\\(.)|([^\\])/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(ESCAPES[letter] ?? letter.charCodeAt(0));
    else bytes.push((plain ?? '').charCodeAt(0));
  }
  return Buffer.from(bytes);
}
