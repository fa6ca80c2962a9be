export { type Alignment, align } from './align.ts';
export { familyId, LIVE_LIMIT, type LikeCopy, type Likeness, PatternBook } from './book.ts';
export { decodeBook, encodeBook, type KeptBook } from './book-codec.ts';
export { type CopyPlace, type Exposure, exposureOf } from './exposure.ts';
export { FragmentReader, SOURCE_LIMIT } from './fragment.ts';
export { type Candidate, COMMON_PRINT, FragmentIndex, type FragmentPlace, MIN_PRINTS } from './fragment-index.ts';
export { CANDIDATE_SHARE, fragmentOfTokens, isLike, LIKE_SHARE, mayHaveFamily, standsAs } from './likeness.ts';
export { broughtFragments, type TouchedFragment, touchedFragments } from './lineage.ts';
export type { Copy, Family, FileEdit, FileFragments, Fragment, Landing } from './model.ts';
