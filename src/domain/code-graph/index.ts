export { type Adjacency, FORM_BIT } from './adjacency.ts';
export { type ChangedPath, type ChangeStarts, startsOf } from './change-start.ts';
export { saysGenerated } from './generated.ts';
export { type CodeGraph, type ExternalPackage, GraphBuilder, type NotAnalysed, type ScannedFile } from './graph.ts';
export { LANGUAGE_SUPPORTS } from './language-support.ts';
export { isLockFile, type LockDifference, lockDifference } from './lock-file/index.ts';
export type {
  FileScan,
  Language,
  LanguageSupport,
  Reference,
  ReferenceForm,
  ResolvedReference,
  Resolver,
  SourceTree,
  Target,
} from './model.ts';
export { LANGUAGES } from './model.ts';
export { packagesOf, type SourcePackage } from './package.ts';
export type { BlobContent, SourceReader, TreeEntry } from './port.ts';
export { dependentsOf, type ReachedFile, type ReachStart } from './reach.ts';
export { PATH_LIMIT, planScan, type ScanPlan } from './scan-plan.ts';
export { ScanStore } from './scan-store.ts';
export { decodeSource } from './source-text.ts';
export { makeSourceTree } from './source-tree.ts';
