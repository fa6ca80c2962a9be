import { type Change, classifyFile, type FilePath, reviewable } from '../../domain/change/index.ts';
import { LANGUAGE_SUPPORTS, type Language } from '../../domain/code-graph/index.ts';
import { isWellFormed } from '../../kernel/index.ts';

/** What one landing does to one file whose fragments count. */
export interface SourceEdit {
  readonly path: FilePath;
  readonly previousPath: FilePath | null;
  /** `null` where the file is gone or is no source that counts any more. */
  readonly language: Language | null;
}

const LANGUAGE_OF: ReadonlyMap<string, Language> = new Map(
  LANGUAGE_SUPPORTS.flatMap(({ extensions, language }) => extensions.map((each) => [each, language] as const)),
);

/** The language of a source that git's batch can name; `null` for others. */
export function languageOf(path: FilePath): Language | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const language = LANGUAGE_OF.get(name.slice(name.lastIndexOf('.')).toLowerCase()) ?? null;
  // Such a path cannot be named to git's batch by a line of text.
  return path.includes('\n') || !isWellFormed(path) ? null : language;
}

/** The language of a file whose fragments count; `null` for others: tests, generated and vendored code, other languages. */
export function countedLanguage(path: FilePath): Language | null {
  const language = languageOf(path);
  if (language === null) return null;
  const kind = classifyFile(path);
  return kind === 'test' || kind === 'generated' || !reviewable(path) ? null : language;
}

/** What a change does to the files whose fragments count. */
export function sourceEdits(change: Change): readonly SourceEdit[] {
  return change.files.flatMap(({ path, previousPath, status, kind }) => {
    const before = status === 'renamed' ? previousPath : null;
    const isText = kind === 'text' || kind === 'binary';
    const language = status === 'deleted' || !isText ? null : countedLanguage(path);
    const wasCounted = countedLanguage(path) !== null || (before !== null && countedLanguage(before) !== null);
    return language === null && !wasCounted ? [] : [{ path, previousPath: before, language }];
  });
}
