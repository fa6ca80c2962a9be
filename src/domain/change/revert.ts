import { normalizeText } from '../../kernel/index.ts';
import { type NamedChanges, namedCommits, namedPullRequests, undoSubject } from './named-change.ts';
import { mergeSubject, withoutOwnNumber } from './own-number.ts';

/** What a commit message says of an earlier change. At least one of `commit`, `pullRequest`, `subject` is there. */
export interface StatedReference {
  /**
   * `reverts`: undoes it. `reapplies`: brings back what was reverted; it names the undone revert (`This reverts commit`
   * below `Reapply "…"` or `Revert "Revert …"`) or the original (`reland of`). `fixes`: repairs what it broke.
   */
  readonly kind: 'reverts' | 'fixes' | 'reapplies';
  /** Lower-case hex, 7..64 digits: a prefix of an object id. */
  readonly commit?: string;
  /** The commit is the end of `start..commit`; `inclusive` for `start^..commit`. */
  readonly range?: { readonly start: string; readonly inclusive: boolean };
  /** Digits only. */
  readonly pullRequest?: string;
  /** `owner/name` where the number is stated with one; a number without it belongs to the same repository. */
  readonly repository?: string;
  /** The earlier commit's subject as quoted; ends with `…` where a forge cut it. Weaker than a commit or a number. */
  readonly subject?: string;
  /** 1-based line of the message. */
  readonly line: number;
}

/** Characters of a message that are looked at: a real message is far shorter, a hostile one costs no more than this. */
const MESSAGE_LIMIT = 262_144;
/** References of one message: a revert of a whole release names some hundred. */
const REFERENCE_LIMIT = 1_000;

const ANY = /revert|reappl|re-?land|fixes|back(?:s|ed|ing)? ?out|changeset|refs:/i;

const ADVERB = '(?:(?:partially|partly|manually|effectively|also|mostly) )?';
/** What leads to a list of reverted things: a sentence anywhere in a line, or the start of a line. */
const REVERT_LEAD = new RegExp(
  `\\b(?:this|it)(?: (?:commit|change|patch|pr|mr))? ${ADVERB}reverts?\\b|^(?:[-*] )?${ADVERB}(?:reverts?|reverted|reverting|revert-commit|back(?:s|ed)? out)\\b`,
  'i',
);
const REAPPLY_LEAD =
  /\bthis(?: is)? (?:an? )?(?:re-?lands?|re-?appl(?:y|ies|ication))(?: of)?\b|^(?:[-*] )?(?:re-?lands?|re-?appl(?:y|ies))\b/i;
/** What undoes a revert names that revert (`reverts the revert PR #2`) or what came back (`reverts the revert of #1`). */
const UNREVERT_LEAD =
  /\b(?:this|it) reverts (?:the|an?) (?:(?:earlier|previous) )?revert(?: of)?\b|^(?:[-*] )?(?:reverts?|reverted|reverting) (?:the|an?) (?:(?:earlier|previous) )?revert(?: of)?\b/i;
/** Written below `Back out "…"` by some review tools. */
const CHANGESET = /^original commit changeset:/i;
/** Conventional commits: `revert: …` with the commits in a `Refs:` footer. */
const CONVENTIONAL = /^revert(?:\([^)]{0,80}\))?!?: /i;
const REFS = /^refs:/i;
const FIXES = /^fixes: {0,4}(?:commit )?([0-9a-f]{8,64})\b(?!-)(?: {0,4}\(?["'“](.{1,300})["'”]\)?)?/i;

/**
 * The earlier changes that a message names as reverted, reapplied or fixed, in the order of their lines and without
 * repetition. Invisible and full-width characters do not hide a statement; quoted lines (`> …`) state nothing;
 * `Fixes #123` names an issue and is left out. One revert often yields two entries, its subject's quote and its
 * body's commit: they name the same change.
 */
export function statedReferences(message: string): readonly StatedReference[] {
  const text = message.slice(0, MESSAGE_LIMIT);
  const normal = isAscii(text) ? text : text.split('\n').map(normalizeText).join('\n');
  if (!ANY.test(normal)) return [];
  const lines = normal.split('\n').map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  const subject = lines[first] ?? '';
  const title = undoSubject(subject);
  const undoing = title?.kind ?? 'reverts';
  // A subject's own number names the undoing change, not the undone one.
  if (first >= 0) lines[first] = title === null ? withoutOwnNumber(lines[first] ?? '') : '';
  const conventional = CONVENTIONAL.test(subject);
  const found: StatedReference[] = [];
  if (title !== null) found.push({ ...title, line: first + 1 });
  else found.push(...branchReferences(subject, first + 1));
  for (let at = Math.max(first, 0); at < lines.length && found.length < REFERENCE_LIMIT; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('>')) continue;
    const fix = FIXES.exec(line);
    if (fix !== null) {
      found.push(fixed({ commit: fix[1] ?? '', subject: fix[2], line: at + 1 }));
      continue;
    }
    const lead = leadOf({ line, conventional, undoing });
    if (lead !== null) found.push(...listedAfter(lines, { at, from: lead.end, kind: lead.kind }));
  }
  return distinct(found).slice(0, REFERENCE_LIMIT);
}

function fixed(named: { commit: string; subject: string | undefined; line: number }): StatedReference {
  const commit = named.commit.toLowerCase();
  return {
    kind: 'fixes',
    commit,
    line: named.line,
    ...(named.subject === undefined ? {} : { subject: named.subject }),
  };
}

/** The revert button of GitHub names its branch `revert-NUMBER-BRANCH`, the one of a revert `revert-N-revert-M-BRANCH`. */
const REVERT_BRANCH = /^revert-([1-9]\d{0,9})-/i;
const DATED_BRANCH = /^revert-\d{4}-\d{2}-\d{2}\b/i;
/** Nesting deeper than this is nobody's history. */
const BRANCH_DEPTH = 10;

function branchReferences(subject: string, line: number): StatedReference[] {
  const branch = mergeSubject(subject)?.headBranch ?? '';
  const pullRequest = REVERT_BRANCH.exec(branch)?.[1];
  if (pullRequest === undefined || DATED_BRANCH.test(branch)) return [];
  let rest = branch;
  let depth = 0;
  while (depth < BRANCH_DEPTH && REVERT_BRANCH.test(rest)) {
    rest = rest.replace(REVERT_BRANCH, '');
    depth += 1;
  }
  return [{ kind: depth % 2 === 1 ? 'reverts' : 'reapplies', pullRequest, line }];
}

interface Lead {
  readonly kind: 'reverts' | 'reapplies';
  readonly end: number;
}

function leadOf(given: { line: string; conventional: boolean; undoing: Lead['kind'] }): Lead | null {
  const reapply = UNREVERT_LEAD.exec(given.line) ?? REAPPLY_LEAD.exec(given.line);
  if (reapply !== null) return { kind: 'reapplies', end: reapply.index + reapply[0].length };
  const found =
    REVERT_LEAD.exec(given.line) ?? CHANGESET.exec(given.line) ?? (given.conventional ? REFS.exec(given.line) : null);
  return found === null ? null : { kind: given.undoing, end: found.index + found[0].length };
}

/** What stands after a lead: on its line and, where the list goes on, on the lines below. */
function listedAfter(
  lines: readonly string[],
  start: { at: number; from: number; kind: Lead['kind'] },
): StatedReference[] {
  const found: StatedReference[] = [];
  let at = start.at;
  let rest = (lines[at] ?? '').slice(start.from);
  while (found.length < REFERENCE_LIMIT) {
    const here = namedChanges(rest);
    for (const one of here.named) found.push({ kind: start.kind, ...one, line: at + 1 });
    // The lead's own line must leave the list open; below it each line that starts with a name goes on.
    if (at === start.at && !here.continues) break;
    const next = nextListed(lines, { at, empty: found.length === 0 });
    if (next === null) break;
    at = next;
    rest = lines[at] ?? '';
    if (namedChanges(rest).named.length === 0) break;
  }
  return found;
}

function namedChanges(text: string): NamedChanges {
  const commits = namedCommits(text);
  if (commits.named.length > 0) return commits;
  const requests = namedPullRequests(text);
  return { named: requests.named, continues: requests.continues || (requests.named.length === 0 && commits.continues) };
}

/** The line a list goes on at; one blank line is allowed between a lead and its list. */
function nextListed(lines: readonly string[], from: { at: number; empty: boolean }): number | null {
  const next = lines[from.at + 1] === '' && from.empty ? from.at + 2 : from.at + 1;
  const line = lines[next];
  if (line === undefined || line === '' || line.startsWith('>')) return null;
  return REVERT_LEAD.test(line) || REAPPLY_LEAD.test(line) ? null : next;
}

function distinct(found: readonly StatedReference[]): StatedReference[] {
  const seen = new Set<string>();
  return found.filter((one) => {
    const key = JSON.stringify([one.kind, one.commit, one.range?.start, one.repository, one.pullRequest, one.subject]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function isAscii(text: string): boolean {
  return !/[^\x00-\x7f]/.test(text);
}
