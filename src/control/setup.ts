import { sensitiveAreas } from '../domain/change/index.ts';
import { digestOf } from '../kernel/index.ts';
import type { FolderFiles } from './port.ts';

/** The answers to the three questions of a first start. */
export interface SetupAnswers {
  /** Paths or globs of what is most critical. */
  readonly critical: readonly string[];
  /** Mails, or handles with `@`. */
  readonly seniors: readonly string[];
  readonly mode: 'shadow' | 'advise' | 'enforce';
}

/** One file of the setup. `keep`: it stands already, with this or other content, and is left alone. */
export interface PlannedFile {
  readonly path: string;
  readonly action: 'create' | 'keep' | 'remove';
  readonly content: string;
}

export const CONFIGURATION_PATH = 'firebreak.yaml';
export const SETUP_PATH = 'firebreak-setup.md';
const WORKFLOW_PATH = '.github/workflows/firebreak.yml';

/** Folders that are proposed at most: a short list is read, a long one is accepted unread. */
const PROPOSED_PATHS = 4;
const CRITICAL_AREAS = ['authentication', 'money', 'cart-and-order', 'cryptography'];

/** Folders whose names point to sign-in, money or orders, deepest common first; sorted by how many files they hold. */
export function proposeCritical(paths: readonly string[]): readonly string[] {
  const files = new Map<string, number>();
  for (const path of paths) {
    const folder = folderThatNames(path);
    if (folder !== null) files.set(folder, (files.get(folder) ?? 0) + 1);
  }
  return [...files]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, PROPOSED_PATHS)
    .map(([folder]) => `${folder}/**`);
}

function folderThatNames(path: string): string | null {
  const parts = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join('/');
    if (/(^|\/)(tests?|__tests__|spec|docs?|examples?|node_modules|vendor|fixtures?)$/i.test(folder)) return null;
    if (sensitiveAreas([`${parts[depth - 1]}/x`]).some((area) => CRITICAL_AREAS.includes(area))) return folder;
  }
  return null;
}

/** What would be written for these answers; a file that stands already is kept whatever it says. */
export async function planSetup(files: FolderFiles, answers: SetupAnswers): Promise<readonly PlannedFile[]> {
  const wanted = [
    { path: CONFIGURATION_PATH, content: configurationText(answers) },
    { path: WORKFLOW_PATH, content: WORKFLOW },
  ];
  const planned: PlannedFile[] = [];
  for (const { path, content } of wanted) {
    const existing = await files.read(path);
    planned.push(existing === null ? { path, action: 'create', content } : { path, action: 'keep', content: existing });
  }
  const created = planned.filter((file) => file.action === 'create');
  if (created.length === 0) return planned;
  const kept = planned.filter((file) => file.action === 'keep').map((file) => file.path);
  return [...planned, { path: SETUP_PATH, action: 'create', content: setupText({ created, kept, answers }) }];
}

/** Writes what {@link planSetup} planned. */
export async function applySetup(files: FolderFiles, planned: readonly PlannedFile[]): Promise<void> {
  for (const file of planned) {
    if (file.action === 'create') await files.write(file.path, file.content);
    if (file.action === 'remove') await files.remove(file.path);
  }
}

/** What `--undo` takes back: only files whose content is still what was written, by the digests of the setup page. */
export async function planUndo(files: FolderFiles): Promise<readonly PlannedFile[]> {
  const page = await files.read(SETUP_PATH);
  if (page === null) return [];
  const planned: PlannedFile[] = [];
  for (const [, path = '', digest = ''] of page.matchAll(/^- `([^`]+)` (sha256:[0-9a-f]{64})$/gm)) {
    const content = await files.read(path);
    if (content === null) continue;
    planned.push({ path, action: digestOf(content) === digest ? 'remove' : 'keep', content });
  }
  return [...planned, { path: SETUP_PATH, action: 'remove', content: page }];
}

function configurationText(answers: SetupAnswers): string {
  const lines = [
    '# What Firebreak knows of this repository. Reference: docs/configuration.md of Firebreak; check with: firebreak policy lint',
    'version: 1',
  ];
  if (answers.critical.length > 0) {
    lines.push(
      'services:',
      '  critical:',
      '    tier: 0',
      `    paths: [${answers.critical.map(globOf).map(quoted).join(', ')}]`,
    );
  }
  if (answers.seniors.length > 0) lines.push('people:', `  senior: [${answers.seniors.map(quoted).join(', ')}]`);
  lines.push('policy:', '  use: [starter]', `  mode: ${answers.mode}`);
  return `${lines.join('\n')}\n`;
}

/** A folder means all below it. */
function globOf(path: string): string {
  const clean = path.replace(/^\.?\//, '');
  return clean.includes('*') || /\.[^/]+$/.test(clean) ? clean : `${clean.replace(/\/+$/, '')}/**`;
}

/** A JSON string is a YAML string. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function setupText(options: {
  readonly created: readonly { readonly path: string; readonly content: string }[];
  readonly kept: readonly string[];
  readonly answers: SetupAnswers;
}): string {
  const { created, kept, answers } = options;
  const fresh = created.some((file) => file.path === CONFIGURATION_PATH);
  return [
    '# Firebreak: what was set up',
    '',
    'Written by `firebreak init`. Delete this page when you no longer need it.',
    '',
    '## Done',
    ...created.map((file) => `- \`${file.path}\` ${digestOf(file.content)}`),
    '',
    '## Left alone',
    ...(kept.length === 0 ? ['- nothing stood in the way'] : kept.map((path) => `- \`${path}\` stood already`)),
    ...(created.some((file) => file.path === WORKFLOW_PATH)
      ? [
          '- the workflow is skipped until the variables FIREBREAK_REPOSITORY and FIREBREAK_REF are set (see its first lines)',
        ]
      : []),
    ...(fresh && answers.critical.length === 0
      ? ['- no service was named: add `services` to firebreak.yaml so that changes get a tier']
      : []),
    ...(fresh && answers.seniors.length === 0
      ? ['- nobody was named senior: rules that ask for a senior cannot be cleared yet']
      : []),
    '- nothing was committed or pushed; the rules count from the moment firebreak.yaml is on the base branch',
    '- the check is not a required check: make it one when the rules have earned it',
    '',
    '## Undo',
    '`firebreak init --undo` removes the files above where nobody has changed them since.',
    '',
  ].join('\n');
}

/**
 * The workflow comes from the base branch (`pull_request_target`), so that a change cannot edit the step that judges it.
 * That is safe because nothing of the change is executed: Firebreak reads objects and runs nothing that a repository
 * configures. It runs the team's own copy of Firebreak: a package name could be taken by anybody.
 */
const WORKFLOW = `# Firebreak's verdict on every pull request. It tells and does not stop until a rule's mode is "enforce".
# Set two variables of the repository or organisation: FIREBREAK_REPOSITORY (your copy, e.g. my-org/firebreak) and
# FIREBREAK_REF (the full commit id you chose). Without them the job is skipped.
name: firebreak
on:
  pull_request_target:
    types: [opened, synchronize, reopened, edited, labeled]
permissions:
  contents: read
  pull-requests: read
jobs:
  check:
    if: vars.FIREBREAK_REPOSITORY != '' && vars.FIREBREAK_REF != ''
    runs-on: ubuntu-latest
    env:
      BASE: \${{ github.base_ref }}
      HEAD: \${{ github.event.pull_request.head.sha }}
      NUMBER: \${{ github.event.pull_request.number }}
      REPOSITORY: \${{ github.repository }}
      DEFAULT: \${{ github.event.repository.default_branch }}
      GH_TOKEN: \${{ github.token }}
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0, persist-credentials: false, path: code }
      - uses: actions/checkout@v4
        with:
          repository: \${{ vars.FIREBREAK_REPOSITORY }}
          ref: \${{ vars.FIREBREAK_REF }}
          persist-credentials: false
          path: firebreak
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - name: fetch the proposal and what only the forge knows
        run: |
          git -C code remote set-head origin "$DEFAULT"
          git -C code fetch --quiet "https://x-access-token:$GH_TOKEN@github.com/$REPOSITORY" "pull/$NUMBER/head"
          gh api "repos/$REPOSITORY/pulls/$NUMBER" > pull.json
          gh api --paginate "repos/$REPOSITORY/pulls/$NUMBER/reviews" | jq -s 'add // []' > reviews.json
          jq -n --slurpfile pull pull.json --slurpfile reviews reviews.json '
            $pull[0] as $p | {
              version: 1,
              pull_request: {
                author: $p.user.login, body: ($p.body // ""), labels: [$p.labels[].name],
                head_branch: $p.head.ref, base_branch: $p.base.ref
              },
              signoffs: [
                $reviews[0] | map(select(.user != null and .state != "COMMENTED")) | group_by(.user.login)[]
                | max_by(.submitted_at) | select(.state == "APPROVED")
                | { by: { handle: .user.login }, at: .submitted_at, commit: .commit_id }
              ]
            }' > context.json
      - run: |
          firebreak/script/firebreak check -C code --base "refs/remotes/origin/$BASE" --head "$HEAD" --context context.json \\
            --format github --format "markdown=$GITHUB_STEP_SUMMARY"
`;
