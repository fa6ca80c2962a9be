import { OWNERSHIP_PATHS, type Ownership, ownershipDialect, parseOwnership } from '../../domain/catalog/index.ts';
import type { FilePath } from '../../domain/change/index.ts';
import type { ConfigurationProblem } from '../../domain/policy/index.ts';
import { filePaths, type ReadFile } from './repository-file.ts';

/** GitHub's places first, then the one only GitLab knows. */
const PLACES = filePaths([...new Set([...OWNERSHIP_PATHS.github, ...OWNERSHIP_PATHS.gitlab])]);

/** Lines of one file that are reported. */
const MAX_REPORTED = 20;

/**
 * The CODEOWNERS file of a revision, the first in the order of the forges. Mistakes in it are warnings: the forge skips
 * the line as well, and what nobody owns is reported as owned by nobody.
 */
export async function readOwnership(read: ReadFile): Promise<{
  readonly ownership: Ownership | null;
  readonly problems: readonly ConfigurationProblem[];
}> {
  const found: { readonly path: FilePath; readonly text: string }[] = [];
  for (const path of PLACES) {
    const content = await read(path);
    if (content !== null) found.push({ path, text: typeof content === 'string' ? content : decode(content) });
  }
  const [first, ...others] = found;
  if (first === undefined) return { ownership: null, problems: [] };
  const gitlab = (await read('.gitlab-ci.yml' as FilePath)) !== null;
  const dialect = ownershipDialect({ ...first, otherwise: gitlab ? 'gitlab' : 'github' });
  const parsed = parseOwnership({ ...first, dialect });
  const problems = parsed.problems
    .slice(0, MAX_REPORTED)
    .map(({ line, message }) => warning(first.path, line, message));
  const unread = others.map(({ path }) => warning(path, 1, `is not read: ${first.path} stands before it`));
  return { ownership: parsed.ownership, problems: [...problems, ...unread] };
}

/** Paths may be in any encoding; a byte that is not UTF-8 becomes U+FFFD and matches nothing, as on the forges. */
function decode(content: Uint8Array): string {
  return new TextDecoder('utf-8').decode(content);
}

function warning(file: string, line: number, message: string): ConfigurationProblem {
  return {
    severity: 'warning',
    code: 'ownership',
    file,
    line,
    column: 1,
    path: '',
    rule: null,
    message,
    suggestion: null,
  };
}
