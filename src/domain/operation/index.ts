export { configurationFormat } from './configuration/configuration-file.ts';
export { type KeyReader, readersOf, type SourceText } from './configuration/reader.ts';
export type {
  DocumentFormat,
  DocumentNode,
  DocumentParse,
  DocumentParser,
  ScalarNode,
} from './document/model.ts';
export { field, textAt, textsAt } from './document/node.ts';
export { isJudged } from './file/judged.ts';
export { type FileMode, FOLDER_FILES, readFileList } from './file/listing.ts';
export type {
  Effect,
  FilePair,
  Operation,
  OperationPlace,
  OperationReading,
  OperationSource,
  Reversibility,
  Unread,
} from './model.ts';
export { EFFECTS } from './model.ts';
export { MAX_CHANGE_FILES, MAX_CHANGE_TEXT, type OperationReaders, readOperations } from './read-change.ts';
export {
  assessReversibility,
  lessReversible,
  type ReversibilityAssessment,
  type ReversibilityReason,
} from './reversibility.ts';
export { dialectOfConfiguration, dialectsNear, isDialectFile } from './sql/dialect.ts';
export type { Dialect, SqlNode, StatementParser, StatementTree } from './sql/model.ts';
export { isMigration, MIGRATION_HEAD, type MigrationContext, readMigration } from './sql/read.ts';
export { isSquawkEffect, type SquawkFinding, squawkOperations } from './sql/squawk.ts';
export type { PlanPart, PlanValue, ResourceChange } from './terraform/model.ts';
export { type PlanReader, planReader } from './terraform/plan.ts';
export { readTerraformSource } from './terraform/source.ts';
