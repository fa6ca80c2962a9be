export { classifyFile, reviewable } from './classify.ts';
export { type FixRule, type FixStatement, fixStatement, saysRepair } from './fix-statement.ts';
export { groupLandings, type HistoryPiece, type Landing, pullRequestOf, SERIES_LIMIT, subjectOf } from './group.ts';
export type {
  Change,
  ChangeKind,
  Commit,
  CommitId,
  ContentGap,
  FileChange,
  FileClass,
  FileKind,
  FilePath,
  FileStatus,
  Identity,
  LandingForm,
  LineSpan,
  OperationChangeKind,
  WrittenLines,
} from './model.ts';
export type { ChangeSelector, CommitRange, HistoryReader, NoteRecord, RepositoryDescription } from './port.ts';
export { type StatedReference, statedReferences } from './revert.ts';
export { SENSITIVE_AREAS, type SensitiveArea, sensitiveAreas } from './sensitive-area.ts';
export { isTrailer, withTrailers } from './trailer-text.ts';
