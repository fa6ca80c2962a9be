export { type Alignment, align } from './align.ts';
export { FragmentReader, SOURCE_LIMIT } from './fragment.ts';
export { type Candidate, COMMON_PRINT, FragmentIndex, type FragmentPlace, MIN_PRINTS } from './fragment-index.ts';
export type { FileFragments, Fragment } from './model.ts';
