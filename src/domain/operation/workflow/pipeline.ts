import type { DocumentNode } from '../document/model.ts';
import { entriesAt, field, isTrueAt, itemsAt, textAt, textsAt } from '../document/node.ts';

/** One step of a job, or the whole script of a job where the format has no steps. */
export interface Step {
  readonly name: string;
  readonly node: DocumentNode;
  /** `owner/action@ref`; `null` for a script. */
  readonly uses: string | null;
  /** Script; empty for an action. */
  readonly run: string;
  readonly checks: ReadonlySet<Check>;
  readonly ignoresFailure: boolean;
  readonly isOff: boolean;
}

export interface Job {
  readonly name: string;
  readonly node: DocumentNode;
  readonly steps: readonly Step[];
  readonly ignoresFailure: boolean;
  readonly isOff: boolean;
  readonly environment: string | null;
  readonly isSelfHosted: boolean;
  /** `write-all`, `contents: write`, ... */
  readonly grants: readonly string[];
  readonly statesPermissions: boolean;
}

export interface Pipeline {
  readonly node: DocumentNode;
  readonly triggers: ReadonlySet<string>;
  readonly jobs: readonly Job[];
  readonly grants: readonly string[];
  readonly statesPermissions: boolean;
}

/** What a step makes sure of. */
export type Check = 'tests' | 'lint' | 'types' | 'security';

const CHECKS: readonly (readonly [Check, RegExp])[] = [
  [
    'tests',
    /\b(?:pytest|tox|nox|jest|vitest|mocha|rspec|phpunit|cypress|playwright|ctest|minitest|go test|cargo (?:test|nextest)|dotnet test|mvn [^\n]{0,80}(?:test|verify)|gradlew? [^\n]{0,80}(?:test|check)|(?:npm|yarn|pnpm|bun|rake|make|rails|poe|just|mix|swift|sbt|bazel)(?: run| exec)? [\w:.-]{0,30}test)/i,
  ],
  [
    'lint',
    /\b(?:eslint|biome|ruff|flake8|pylint|rubocop|golangci-lint|clippy|stylelint|shellcheck|hadolint|pre-commit|(?:npm|yarn|pnpm|make|poe)(?: run)? [\w:.-]{0,30}lint)/i,
  ],
  ['types', /\b(?:tsc|mypy|pyright|sorbet|(?:npm|yarn|pnpm)(?: run)? [\w:.-]{0,30}type-?(?:check|s))\b/i],
  [
    'security',
    /\b(?:codeql|semgrep|trivy|snyk|gitleaks|trufflehog|checkov|tfsec|bandit|brakeman|govulncheck|npm audit|pip-audit|osv-scanner|dependency-review|zizmor|grype|scorecard)/i,
  ],
];

/** What a script or an action makes sure of. */
export function checksIn(text: string): ReadonlySet<Check> {
  const start = text.slice(0, 20_000);
  return new Set(CHECKS.filter(([, pattern]) => pattern.test(start)).map(([check]) => check));
}

/** A workflow of GitHub Actions (also Gitea and Forgejo). */
export function githubPipeline(node: DocumentNode): Pipeline {
  const on = field(node, 'on') ?? field(node, 'true');
  const triggers = new Set([...textsAt(on), ...entriesAt(on).map(([name]) => name)]);
  const jobs = entriesAt(node, 'jobs').map(([name, job]) => githubJob(name, job));
  const composite = itemsAt(node, 'runs', 'steps').map(githubStep);
  const action = composite.length === 0 ? [] : [{ ...githubJob('runs', node), steps: composite }];
  return {
    node,
    triggers,
    jobs: [...jobs, ...action],
    grants: grantsOf(node),
    statesPermissions: field(node, 'permissions') !== null,
  };
}

function githubJob(name: string, node: DocumentNode): Job {
  const called = textAt(node, 'uses');
  const steps = itemsAt(node, 'steps').map(githubStep);
  return {
    name,
    node,
    steps: called === null ? steps : [{ ...githubStep(node, 0), name: called }],
    ignoresFailure: isTrueAt(node, 'continue-on-error'),
    isOff: isFalseCondition(textAt(node, 'if')),
    environment: textAt(node, 'environment') ?? textAt(node, 'environment', 'name'),
    isSelfHosted: [...textsAt(node, 'runs-on'), ...textsAt(node, 'runs-on', 'labels')].includes('self-hosted'),
    grants: grantsOf(node),
    statesPermissions: field(node, 'permissions') !== null,
  };
}

function githubStep(node: DocumentNode, at: number): Step {
  const uses = textAt(node, 'uses');
  const run = textAt(node, 'run') ?? '';
  return {
    name: textAt(node, 'name') ?? textAt(node, 'id') ?? uses ?? `step ${at + 1}`,
    node,
    uses,
    run,
    checks: checksIn(uses ?? run),
    ignoresFailure: isTrueAt(node, 'continue-on-error') || ignoresInScript(run),
    isOff: isFalseCondition(textAt(node, 'if')),
  };
}

function ignoresInScript(run: string): boolean {
  return run
    .split('\n')
    .some((line) => checksIn(line).size > 0 && /\|\|\s*(?:true|:|exit 0)\s*$/.test(line.trim().slice(-200)));
}

function isFalseCondition(text: string | null): boolean {
  return text !== null && /^(?:\$\{\{ ?)?(?:false)(?: ?\}\})?(?:$| &&)/.test(text.trim());
}

function grantsOf(node: DocumentNode): readonly string[] {
  const whole = textAt(node, 'permissions');
  if (whole !== null) return whole === 'write-all' ? ['write-all'] : [];
  return entriesAt(node, 'permissions').flatMap(([scope, right]) =>
    textAt(right) === 'write' ? [`${scope}: write`] : [],
  );
}

const GITLAB_WORDS = new Set([
  'stages',
  'variables',
  'default',
  'include',
  'workflow',
  'image',
  'services',
  'cache',
  'before_script',
  'after_script',
  'pages',
  'spec',
]);

/** A pipeline of GitLab: jobs are the top-level mappings that have a script. */
export function gitlabPipeline(node: DocumentNode): Pipeline {
  const jobs = entriesAt(node)
    .filter(([name, job]) => !GITLAB_WORDS.has(name) && !name.startsWith('.') && job.kind === 'map')
    .map(([name, job]) => gitlabJob(name, job));
  return { node, triggers: new Set(), jobs, grants: [], statesPermissions: true };
}

function gitlabJob(name: string, node: DocumentNode): Job {
  const run = ['before_script', 'script', 'after_script'].flatMap((key) => textsAt(node, key)).join('\n');
  const rules = itemsAt(node, 'rules');
  const never =
    textAt(node, 'when') === 'never' || (rules.length > 0 && rules.every((rule) => textAt(rule, 'when') === 'never'));
  const step: Step = {
    name,
    node,
    uses: null,
    run,
    checks: checksIn(run),
    ignoresFailure: ignoresInScript(run),
    isOff: false,
  };
  return {
    name,
    node,
    steps: run === '' ? [] : [step],
    ignoresFailure: isTrueAt(node, 'allow_failure'),
    isOff: never,
    environment: textAt(node, 'environment') ?? textAt(node, 'environment', 'name'),
    isSelfHosted: false,
    grants: [],
    statesPermissions: true,
  };
}
