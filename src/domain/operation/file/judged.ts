import { classifyFile, type FileClass, type FilePath } from '../../change/index.ts';
import { mayHoldMigrations } from '../sql/migration-file.ts';

const JUDGED: ReadonlySet<FileClass> = new Set([
  'migration',
  'infrastructure',
  'ci',
  'configuration',
  'policy',
  'dependency',
]);

/**
 * Whether some reader would look into a file, by its path alone: then content that is hidden (binary, behind a link) is
 * unread, where that of a picture is of no account.
 */
export function isJudged(path: FilePath): boolean {
  return JUDGED.has(classifyFile(path)) || /\.sql$/i.test(path) || mayHoldMigrations(path);
}
