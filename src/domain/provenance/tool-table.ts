/** An account or address by which a tool shows itself in an author, committer or trailer field. */
export type ToolIdentity =
  /** A GitHub account: the numeric id survives renames, the login (lower-case) serves where the id is missing. */
  | { readonly kind: 'account'; readonly id: number | null; readonly login: string; readonly weak?: true }
  /** An address (lower-case). `role` limits where it counts, `name` demands that display name (lower-case) too. */
  | {
      readonly kind: 'mail';
      readonly mail: string;
      readonly role?: 'author' | 'co-author';
      readonly name?: string;
      readonly weak?: true;
    };

/** A start of branch names that a tool uses, with how far the name alone can be trusted (0..1). */
export interface BranchPrefix {
  readonly prefix: string;
  readonly confidence: number;
}

/** One row of the table of tools. */
export interface ToolRow {
  /** Canonical name, as it appears in evidence. */
  readonly name: string;
  /** `reviewer`: counts only where it authors a commit. `recorder`: keeps sessions of other agents. */
  readonly kind: 'agent' | 'reviewer' | 'recorder';
  readonly identities: readonly ToolIdentity[];
  readonly branches: readonly BranchPrefix[];
  /** Names of the tool in `Assisted-by`, notes and traces: lower-case, words joined by `-`. */
  readonly aliases: readonly string[];
  /** Pull-request labels (lower-case) that the tool or its users set. */
  readonly labels: readonly string[];
}

/** Weak rows are listed by third parties only: recognised, but as an inference of this confidence. */
export const WEAK_CONFIDENCE = 0.5;

const account = (id: number | null, login: string): ToolIdentity => ({ kind: 'account', id, login });
const mail = (address: string): ToolIdentity => ({ kind: 'mail', mail: address });
const weak = (identity: ToolIdentity): ToolIdentity => ({ ...identity, weak: true });

function row(name: string, parts: Partial<Omit<ToolRow, 'name'>>): ToolRow {
  return { name, kind: 'agent', identities: [], branches: [], aliases: [], labels: [], ...parts };
}

function branch(prefix: string, confidence: number): BranchPrefix {
  return { prefix, confidence };
}

/**
 * Every tool that is known to sign what it writes, with its documented identities. Sources per row: the vendors'
 * repositories and the measured tables listed in the room's README. Unique by name; the order decides ties.
 */
export const TOOL_TABLE: readonly ToolRow[] = [
  row('Claude Code', {
    identities: [mail('noreply@anthropic.com'), mail('claude@anthropic.ai')],
    branches: [branch('claude/', 0.7)],
    aliases: ['claude', 'claude-code', 'claude-cli', 'claudecode', 'claude-web', 'anthropic-claude', 'claude-agent'],
  }),
  row('Claude GitHub app', {
    identities: [
      account(209825114, 'claude[bot]'),
      account(215619710, 'anthropic-claude[bot]'),
      account(208546643, 'claude-code-action[bot]'),
    ],
    aliases: ['claude-github-app', 'claude-code-action'],
  }),
  row('Copilot coding agent', {
    identities: [account(198982749, 'copilot'), account(null, 'copilot-swe-agent[bot]')],
    branches: [branch('copilot/', 0.8)],
    aliases: ['copilot-coding-agent', 'copilot-swe-agent', 'github-copilot-agent', 'copilot-agent'],
  }),
  row('Copilot suggestion', {
    identities: [account(175728472, 'copilot')],
    aliases: ['copilot', 'github-copilot', 'copilot-autofix', 'copilot-chat', 'github-copilot-chat'],
  }),
  row('Copilot CLI', {
    identities: [account(223556219, 'copilot')],
    aliases: ['copilot-cli', 'github-copilot-cli'],
  }),
  row('Copilot chat bot', { identities: [account(167198135, 'copilot[bot]')], aliases: ['copilot-chat-bot'] }),
  row('OpenAI Codex CLI', {
    identities: [{ kind: 'mail', mail: 'noreply@openai.com', role: 'co-author' }],
    branches: [branch('codex/', 0.7)],
    aliases: ['codex', 'openai-codex', 'codex-cli', 'openai-codex-cli'],
  }),
  row('Codex cloud', {
    identities: [
      { kind: 'mail', mail: 'noreply@openai.com', role: 'author' },
      account(199175422, 'chatgpt-codex-connector[bot]'),
      account(215057067, 'openai-codex[bot]'),
    ],
    branches: [branch('codex-', WEAK_CONFIDENCE)],
    aliases: ['codex-cloud', 'chatgpt-codex-connector', 'codex-web'],
    labels: ['codex'],
  }),
  row('Cursor', {
    identities: [mail('cursoragent@cursor.com'), account(206951365, 'cursor[bot]')],
    branches: [branch('cursor/', 0.7)],
    aliases: ['cursor', 'cursor-agent', 'cursor-cli', 'cursor-ide'],
  }),
  row('Devin', {
    identities: [account(158243242, 'devin-ai-integration[bot]')],
    branches: [branch('devin/', 0.8)],
    aliases: ['devin', 'devin-ai'],
  }),
  row('Google Jules', {
    identities: [account(161369871, 'google-labs-jules[bot]')],
    aliases: ['jules', 'google-jules', 'google-labs-jules'],
  }),
  row('Gemini CLI', {
    identities: [
      account(null, 'gemini-cli[bot]'),
      mail('gemini-cli-robot@google.com'),
      mail('gemini-cli-agent@google.com'),
    ],
    branches: [branch('gemini/', WEAK_CONFIDENCE)],
    aliases: ['gemini', 'gemini-cli', 'google-gemini', 'google-gemini-cli'],
  }),
  row('Gemini Code Assist', {
    identities: [account(176961590, 'gemini-code-assist[bot]')],
    aliases: ['gemini-code-assist'],
  }),
  row('Amazon Q Developer', {
    identities: [
      account(208079219, 'amazon-q-developer[bot]'),
      account(null, 'amazon-codecatalyst[bot]'),
      weak(mail('noreply@amazon.com')),
    ],
    aliases: ['amazon-q', 'amazon-q-developer', 'q-developer'],
  }),
  row('Kiro', {
    identities: [account(244629292, 'kiro-agent'), mail('kiro@amazon.com'), mail('noreply@kiro.dev')],
    branches: [branch('kiro/', 0.6)],
    aliases: ['kiro', 'kiro-agent', 'kiro-cli'],
    labels: ['kiro', '/kiro'],
  }),
  row('Aider', {
    identities: [mail('noreply@aider.chat'), mail('aider@aider.chat'), mail('noreply@aider.dev')],
    branches: [branch('aider/', WEAK_CONFIDENCE)],
    aliases: ['aider'],
  }),
  row('Windsurf', {
    identities: [
      weak(mail('noreply@codeium.com')),
      weak(mail('windsurf@codeium.com')),
      weak(account(null, 'windsurf[bot]')),
    ],
    branches: [branch('windsurf/', WEAK_CONFIDENCE)],
    aliases: ['windsurf', 'cascade', 'windsurf-cascade', 'codeium'],
  }),
  row('Amp', { identities: [mail('amp@ampcode.com')], aliases: ['amp', 'ampcode', 'sourcegraph-amp'] }),
  row('OpenCode', { identities: [mail('noreply@opencode.ai')], aliases: ['opencode'] }),
  row('Cline', {
    identities: [mail('noreply@cline.bot'), account(205137888, 'cline[bot]')],
    branches: [branch('cline/', 0.6)],
    aliases: ['cline', 'cline-cli'],
  }),
  row('Roo', {
    identities: [mail('roomote@roocode.com')],
    aliases: ['roo', 'roo-code', 'roo-background', 'roomote', 'roocode'],
  }),
  row('Continue', {
    identities: [account(230936708, 'continue[bot]'), weak(mail('noreply@continue.dev'))],
    aliases: ['continue-cli', 'continue-dev', 'continue.dev'],
  }),
  row('Cody', {
    identities: [account(201248094, 'sourcegraph-cody[bot]')],
    aliases: ['sourcegraph-cody'],
  }),
  row('JetBrains AI', {
    identities: [account(220155983, 'jetbrains-ai[bot]')],
    aliases: ['jetbrains-ai', 'jetbrains-ai-assistant'],
  }),
  row('Junie', {
    identities: [
      mail('junie@jetbrains.com'),
      weak(account(null, 'junie[bot]')),
      weak(account(null, 'jetbrains-junie[bot]')),
    ],
    aliases: ['junie', 'jetbrains-junie'],
  }),
  row('Goose', {
    identities: [{ kind: 'mail', mail: 'opensource@block.xyz', name: 'goose' }],
    aliases: ['goose', 'codename-goose'],
  }),
  row('Pi', { identities: [mail('noreply@pi.dev')], aliases: ['pi', 'pi-coding-agent'] }),
  row('Factory Droid', {
    identities: [account(138933559, 'factory-droid[bot]'), weak(mail('noreply@factory.ai'))],
    aliases: ['droid', 'factory-droid', 'factory'],
  }),
  row('Replit Agent', { aliases: ['replit', 'replit-agent', 'replit-assistant'] }),
  row('Entire', { kind: 'recorder', branches: [branch('entire/checkpoints/', WEAK_CONFIDENCE)], aliases: ['entire'] }),
  row('OpenHands', {
    identities: [mail('openhands@all-hands.dev'), account(null, 'openhands-agent[bot]')],
    aliases: ['openhands', 'openhands-agent', 'opendevin'],
  }),
  row('Lovable', {
    identities: [account(null, 'lovable-dev[bot]'), account(null, 'gpt-engineer-app[bot]')],
    aliases: ['lovable', 'lovable-dev', 'gpt-engineer'],
  }),
  row('v0', { identities: [account(null, 'v0[bot]')], aliases: ['v0', 'vercel-v0', 'v0.dev'] }),
  row('Codegen', { identities: [account(null, 'codegen-sh[bot]')], aliases: ['codegen', 'codegen-sh'] }),
  row('Sweep', { identities: [account(null, 'sweep-ai[bot]')], aliases: ['sweep', 'sweep-ai'] }),
  row('Grok', { identities: [mail('grok@x.ai')], aliases: ['grok', 'grok-cli', 'grok-build'] }),
  row('Antigravity', { identities: [mail('antigravity@gemini.ai')], aliases: ['antigravity', 'google-antigravity'] }),
  row('Codebuff', { identities: [mail('noreply@codebuff.com')], aliases: ['codebuff'] }),
  row('Firebender', { aliases: ['firebender'] }),
  row('CodeRabbit', {
    kind: 'reviewer',
    identities: [account(136622811, 'coderabbitai[bot]')],
    aliases: ['coderabbit', 'coderabbitai'],
  }),
  row('Greptile', { kind: 'reviewer', identities: [account(null, 'greptile-apps[bot]')], aliases: ['greptile'] }),
  row('Sourcery', {
    kind: 'reviewer',
    identities: [account(null, 'sourcery-ai[bot]')],
    aliases: ['sourcery', 'sourcery-ai'],
  }),
  row('Ellipsis', { kind: 'reviewer', identities: [account(null, 'ellipsis-dev[bot]')], aliases: ['ellipsis-dev'] }),
  row('Qodo', {
    kind: 'reviewer',
    identities: [account(null, 'qodo-merge-pro[bot]')],
    aliases: ['qodo', 'qodo-merge'],
  }),
];

/** Evidence that names an AI without naming a tool of the table. */
export const UNNAMED_TOOL = 'AI assistant';

/** Placeholder addresses that belong to nobody or to an unrelated account: proof of nothing, worth a finding. */
export const UNVERIFIABLE_MAILS: readonly string[] = ['codex@example.com'];
