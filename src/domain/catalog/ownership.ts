import type { FilePath } from '../change/index.ts';
import type { PathPattern } from './glob.ts';
import type { Ownership, OwnershipProblem, OwnershipRule } from './model.ts';
import { parseGithubOwnership } from './ownership-github.ts';
import { parseGitlabOwnership } from './ownership-gitlab.ts';
import { compileGithubPattern, compileGitlabPattern } from './pattern.ts';
import { indexPatterns, lastMatch, type PatternIndex } from './pattern-index.ts';

/** GitHub does not load a larger file ("About code owners", section "CODEOWNERS file size"); we read none either. */
export const MAX_OWNERSHIP_BYTES = 3 * 1024 * 1024;

/** Rules of one file: far more than teams there are; each costs memory and, at worst, a comparison for each path. */
export const MAX_OWNERSHIP_RULES = 50_000;

/** Where CODEOWNERS may stand, in the order in which forges look. */
export const OWNERSHIP_PATHS = {
  github: ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'],
  gitlab: ['CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'],
} as const;

/** Those who own a path by one rule: all of the file on GitHub, one section of it on GitLab. */
export interface OwnerGroup {
  /** `null` on GitHub and in GitLab's default section. */
  readonly section: string | null;
  /** References as written; empty = explicitly nobody. */
  readonly owners: readonly string[];
  /** Approvals that the section asks for, at least 1. */
  readonly approvals: number;
  /** Whether the section only informs. */
  readonly optional: boolean;
  /** Line of the rule in the file. */
  readonly line: number;
}

/** Ownership with its patterns compiled; make it once per file. */
export interface CompiledOwnership {
  readonly sections: readonly CompiledSection[];
}

interface CompiledSection {
  readonly rules: readonly OwnershipRule[];
  readonly index: PatternIndex;
  readonly excluded: PatternIndex;
}

/**
 * Reads CODEOWNERS. A line that the forge would refuse is skipped and reported with its number; `ownership` is `null`
 * where the whole file is refused (more than {@link MAX_OWNERSHIP_BYTES} characters or {@link MAX_OWNERSHIP_RULES}).
 */
export function parseOwnership(options: {
  readonly text: string;
  readonly dialect: Ownership['dialect'];
  readonly path: FilePath;
}): { readonly ownership: Ownership | null; readonly problems: readonly OwnershipProblem[] } {
  const { text, dialect, path } = options;
  if (text.length > MAX_OWNERSHIP_BYTES) {
    const message = `the file is larger than ${MAX_OWNERSHIP_BYTES / 1024 / 1024} MB and is not read; merge entries with wildcards`;
    return { ownership: null, problems: [{ line: 1, message }] };
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const parsed = dialect === 'github' ? parseGithubOwnership(lines) : parseGitlabOwnership(lines);
  if (parsed.rules.length > MAX_OWNERSHIP_RULES) {
    const message = `the file has more than ${MAX_OWNERSHIP_RULES} rules and is not read; merge entries with wildcards`;
    return { ownership: null, problems: [{ line: 1, message }] };
  }
  return { ownership: { dialect, path, rules: parsed.rules }, problems: parsed.problems };
}

/** Which dialect a file is written in: its folder says, then GitLab's section headings, roles or exclusions, then `otherwise`. */
export function ownershipDialect(options: {
  readonly text: string;
  readonly path: string;
  readonly otherwise: Ownership['dialect'];
}): Ownership['dialect'] {
  if (options.path.startsWith('.gitlab/')) return 'gitlab';
  if (options.path.startsWith('.github/')) return 'github';
  const gitlabOnly = /^[ \t]*(?:\^?\[[^\]\n]+\]|[^#\n]*[ \t]@@[a-z])/m;
  return gitlabOnly.test(options.text.slice(0, MAX_OWNERSHIP_BYTES)) ? 'gitlab' : options.otherwise;
}

/** Compiles ownership for many paths. */
export function compileOwnership(ownership: Ownership): CompiledOwnership {
  const bySection = new Map<string, OwnershipRule[]>();
  for (const rule of ownership.rules) {
    const key = rule.section === null ? '' : `[${rule.section.name.toLowerCase()}`;
    const rules = bySection.get(key);
    if (rules === undefined) bySection.set(key, [rule]);
    else rules.push(rule);
  }
  return { sections: [...bySection.values()].map((rules) => compileSection(rules, ownership.dialect)) };
}

/**
 * Who owns a path: one group for each section with a rule that matches it, the last matching rule of each; empty where
 * no rule matches. A GitLab exclusion takes the path out of its section wherever it stands there.
 */
export function ownersOf(ownership: CompiledOwnership, path: string): readonly OwnerGroup[] {
  const groups: OwnerGroup[] = [];
  for (const section of ownership.sections) {
    const rule = section.rules[lastMatch(section.index, path)];
    if (rule === undefined || lastMatch(section.excluded, path) !== -1) continue;
    groups.push({
      section: rule.section?.name ?? null,
      owners: rule.owners,
      approvals: rule.section?.approvals ?? 1,
      optional: rule.section?.optional ?? false,
      line: rule.line,
    });
  }
  return groups;
}

function compileSection(all: readonly OwnershipRule[], dialect: Ownership['dialect']): CompiledSection {
  const isExclusion = (rule: OwnershipRule): boolean => dialect === 'gitlab' && rule.pattern.startsWith('!');
  const rules = all.filter((rule) => !isExclusion(rule));
  const compile = dialect === 'github' ? compileGithubPattern : compileGitlabPattern;
  const excluded = all.filter(isExclusion).flatMap((rule) => compile(rule.pattern.slice(1)) ?? []);
  return {
    rules,
    index: indexPatterns(rules.map((rule) => compile(rule.pattern) ?? NOTHING)),
    excluded: indexPatterns(excluded),
  };
}

/** Matches no path: a path never has an empty segment. */
const NOTHING: PathPattern = { prefix: '', segments: [{ kind: 'text', text: '' }] };
