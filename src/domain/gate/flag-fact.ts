import type { GapEffect } from './content-gap.ts';
import type { FactBook } from './fact-book.ts';
import type { FactInput } from './fact-input.ts';

const NOT_ASKED = 'the definitions of feature flags were not read; no rule asks for them here';
const WRONG = 'the definitions of feature flags are wrong on one side of the change (firebreak flags check)';
const NO_FLAG = 'no feature flag changes';
const NO_TIER =
  'a flag that changes names no flow or service of firebreak.yaml in its metadata ("metadata": {"flow": "checkout"})';

/** Facts of what a change does to feature flags. A change that touches no definitions changes none. */
export function flagFacts(book: FactBook, { reach: { flags } }: FactInput, gaps: GapEffect): void {
  const whyUnread = flags === undefined ? NOT_ASKED : flags.kind === 'unread' ? flags.why : null;
  const why = gaps.paths ?? whyUnread ?? WRONG;
  const isKnown = gaps.paths === null && whyUnread === null;
  const touched = flags?.kind === 'touched' ? flags : null;
  const summary = touched?.summary ?? null;
  const known = <T>(value: T | undefined, untouched: T): T | null => {
    if (!isKnown) return null;
    return touched === null ? untouched : (value ?? null);
  };
  book.put('flag.changed', known(summary?.differences.length, 0), why);
  book.put('flag.names', known(summary?.differences.map(({ key }) => key).sort(), []), why);
  book.put('flag.problems', known(touched?.problems, 0), why);
  book.put('flag.kill', known(summary?.onlyOff, false), why);
  book.put('flag.exposure_jump', known(summary?.exposureJump, 0), why);
  book.put('flag.group_jump', known(summary?.groupJump, 0), why);
  book.put('flag.moves_users', known(summary?.movesUsers, false), why);
  book.put('flag.flows', summary === null ? known(undefined, []) : known(touched?.flows, []), why);
  const isSame = touched === null || summary?.differences.length === 0;
  const whyNoTier = !isKnown || (touched !== null && summary === null) ? why : isSame ? NO_FLAG : NO_TIER;
  book.put('flag.tier', isKnown && !isSame ? touched?.tier : null, whyNoTier);
}
