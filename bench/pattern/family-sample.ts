import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { classifyFile, reviewable } from '../../src/domain/change/index.ts';
import { type Copy, type FileEdit, FragmentReader, PatternBook } from '../../src/domain/pattern/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';
import { sample } from './mutate.ts';
import type { SourceFile } from './tree.ts';

/** Families of the trees, and a drawn pair of copies of some, as text to be read and judged. */
export interface FamilySample {
  readonly families: number;
  readonly copies: number;
  readonly text: string;
}

/** Draws families, then two copies of each; the same seed draws the same. */
export function familySample(given: {
  readonly files: readonly SourceFile[];
  readonly folder: string;
  readonly count: number;
  readonly seed: number;
}): FamilySample {
  const { files, folder } = given;
  const book = new PatternBook();
  const reader = new FragmentReader();
  // As the product does: neither tests nor what nobody wrote by hand.
  const counted = files.filter(({ path }) => {
    const name = relative(folder, path);
    return classifyFile(name) !== 'test' && reviewable(name);
  });
  const edits = counted.map(({ path, language }): FileEdit => {
    const read = reader.read(readFileSync(path), language);
    return {
      path: path as FileEdit['path'],
      previousPath: null,
      fragments: read.kind === 'read' ? read.fragments : null,
    };
  });
  book.land(null, edits);
  const families = book.families();
  const random = seededRandom(given.seed);
  const parts = sample(families, given.count, random).map(({ id, copies }, at) => {
    const [one, other] = sample(copies, 2, random) as [Copy, Copy];
    return [`=== ${at + 1}. ${id}, ${copies.length} copies`, ...[one, other].map((copy) => codeOf(copy, folder))].join(
      '\n',
    );
  });
  return {
    families: families.length,
    copies: families.reduce((sum, { copies }) => sum + copies.length, 0),
    text: `${parts.join('\n')}\n`,
  };
}

function codeOf({ path, firstLine, lastLine }: Copy, folder: string): string {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .slice(firstLine - 1, lastLine);
  return [`--- ${relative(folder, path)}:${firstLine}-${lastLine}`, ...lines].join('\n');
}
