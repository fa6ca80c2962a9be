import { normalizeText } from '../../kernel/index.ts';
import type { Change } from './model.ts';
import { statedReferences } from './revert.ts';

/** Which rule says that a commit is a fix, strongest first. */
export type FixRule =
  /** It reverts an earlier change. */
  | 'reverts'
  /** `Fixes: <commit>` names what it repairs. */
  | 'fixes-trailer'
  /** `fix: …`, `bugfix(scope): …`, `[BUGFIX] …`. */
  | 'fix-type'
  /** `fixes #12`, `fixed https://…/issues/12`; `closes #12` says nothing of a fault, and names a pull request as often. */
  | 'fixes-issue'
  /** A key of a tracker beside a word of repair: `Fix NPE (SHOP-12)`, `Bug 4711: …`. */
  | 'tracker-key'
  /** A word of repair in the subject. */
  | 'subject-word'
  /** A sentence of the body names a bug it repairs. */
  | 'body-word';

/** That a commit is a fix, and where it says so. */
export interface FixStatement {
  readonly rule: FixRule;
  /** 1-based line of the message. */
  readonly line: number;
}

/** Characters of a message that are looked at: what it is stands at its beginning. */
const MESSAGE_LIMIT = 16_384;
/** Characters of one line that are looked at. */
const LINE_LIMIT = 1_000;

const TYPE = /^(?:\[(?:bug ?-?fix|hot ?-?fix|fix)\]|(?:bug-?fix|hot-?fix|fix)(?:\([^)]{0,80}\))?!?:)/i;
const FIXES_ISSUE =
  /\bfix(?:e[sd])?:? (?:issues? |bugs? )?(?:[\w.-]{1,100}\/[\w.-]{1,100})?(?:#|gh-|https?:\/\/\S{1,200}\/issues\/)\d/i;
const REPAIR =
  /\b(?:(?:bug|hot)?-?fix(?:e[sd]|ing|up)?|bugs?|repair(?:s|ed|ing)?|regress(?:ion|ions|ed)|broken|breakage|crash(?:es|ed|ing)?|correct(?:s|ed|ing)|defects?|oops|workaround|unbreak)\b/i;
const KEY = /\b[A-Z][A-Z0-9]{1,9}-\d{1,7}\b|\bbug:? #?\d{1,9}\b/i;
/** Repairs of things that never ran: their fixes say nothing of a change's harm. */
const HARMLESS =
  /\b(?:typos?|spelling|grammar|misspell\w{0,6}|comments?|docs?|documentation|readme|changelog|docstrings?|white ?space|indent(?:ation)?|lint(?:er|ing)?|eslint|rubocop|flake8|pep ?8|checkstyle|code ?style|formatting|copyright|licen[cs]e headers?)\b/i;
const BODY =
  /\b(?:fix(?:e[sd])?|repairs?|correct(?:s|ed)) (?:(?:a|an|the|this|that|another|some|one) )?(?:\w{1,30} ){0,3}(?:bugs?|issues?|problems?|regressions?|crash(?:es)?|errors?|failures?|defects?|breakages?|leaks?|mistakes?)\b|\b(?:bugs?|regressions?|crash|problem|issue|error) (?:was |were |that was )?(?:introduced|caused)\b/i;

/**
 * Whether a commit message says that the commit repairs something, by the strongest rule that applies; `null` where
 * none does. A merge's title counts like any other. Repairs of spelling, comments, documentation and layout are no
 * fixes unless they name a commit or an issue.
 */
export function fixStatement(message: string): FixStatement | null {
  const text = message.slice(0, MESSAGE_LIMIT);
  const stated = statedReferences(text);
  const named = stated.find(({ kind }) => kind === 'reverts') ?? stated.find(({ kind }) => kind === 'fixes');
  if (named !== undefined) return { rule: named.kind === 'reverts' ? 'reverts' : 'fixes-trailer', line: named.line };
  const lines = text.split('\n').map((line) => normalizeText(line.slice(0, LINE_LIMIT)));
  const first = lines.findIndex((line) => line.trim() !== '');
  const subject = lines[first] ?? '';
  const harmless = HARMLESS.test(subject);
  if (TYPE.test(subject) && !harmless) return { rule: 'fix-type', line: first + 1 };
  const closing = lines.findIndex((line) => !line.startsWith('>') && FIXES_ISSUE.test(line));
  if (closing >= 0) return { rule: 'fixes-issue', line: closing + 1 };
  if (harmless) return null;
  if (REPAIR.test(subject)) return { rule: KEY.test(subject) ? 'tracker-key' : 'subject-word', line: first + 1 };
  const body = lines.findIndex((line, at) => at > first && !line.startsWith('>') && BODY.test(line));
  return body < 0 ? null : { rule: 'body-word', line: body + 1 };
}

/**
 * Whether a change says that it repairs something: its title or the message of any of its commits does. The one answer
 * for labels (what is traced) and for risk (the feature `fix`).
 */
export function saysRepair({ title, commits }: Pick<Change, 'title' | 'commits'>): boolean {
  return fixStatement(title) !== null || commits.some(({ message }) => fixStatement(message) !== null);
}
