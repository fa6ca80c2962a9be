import type { FilePair } from './model.ts';

/** A line that a change brings. */
export interface AddedLine {
  /** 1-based, in the new text. */
  readonly line: number;
  readonly text: string;
}

/**
 * Lines of the new text that the old one has not, each as often as it has more of them: a line that only moved is not
 * added. Takes linear time, where a least difference would not.
 */
export function addedLines(pair: Pick<FilePair, 'before' | 'after'>): readonly AddedLine[] {
  if (pair.after === null) return [];
  const known = new Map<string, number>();
  for (const text of pair.before === null ? [] : pair.before.split('\n')) known.set(text, (known.get(text) ?? 0) + 1);
  return pair.after.split('\n').flatMap((text, at) => {
    const left = known.get(text) ?? 0;
    if (left > 0) {
      known.set(text, left - 1);
      return [];
    }
    return [{ line: at + 1, text }];
  });
}
