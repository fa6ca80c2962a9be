import type { GapEffect } from './content-gap.ts';
import type { FactBook } from './fact-book.ts';
import type { CompanionFacts, FactInput } from './fact-input.ts';

/** Facts of a change together with its companions; a part of a sum is too small, so one that is not known makes it unknown. */
export function companionFacts(book: FactBook, { companions }: FactInput, gaps: GapEffect): void {
  const why = gaps.paths ?? whyUnknown(companions);
  const known = gaps.paths === null && companions.kind === 'found' ? companions : null;
  book.put('companions.count', known?.names.length, why);
  book.put('companions.changes', known?.names, why);
  const uncounted = 'the lines of one of the companions (companions.changes) were not counted';
  book.put('companions.lines', known?.lines, known === null ? why : (gaps.lines ?? uncounted));
  const unread = 'the files of one of the companions (companions.changes) are not all known';
  book.put('companions.files', known?.files, known === null ? why : unread);
  book.put('companions.tier', known?.tier, known === null ? why : (known.whyTierUnknown ?? unread));
  const few = 'there are too few landed changes to compare with; fetch the whole history (git fetch --unshallow)';
  const rank = known?.lines === null ? (gaps.lines ?? uncounted) : few;
  book.put('companions.size_percentile', known?.sizePercentile, known === null ? why : rank);
}

function whyUnknown(companions: CompanionFacts): string {
  return companions.kind === 'unknown' ? companions.why : '';
}
