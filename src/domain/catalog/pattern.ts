import { accept, type Result, reject } from '../../kernel/index.ts';
import { compileSegments, MAX_PATTERN_LENGTH, matchesSegments, type PathPattern } from './glob.ts';

/**
 * Compiles a glob of the catalog, anchored at the repository's root: `*` and `?` stay inside a folder, `**` is any
 * depth, a pattern also means everything below what it matches (and `x/**` also `x`, which may be a submodule), `\` takes a character as it is. Rejects, in one
 * sentence for people, what other tools read in different ways (`!`, `[`, `{`), paths that leave the repository, and
 * patterns longer than {@link MAX_PATTERN_LENGTH}.
 */
export function compileGlob(glob: string): Result<PathPattern, string> {
  const complaint = complaintOf(glob);
  if (complaint !== null) return reject(complaint);
  return accept(compileSegments([...trimmed(glob).split('/'), '**'], { sets: false }));
}

/** Whether a compiled pattern matches a repository path. */
export function matchesPath(pattern: PathPattern, path: string): boolean {
  return matchesSegments(pattern, path.split('/'));
}

/**
 * Compiles a pattern as GitHub reads it in CODEOWNERS; `null` where GitHub refuses the line. Source: "About code owners",
 * section "CODEOWNERS syntax": the rules of gitignore without `!`, `[ ]` and a leading `\#`; `docs/*` does not reach
 * nested folders.
 */
export function compileGithubPattern(pattern: string): PathPattern | null {
  if (pattern.length > MAX_PATTERN_LENGTH || /^(?:!|\\#)/.test(pattern) || pattern.includes('[')) return null;
  const folder = pattern.endsWith('/');
  const segments = pattern.replace(/^\//, '').replace(/\/$/, '').split('/');
  if (segments.some((segment) => segment === '')) return null;
  const anchored = pattern.startsWith('/') || segments.length > 1;
  const from = anchored ? segments : ['**', ...segments];
  return compileSegments(withReach(from, folder), { sets: false });
}

/**
 * Compiles a pattern as GitLab reads it in CODEOWNERS (without its `!`). Source: "Syntax of CODEOWNERS file", section
 * "Path matching": Ruby's `File.fnmatch` with FNM_PATHNAME and FNM_DOTMATCH; `null` where it is too long.
 */
export function compileGitlabPattern(pattern: string): PathPattern | null {
  if (pattern.length > MAX_PATTERN_LENGTH) return null;
  const anchored = pattern.startsWith('/') ? pattern.slice(1) : `**/${pattern}`;
  const segments = (anchored.endsWith('/') ? `${anchored}**/*` : anchored).split('/');
  // `**` that is not followed by a slash is an ordinary `*`.
  const last = segments.length - 1;
  return compileSegments(
    segments.map((segment, index) => (segment === '**' && index === last ? '*' : segment)),
    { sets: true },
  );
}

/** A folder reaches everything below it, a last `*` only the files beside it, all else itself and what is below. */
function withReach(segments: readonly string[], folder: boolean): readonly string[] {
  const last = segments.at(-1);
  if (folder) return last === '**' ? [...segments, '*'] : [...segments, '**', '*'];
  if (last === '**') return [...segments, '*'];
  return last === '*' ? segments : [...segments, '**'];
}

function trimmed(glob: string): string {
  return glob.replace(/^\.?\//, '').replace(/\/$/, '');
}

function complaintOf(glob: string): string | null {
  if (glob.length > MAX_PATTERN_LENGTH) return `is longer than ${MAX_PATTERN_LENGTH} characters`;
  if (glob.trim() === '' || trimmed(glob) === '') return 'matches nothing; `**` matches every file';
  if (glob.startsWith('!'))
    return 'begins with `!`; write the paths that are meant, or `\\!` for a name that begins so';
  const unescaped = glob.replace(/\\./gsu, '');
  if (/[[\]{}]/.test(unescaped))
    return 'has brackets or braces; list the patterns one by one, or write `\\[` for the character';
  if (
    trimmed(glob)
      .split('/')
      .some((segment) => segment === '' || segment === '.' || segment === '..')
  ) {
    return 'must name a path inside the repository, without empty segments, `.` or `..`';
  }
  return null;
}
