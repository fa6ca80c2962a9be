import type { Identity } from '../change/index.ts';
import type { Tool } from './model.ts';
import { looksLikeModel } from './tool-name.ts';
import { TOOL_TABLE, type ToolIdentity, type ToolRow, UNVERIFIABLE_MAILS } from './tool-table.ts';

/** A tool recognised by an identity, and whether the row is weak. */
export interface IdentityMatch {
  readonly row: ToolRow;
  readonly tool: Tool;
  readonly weak: boolean;
}

type Role = 'author' | 'co-author';

/** GitHub's private addresses: `ID+LOGIN@...` or, on old accounts, `LOGIN@...`. */
const GITHUB_HOST = '@users.noreply.github.com';

/** Addresses of machines that are not AI and not people. */
const MACHINE_MAILS: ReadonlySet<string> = new Set([
  'noreply@github.com',
  'action@github.com',
  'actions@github.com',
  'github-actions@github.com',
  'support@github.com',
  'bot@renovateapp.com',
  'support@dependabot.com',
  'noreply@gitlab.com',
  'opencode@sst.dev',
  'greenkeeper@example.com',
]);

interface Entry {
  readonly row: ToolRow;
  readonly identity: ToolIdentity;
}

const ENTRIES: readonly Entry[] = TOOL_TABLE.flatMap((row) => row.identities.map((identity) => ({ row, identity })));
const BY_ID = new Map<string, Entry>();
const BY_LOGIN = new Map<string, Entry>();
const BY_MAIL = new Map<string, Entry[]>();
for (const entry of ENTRIES) {
  const { identity } = entry;
  if (identity.kind === 'mail') BY_MAIL.set(identity.mail, [...(BY_MAIL.get(identity.mail) ?? []), entry]);
  else {
    if (identity.id !== null) BY_ID.set(String(identity.id), entry);
    if (!BY_LOGIN.has(identity.login)) BY_LOGIN.set(identity.login, entry);
  }
}

/**
 * The tool an identity belongs to: by numeric account id first (it survives renames), then by login, then by exact
 * address, then by a `[bot]` display name. A bare name never matches: Claude and Devin are people's names too.
 */
export function matchIdentity(identity: Identity, role: Role): IdentityMatch | null {
  const mail = identity.mail.trim().toLowerCase();
  const name = identity.name.trim();
  const entry = byAccount(mail) ?? byMail({ mail, name: name.toLowerCase(), role }) ?? byBotName(name.toLowerCase());
  if (entry === null) return null;
  const { row } = entry;
  return { row, tool: { name: row.name, model: modelOf(row, name) }, weak: entry.identity.weak === true };
}

/** Whether the address is a placeholder that proves nothing. */
export function isUnverifiable(mail: string): boolean {
  return UNVERIFIABLE_MAILS.includes(mail.trim().toLowerCase());
}

/** Whether the identity may be a person: no known tool, no bot account, no address of a machine. */
export function isPersonal(identity: Identity): boolean {
  const mail = identity.mail.trim().toLowerCase();
  if (!mail.includes('@') || MACHINE_MAILS.has(mail) || isUnverifiable(mail)) return false;
  if (isBotName(mail) || isBotName(identity.name.toLowerCase())) return false;
  if (isNoReply(mail)) return false;
  return matchIdentity(identity, 'author') === null && matchIdentity(identity, 'co-author') === null;
}

/** Whether the address is a `noreply` of some vendor; GitHub's private addresses of people are not. */
export function isNoReply(mail: string): boolean {
  const lower = mail.trim().toLowerCase();
  return !lower.endsWith(GITHUB_HOST) && /^(?:no-?reply|do-?not-?reply)\b/.test(lower);
}

function isBotName(text: string): boolean {
  return text.includes('[bot]');
}

function byAccount(mail: string): Entry | null {
  if (!mail.endsWith(GITHUB_HOST)) return null;
  const local = mail.slice(0, -GITHUB_HOST.length);
  const plus = local.indexOf('+');
  const login = local.slice(plus + 1);
  const known = plus > 0 ? BY_ID.get(local.slice(0, plus)) : undefined;
  if (known !== undefined) return known;
  // Without an id only the reserved `[bot]` logins count: any person may own a plain login.
  return plus > 0 || isBotName(login) ? (BY_LOGIN.get(login) ?? null) : null;
}

function byMail(claim: { readonly mail: string; readonly name: string; readonly role: Role }): Entry | null {
  const entries = BY_MAIL.get(claim.mail) ?? [];
  return (
    entries.find(({ identity }) => {
      if (identity.kind !== 'mail') return false;
      if (identity.role !== undefined && identity.role !== claim.role) return false;
      return identity.name === undefined || identity.name === claim.name;
    }) ?? null
  );
}

function byBotName(name: string): Entry | null {
  return isBotName(name) ? (BY_LOGIN.get(name) ?? null) : null;
}

/** The model a display name states: `Claude Opus 4.6`, `aider (gpt-5)`, Pi's `<model>`. */
function modelOf(row: ToolRow, name: string): string | null {
  const open = name.indexOf('(');
  const inside =
    open >= 0
      ? name
          .slice(open + 1)
          .replace(/\).*$/, '')
          .trim()
      : '';
  if (row.name === 'Aider') return inside === '' || inside === 'aider' ? null : inside;
  if (looksLikeModel(name)) return name;
  if (looksLikeModel(inside)) return inside;
  return row.name === 'Pi' && name !== '' && name.toLowerCase() !== 'pi' ? name : null;
}
