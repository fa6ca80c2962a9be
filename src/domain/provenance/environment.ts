import type { Evidence } from './model.ts';

/** Environment variables by name, as a process has them. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

interface EnvironmentRule {
  readonly tool: string;
  /** Names of the variables that matched; empty = no match. */
  readonly match: (variables: EnvironmentVariables) => readonly string[];
}

const equals = (name: string, value: string) => (variables: EnvironmentVariables) =>
  Object.hasOwn(variables, name) && variables[name] === value ? [name] : [];
const all = (...parts: readonly ((variables: EnvironmentVariables) => readonly string[])[]) => {
  return (variables: EnvironmentVariables) => {
    const found = parts.map((part) => part(variables));
    return found.every((names) => names.length > 0) ? found.flat() : [];
  };
};

/** Sources: git-ai `background_agent.rs`, chaoss/disclosure, aittributor, and the vendors' documentation. */
const RULES: readonly EnvironmentRule[] = [
  { tool: 'Claude Code', match: equals('CLAUDE_CODE_REMOTE', 'true') },
  { tool: 'Claude Code', match: equals('CLAUDECODE', '1') },
  { tool: 'Cursor', match: all(equals('CURSOR_AGENT', '1'), equals('HOSTNAME', 'cursor')) },
  { tool: 'Codex cloud', match: equals('CODEX_INTERNAL_ORIGINATOR_OVERRIDE', 'codex_web_agent') },
  {
    tool: 'Copilot coding agent',
    match: all(equals('COPILOT_AGENT_COMMIT_LOGIN', 'copilot-swe-agent[bot]'), equals('GITHUB_JOB', 'copilot')),
  },
  { tool: 'Cline', match: equals('CLINE_ACTIVE', 'true') },
  {
    tool: 'AI assistant',
    match: (variables) => Object.keys(variables).filter((name) => name.startsWith('CLOUD_AGENT_')),
  },
];

/** Folder that only Devin's machines have; a caller that finds it says so. */
export const DEVIN_FOLDER = '/opt/.devin';

/**
 * What the environment of a hook or a commit says of who works there: observed evidence, one piece a tool. Values are
 * never repeated (a thread id may be a key), only the names of the variables. Empty where nothing is known.
 */
export function readEnvironment(options: {
  readonly variables: EnvironmentVariables;
  /** Whether {@link DEVIN_FOLDER} exists. */
  readonly hasDevinFolder: boolean;
}): readonly Evidence[] {
  const found = new Map<string, string>();
  for (const rule of RULES) {
    const names = rule.match(options.variables);
    if (names.length > 0 && !found.has(rule.tool)) found.set(rule.tool, [...names].sort().slice(0, 4).join(', '));
  }
  if (options.hasDevinFolder) found.set('Devin', DEVIN_FOLDER);
  return [...found].map(([tool, text]) => ({
    class: 'observed',
    assistance: 'ai',
    tool: { name: tool, model: null },
    place: 'environment',
    commit: null,
    line: null,
    text,
    confidence: 1,
  }));
}
