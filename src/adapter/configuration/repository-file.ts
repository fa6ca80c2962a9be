import type { FilePath } from '../../domain/change/index.ts';
import type { ConfigurationProblem } from '../../domain/policy/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import type { NodePath, YamlFile } from './located.ts';
import { problemAt, quoted } from './problem.ts';
import { readYaml } from './yaml-file.ts';

/** Reads a file beside the configuration, at the same revision; `null` where there is none. */
export type ReadFile = (path: FilePath) => Promise<Uint8Array | string | null>;

/** Paths that this program states itself. */
export function filePaths(paths: readonly string[]): readonly FilePath[] {
  return paths as readonly string[] as readonly FilePath[];
}

/** Who names a file, for messages. */
export interface Naming {
  readonly file: YamlFile;
  readonly path: NodePath;
}

/** A YAML file that the configuration names; it stands in the repository and nowhere else. */
export async function readNamedFile(
  named: string,
  naming: Naming,
  read: ReadFile,
): Promise<Result<YamlFile, readonly ConfigurationProblem[]>> {
  const path = repositoryPath(named);
  if (path === null) {
    const message = `${quoted(named)} must be a path inside the repository, such as ./.firebreak/policy.yaml`;
    return reject([problemAt(naming.file, naming.path, { code: 'bad-path', message })]);
  }
  const content = await read(path);
  if (content !== null) return readYaml({ name: path, content });
  const message = `there is no file ${quoted(path)} at the same revision`;
  return reject([problemAt(naming.file, naming.path, { code: 'missing-file', message })]);
}

/** All results, or every problem of those that were rejected. */
export function allOf<T>(
  results: readonly Result<T, readonly ConfigurationProblem[]>[],
): Result<readonly T[], readonly ConfigurationProblem[]> {
  const problems = results.flatMap((result) => (result.ok ? [] : result.rejection));
  return problems.length > 0
    ? reject(problems)
    : accept(results.flatMap((result) => (result.ok ? [result.value] : [])));
}

/** A path inside the repository, `./` before it taken away; `null` = it is none. */
export function repositoryPath(named: string): FilePath | null {
  const path = named.replace(/^\.\//, '');
  const segments = path.split('/');
  const strange = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  return strange || path.includes('\\') || path.includes('\0') || path.length > 1000 ? null : (path as FilePath);
}
