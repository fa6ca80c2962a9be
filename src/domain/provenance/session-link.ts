import { digestOf } from '../../kernel/index.ts';

/** A link into a session of a coding agent, found in a text. */
export interface SessionLink {
  /** Canonical tool name. */
  readonly tool: string;
  readonly url: string;
}

/** Hex digits kept of a link's digest: enough to tell two sessions apart, useless to open one. */
const DIGEST_LENGTH = 12;

/**
 * Start of a host name: a scheme, or nothing that would make it the tail of another host, path or address
 * (`evilcursor.com`, `evil.com/cursor.com`).
 */
const START = String.raw`(?:https?:\/\/(?:www\.)?|(?<![\w.\/@-]))`;

const FORMS: readonly (readonly [tool: string, path: string])[] = [
  ['Claude Code', String.raw`claude\.ai\/code\/session_\w+`],
  ['Cursor', String.raw`cursor\.com\/(?:background-agent\?bcId=|agents\/bc-)[\w-]+`],
  ['Devin', String.raw`app\.devin\.ai\/sessions\/[0-9a-f]{32}`],
  ['Google Jules', String.raw`jules\.google\.com\/(?:task|session)\/\d+`],
  ['Amp', String.raw`ampcode\.com\/threads\/T-[\w-]+`],
  ['Copilot coding agent', String.raw`github\.com\/[\w.-]{1,100}\/[\w.-]{1,100}\/sessions\/[0-9a-f-]{36}`],
];

const PATTERNS = FORMS.map(([tool, path]) => ({ tool, pattern: new RegExp(`${START}${path}`, 'i') }));
const ANY = new RegExp(`${START}(?:${FORMS.map(([, path]) => path).join('|')})`, 'gi');

/** The first session link of each tool in the text, in the order of the table; empty where there is none. */
export function sessionLinksIn(text: string): SessionLink[] {
  const links: SessionLink[] = [];
  if (!text.includes('/')) return links;
  for (const { tool, pattern } of PATTERNS) {
    const url = pattern.exec(text)?.[0];
    if (url !== undefined) links.push({ tool, url });
  }
  return links;
}

/** The text with every session link replaced by the start of its digest: evidence may be shown, the session may not. */
export function withoutSessionLinks(text: string): string {
  return text.includes('/') ? text.replace(ANY, (url) => sessionDigest(url)) : text;
}

/** `sha256:` and the first hex digits of the digest of a link or session id. */
export function sessionDigest(session: string): string {
  return digestOf(session).slice(0, 'sha256:'.length + DIGEST_LENGTH);
}
