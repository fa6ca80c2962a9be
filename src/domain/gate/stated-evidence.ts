import { normalizeText } from '../../kernel/index.ts';
import type { Change } from '../change/index.ts';
import type { ContextInput } from './fact-input.ts';

/** What a change says of itself beside its content. */
export interface StatedEvidence {
  /** Upper-case keys (`PAY-12`) and numbers (`#12`), sorted, unique, at most {@link MAX_TICKETS}. */
  readonly tickets: readonly string[];
  readonly rolloutPlan: boolean;
  readonly rollbackPlan: boolean;
}

/** Tickets kept of one change. */
export const MAX_TICKETS = 20;
/** Characters of one message or body that are read: real ones are far shorter. */
const TEXT_LIMIT = 65_536;
/** Commits whose messages are read, newest last. */
const COMMIT_LIMIT = 500;

/** Jira, Linear, YouTrack and the like. Bounded on both sides, so that it runs in linear time. */
const KEY = /(?<![A-Za-z0-9_-])[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,6}(?![A-Za-z0-9_-]|\.\d)/g;
/** The same at the start of a part of a branch name: `feature/PAY-12-charge-once`. */
const BRANCH_KEY = /^([A-Z][A-Z0-9]{1,9}-[1-9]\d{0,6})(?![A-Za-z0-9])/;
/** Names of standards that look like ticket keys. */
const NOT_A_TICKET =
  /^(?:UTF|ISO|SHA|MD|RFC|CVE|CWE|GHSA|AES|RSA|TLS|SSL|HTTP|IEEE|ECMA|ASCII|UTC|GMT|GPT|COVID|BASE|CP|KOI|ANSI|PEP|JEP|WCAG|RC|DES|POSIX|ARM|OAUTH|AGPL|GPL|LGPL|MPL|BSD|APACHE|CC|SPDX|PKCS|CRC|ED|TIER|SEV)-\d/;
const TICKET_LINE =
  /^(?:ticket|tickets|issue|issues|refs|ref|references|jira|linear|work[- ]item|fixes|closes|resolves)[ \t]{0,4}:[ \t]{0,4}(\S.{0,300})$/i;
const CLOSING_LINE =
  /^(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?)[ \t]{1,4}((?:[\w.-]{1,100}\/[\w.-]{1,100})?#\d{1,9}|[A-Z][A-Z0-9]{1,9}-\d{1,7})\b/i;
const NUMBER = /(?<![\w&])#\d{1,9}\b/g;
const ROLLOUT_LINE = /^rollout[- ]plan[ \t]{0,4}:[ \t]{0,4}\S/i;
const ROLLBACK_LINE = /^rollback[- ]plan[ \t]{0,4}:[ \t]{0,4}\S/i;
const ROLLOUT_FOLDER = '.firebreak/rollout/';
const ROLLBACK_FOLDER = '.firebreak/rollback/';

/**
 * Tickets of trailers (`Ticket:`, `Refs:`, `Fixes #12`), the branch name and the title; plans of trailers
 * (`Rollout-Plan:`, `Rollback-Plan:`) and of files below `.firebreak/rollout/` and `.firebreak/rollback/`.
 */
export function statedEvidence(change: Change, context: ContextInput): StatedEvidence {
  const lines = linesOf(change, context);
  const tickets = new Set(context.tickets);
  for (const key of keysIn(normalizeText(change.title))) tickets.add(key);
  for (const key of branchKeys(change.headBranch ?? '')) tickets.add(key);
  for (const line of lines) for (const ticket of ticketsOfLine(line)) tickets.add(ticket);
  return {
    tickets: [...tickets].sort().slice(0, MAX_TICKETS),
    rolloutPlan: context.rolloutPlan === true || stated(lines, ROLLOUT_LINE) || adds(change, ROLLOUT_FOLDER),
    rollbackPlan: context.rollbackPlan === true || stated(lines, ROLLBACK_LINE) || adds(change, ROLLBACK_FOLDER),
  };
}

function linesOf(change: Change, context: ContextInput): readonly string[] {
  const messages = change.commits.slice(-COMMIT_LIMIT).map((commit) => commit.message);
  return [...messages, context.body ?? ''].flatMap((text) =>
    normalizeText(text.slice(0, TEXT_LIMIT))
      .split('\n')
      .map((line) => line.trim()),
  );
}

function ticketsOfLine(line: string): readonly string[] {
  const trailer = TICKET_LINE.exec(line)?.[1];
  if (trailer !== undefined) return [...keysIn(trailer), ...(trailer.match(NUMBER) ?? [])];
  const closed = CLOSING_LINE.exec(line)?.[1];
  return closed === undefined ? [] : [closed.slice(Math.max(0, closed.indexOf('#'))).toUpperCase()];
}

/** Upper case only: `fix-2` and `update-3-things` are words, and a false ticket would clear a hold. */
function branchKeys(branch: string): readonly string[] {
  return branch.split(/[/_]/).flatMap((part) => {
    const key = BRANCH_KEY.exec(part)?.[1];
    return key === undefined || NOT_A_TICKET.test(key) ? [] : [key];
  });
}

function keysIn(text: string): readonly string[] {
  return (text.slice(0, TEXT_LIMIT).match(KEY) ?? []).filter((key) => !NOT_A_TICKET.test(key));
}

function stated(lines: readonly string[], form: RegExp): boolean {
  return lines.some((line) => form.test(line));
}

function adds(change: Change, folder: string): boolean {
  return change.files.some((file) => file.status !== 'deleted' && file.path.startsWith(folder));
}
