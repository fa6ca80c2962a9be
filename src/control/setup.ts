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
    ...(answers.critical.length === 0
      ? ['- no service was named: add `services` to firebreak.yaml so that changes get a tier']
      : []),
    ...(answers.seniors.length === 0
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

const WORKFLOW = `# Firebreak's verdict on every pull request. It tells and does not stop until a rule's mode is "enforce".
name: firebreak
on:
  pull_request:
    # "edited" too: a verdict on one target branch must not stand for another.
    types: [opened, synchronize, reopened, edited]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      # The default branch's policy counts wherever a pull request points; the checkout does not say which branch that is.
      - run: git remote set-head origin "$DEFAULT"
        env:
          DEFAULT: \${{ github.event.repository.default_branch }}
      - run: npx --yes firebreak@0.1 check --base "refs/remotes/origin/$BASE" --head HEAD --format github --format "markdown=$GITHUB_STEP_SUMMARY"
        env:
          BASE: \${{ github.base_ref }}
`;
