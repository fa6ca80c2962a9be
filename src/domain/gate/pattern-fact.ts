import type { GapEffect } from './content-gap.ts';
import type { FactBook } from './fact-book.ts';
import type { FactInput } from './fact-input.ts';

/** Facts of the families of look-alike fragments that a change adds to. */
export function patternFacts(book: FactBook, { reach: { patterns } }: FactInput, gaps: GapEffect): void {
  const unread = patterns === undefined ? 'fragments were not compared; no rule asks for it here' : null;
  const why = gaps.paths ?? unread ?? (patterns?.kind === 'unread' ? patterns.why : '');
  const read = gaps.paths === null && patterns?.kind === 'read' ? patterns : null;
  book.put('pattern.copies', read?.copies, why);
  book.put('pattern.ai_copies', read?.aiCopies, why);
  book.put('pattern.engineers', read?.engineers, why);
  book.put('pattern.family', read?.families, why);
  const untiered = 'a family that it adds to is in no service with a tier; add services to firebreak.yaml';
  book.put('pattern.exposure', read?.exposure, read === null ? why : untiered);
}
