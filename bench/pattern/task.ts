import { readFileSync } from 'node:fs';
import { type Fragment, FragmentIndex, FragmentReader } from '../../src/domain/pattern/index.ts';
import type { SourceFile } from './tree.ts';

/** A fragment with the file it is of. */
export interface Placed {
  readonly fragment: Fragment;
  readonly file: number;
}

/** Everything the index was made of, with what it cost. */
export interface Built {
  readonly index: FragmentIndex;
  /** By their number in the index. */
  readonly fragments: readonly Placed[];
  readonly milliseconds: number;
  /** Milliseconds of processors. */
  readonly processor: number;
  readonly bytes: number;
  readonly notRead: number;
}

/** Reads all files and makes the index of them, ready to be asked. */
export function build(files: readonly SourceFile[]): Built {
  const started = performance.now();
  const before = process.cpuUsage();
  const reader = new FragmentReader();
  const index = new FragmentIndex();
  const fragments: Placed[] = [];
  let notRead = 0;
  for (const [file, { path, language }] of files.entries()) {
    const read = reader.read(readFileSync(path), language);
    if (read.kind === 'not-read') notRead += 1;
    else {
      for (const fragment of read.fragments) {
        index.add(file, fragment);
        fragments.push({ fragment, file });
      }
    }
  }
  // The first question sorts what was added.
  if (fragments[0] !== undefined) index.find(fragments[0].fragment.prints, { atLeast: 0.3, limit: 1 });
  const { user, system } = process.cpuUsage(before);
  const processor = (user + system) / 1000;
  return { index, fragments, milliseconds: performance.now() - started, processor, bytes: index.bytes, notRead };
}

/** Asks for so many fragments, spread over all; milliseconds of each, ascending. */
export function askAll({ index, fragments }: Built, count: number): Float64Array {
  const took = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    const { fragment } = fragments[(at * 7919) % fragments.length] as Placed;
    const started = performance.now();
    index.find(fragment.prints, { atLeast: 0.3, limit: 64 });
    took[at] = performance.now() - started;
  }
  return took.sort();
}
