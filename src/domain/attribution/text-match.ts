import type { Edit } from './edit.ts';
import type { Symptom } from './symptom.ts';

/** How far the words of a change are those of the symptom. */
export interface TextMatch {
  /** In [0, 1]: the weight of the symptom's telling words that it has, against {@link TELLING} of them. */
  readonly coverage: number;
  /** The best words, weightiest first. */
  readonly words: readonly string[];
  /** What of it stands in words that the lines have more or less often than before. */
  readonly changed: number;
  /** Those of them that it takes away. */
  readonly removed: readonly string[];
}

/** BM25 (Robertson and Zaragoza 2009, section 3) with one occurrence of each word: of a change only whether it has a word counts. */
const K1 = 1.2;
const B = 0.5;
/** So many words of the rarest kind, each sure, are a full match: more of them say the same again. */
const TELLING = 4;
/** A word that a change takes away and the symptom misses says more than one that it has. */
const REMOVED = 1.5;
/** Words about the changed lines tell where a change is, which is weighed by itself; together they count no more than this. */
const AROUND_MOST = 0.2;

/**
 * Matches every change with the symptom by BM25 over words of identifiers, with the candidates themselves as the collection:
 * a word that many of them have tells nothing. Of the inverse frequency the logarithm is kept relative to that of a word
 * that only one change has. A change that has a word around its lines only counts for as much; one that came after the symptom
 * does not count, since its reversal has every word of the culprit.
 */
export function matchTexts(edits: readonly Edit[], symptom: Symptom, isEarlier: readonly boolean[]): TextMatch[] {
  const mean = edits.reduce((sum, { words }) => sum + words.size, 0) / Math.max(1, edits.length);
  const collection = edits.filter((_, index) => isEarlier[index] ?? true);
  const spread = new Map<string, number>();
  for (const { words } of collection) {
    for (const [word, factor] of words) spread.set(word, (spread.get(word) ?? 0) + factor);
  }
  const all = Math.max(1, collection.length);
  const rarest = rarity(all, 1);
  return edits.map((edit) => {
    const norm = 1 - B + (B * edit.words.size) / Math.max(1, mean);
    const hits = [...symptom.words].flatMap(([word, weight]) => {
      const factor = edit.words.get(word);
      if (factor === undefined) return [];
      const idf = rarity(all, Math.max(1, spread.get(word) ?? 1)) / rarest;
      const once = (K1 + 1) / (1 + K1 * norm);
      return [{ word, score: weight * idf * factor * once * (edit.removed.has(word) ? REMOVED : 1) }];
    });
    return matchOf(hits, edit);
  });
}

function matchOf(hits: { readonly word: string; readonly score: number }[], edit: Edit): TextMatch {
  hits.sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1));
  const sumOf = (some: typeof hits) => some.reduce((total, { score }) => total + score, 0) / TELLING;
  const changed = Math.min(1, sumOf(hits.filter(({ word }) => edit.changed.has(word))));
  const around = sumOf(hits.filter(({ word }) => !edit.changed.has(word)));
  const words = hits.slice(0, SHOWN).flatMap(({ word, score }) => (score > SHOWN_FROM ? [word] : []));
  return {
    coverage: Math.min(1, changed + (edit.isReadable ? Math.min(AROUND_MOST, around) : around)),
    words,
    changed,
    removed: words.filter((word) => edit.removed.has(word)),
  };
}

const SHOWN_FROM = 0.1;
const SHOWN = 6;

function rarity(all: number, having: number): number {
  return Math.log(1 + (all - having + 0.5) / (having + 0.5));
}
