import { mergeSubject, ownNumber, withoutOwnNumber } from './own-number.ts';

/** An earlier change as text names it. */
export interface NamedChange {
  readonly commit?: string;
  readonly range?: { readonly start: string; readonly inclusive: boolean };
  readonly pullRequest?: string;
  readonly repository?: string;
  readonly subject?: string;
}

/** Changes at the start of a text; `continues` when the text ends where a list may go on below. */
export interface NamedChanges {
  readonly named: readonly NamedChange[];
  readonly continues: boolean;
}

/** Names on one line; the line itself is bounded by the caller. */
const NAMES_PER_LINE = 200;

const NOUN =
  /(?:(?:the|of|git|merge|following|previous|changes?|made|in|by|from|all) ){0,5}(?:(?:commits?|revisions?|changesets?)\b(?:\(s\))?)?/iy;
const SEPARATOR = /[\s,;:'"`<([\]*+-]*(?:(?:and|&|commits?)[\s:]+){0,2}[`'"<]?/iy;
const RANGE = /([0-9a-f]{7,64})(\^|~1?)?`?\.{2,3}`?([0-9a-f]{7,64})(?![0-9a-z_-])/iy;
const HASH = /([0-9a-f]{7,64})(?![0-9a-z_-])[`'">\])]?/iy;
const QUOTED = /[ \t]{0,4}\(?["“'](.{1,300}?)["”']\)/y;
/** What may stand between the end of a line and a list that goes on below; `.` ends a list. */
const TAIL = /^[\s,;:]{0,8}(?:and|&)?\s{0,8}$/i;

/**
 * Commits named at the start of a text (what follows `This reverts`): ids of 7..64 hex digits, lists, and ranges.
 * A word of letters only (`defaced`) counts as an id only after the word `commit`.
 */
export function namedCommits(text: string): NamedChanges {
  const named: NamedChange[] = [];
  const noun = sticky(NOUN, text, skip(/[\s:]*/y, text, 0));
  let at = noun.end;
  while (named.length < NAMES_PER_LINE) {
    const from = skip(SEPARATOR, text, at);
    const worded = /commit/i.test(text.slice(noun.start, from));
    const range = sticky(RANGE, text, from);
    const hash = sticky(HASH, text, from);
    if (range.match !== null) {
      const [, start = '', inclusive, end = ''] = range.match;
      named.push({
        commit: end.toLowerCase(),
        range: { start: start.toLowerCase(), inclusive: inclusive !== undefined },
      });
      at = range.end;
    } else if (hash.match !== null && (worded || /\d/.test(hash.match[1] ?? ''))) {
      const quote = sticky(QUOTED, text, hash.end);
      const subject = quote.match?.[1];
      named.push({ commit: (hash.match[1] ?? '').toLowerCase(), ...(subject === undefined ? {} : { subject }) });
      at = quote.end;
    } else break;
  }
  return { named, continues: TAIL.test(text.slice(at)) };
}

const REQUEST_NOUN =
  /[\s:]*(?:(?:the|changes?|from|in|of) ){0,3}(?:(?:pull[ -]request|merge[ -]request|prs?|mrs?)(?![\w./-]))?[\s:]*/iy;
const REQUEST_SEPARATOR = /[\s,;<(*-]*(?:(?:and|&|pr|mr)\s+)?/iy;
const REQUEST = /(?:([\w.-]{1,100}(?:\/[\w.-]{1,100}){1,5})?[#!]|gh-)(\d{1,10})\b/iy;
const REQUEST_URL =
  /https?:\/\/[\w.:-]{1,200}\/([\w.-]{1,100}(?:\/[\w.-]{1,100}){1,5}?)\/(?:-\/)?(?:pull|pulls|merge_requests)\/(\d{1,10})\b/iy;

/** Pull or merge requests named at the start of a text: `#1`, `!1`, `owner/name#1`, `gh-1`, or their web addresses. */
export function namedPullRequests(text: string): NamedChanges {
  const named: NamedChange[] = [];
  let at = skip(REQUEST_NOUN, text, 0);
  while (named.length < NAMES_PER_LINE) {
    const from = skip(REQUEST_SEPARATOR, text, at);
    const url = sticky(REQUEST_URL, text, from);
    const request = url.match === null ? sticky(REQUEST, text, from) : url;
    if (request.match === null) break;
    const [, repository, pullRequest = ''] = request.match;
    named.push({ pullRequest, ...(repository === undefined ? {} : { repository }) });
    at = request.end;
  }
  return { named, continues: TAIL.test(text.slice(at)) };
}

/** At most one prefix (`net: `, `[api] `, `fix(x): `) before the verb. */
const UNDO =
  /^(?:\[[^\]]{1,60}\] ?|[\w ./()-]{1,60}!?: ){0,2}(revert(?:s|ed|ing)?|back(?:ed)? out|re-?appl(?:y|ies|ied)|re-?land(?:s|ed)?):? +(.+)$/i;
const CONVENTIONAL_REVERT = /^revert(?:\([^)]{0,80}\))?!?: +(.+)$/i;

/**
 * What a subject line says it undoes: `Revert "…"`, `Reapply "…"`, nested in any depth (an even number of reverts
 * reapplies), `revert: …` of conventional commits, or `Revert x (#1) (#2)`. `null` where it names no earlier subject.
 */
export function undoSubject(
  line: string,
): { readonly kind: 'reverts' | 'reapplies'; readonly subject: string; readonly pullRequest?: string } | null {
  const quoted = quotedUndo(line);
  if (quoted !== null) return named(quoted);
  const conventional = CONVENTIONAL_REVERT.exec(line)?.[1];
  if (conventional !== undefined) return conventionalUndo(withoutOwnNumber(conventional));
  const plain = UNDO.exec(withoutOwnNumber(line));
  if (plain === null || ownNumber(line) === null || ownNumber(plain[2] ?? '') === null) return null;
  return named({ depth: weight(plain[1] ?? ''), subject: plain[2] ?? '' });
}

/** `revert: 0123abc` names a commit, which {@link namedCommits} reads. */
function conventionalUndo(subject: string): ReturnType<typeof undoSubject> {
  return /^[#!]?[0-9a-f]{1,64}$/i.test(subject) ? null : named({ depth: 1, subject });
}

function named(undo: { depth: number; subject: string }): ReturnType<typeof undoSubject> {
  const pullRequest = ownNumber(undo.subject) ?? mergeSubject(undo.subject)?.pullRequest ?? null;
  return {
    kind: undo.depth % 2 === 1 ? 'reverts' : 'reapplies',
    subject: undo.subject,
    ...(pullRequest === null ? {} : { pullRequest }),
  };
}

/** Nesting deeper than this is nobody's history. */
const DEPTH_LIMIT = 10;

function quotedUndo(line: string): { depth: number; subject: string } | null {
  let depth = 0;
  let outer: string | null = null;
  let inner = line;
  while (depth < DEPTH_LIMIT) {
    const undo = UNDO.exec(withoutOwnNumber(inner));
    const quoted = undo === null ? null : unquoted(undo[2] ?? '');
    if (undo === null || quoted === null) break;
    depth += weight(undo[1] ?? '');
    outer ??= quoted;
    inner = quoted;
  }
  return outer === null ? null : { depth, subject: outer };
}

function weight(verb: string): number {
  return /^re-?(?:appl|land)/i.test(verb) ? 2 : 1;
}

/** The text between its first and last quote mark; a quote that a forge cut off ends with `…`. */
function unquoted(text: string): string | null {
  const open = text[0] ?? '';
  if (!['"', '“', "'"].includes(open)) return null;
  const close = open === '“' ? '”' : open;
  const end = text.lastIndexOf(close);
  if (end > 1 && end === text.length - 1) return text.slice(1, end);
  return /(?:…|\.\.\.)$/.test(text) ? `${text.slice(1).replace(/(?:…|\.{3})$/, '')}…` : null;
}

interface Sticky {
  readonly match: RegExpExecArray | null;
  readonly start: number;
  /** Where the match ends; `start` where nothing matched. */
  readonly end: number;
}

function sticky(pattern: RegExp, text: string, start: number): Sticky {
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  return { match, start, end: match === null ? start : start + match[0].length };
}

function skip(pattern: RegExp, text: string, start: number): number {
  return sticky(pattern, text, start).end;
}
