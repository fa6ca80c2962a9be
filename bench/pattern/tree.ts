import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { LANGUAGE_SUPPORTS, type Language } from '../../src/domain/code-graph/index.ts';

/** One source file on disk. */
export interface SourceFile {
  readonly repository: string;
  readonly path: string;
  readonly language: Language;
}

const LANGUAGE_OF = new Map(
  LANGUAGE_SUPPORTS.flatMap(({ extensions, language }) => extensions.map((each) => [each, language] as const)),
);

/** Writes the tree of a repository's HEAD below a folder, without a work tree of the repository, and lists its sources in order. */
export function unpack(repository: string, folder: string): readonly SourceFile[] {
  const name = nameOf(repository);
  const target = join(folder, name);
  mkdirSync(target, { recursive: true });
  const archive = execFileSync('git', ['-C', repository, 'archive', 'HEAD'], { maxBuffer: 4e9 });
  execFileSync('tar', ['-x', '-C', target], { input: archive, maxBuffer: 4e9 });
  return sourcesOf(name, target);
}

function nameOf(repository: string): string {
  const path = resolve(repository).split('/');
  const last = path.at(-1) === 'repo' || path.at(-1) === '.git' ? path.at(-2) : path.at(-1);
  return basename(last ?? 'repository');
}

function sourcesOf(repository: string, folder: string): SourceFile[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesOf(repository, path);
    const language = LANGUAGE_OF.get(entry.name.slice(entry.name.lastIndexOf('.')).toLowerCase());
    return entry.isFile() && language !== undefined ? [{ repository, path, language }] : [];
  });
}
