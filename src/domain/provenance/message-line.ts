import { hasInvisible, normalizeText } from '../../kernel/index.ts';

/** Where a line stands decides how far a marker on it can be trusted. */
export type LineZone =
  /** First line of a message: never a trailer, never a footer. */
  | 'subject'
  /** The last paragraph, where git reads trailers. */
  | 'trailer'
  /** Any other paragraph: bodies of squash merges keep trailer blocks there. */
  | 'body'
  /** Inside a closed code fence, indented or quoted: most likely an example. */
  | 'quoted';

/** One line of a message or a pull-request body. */
export interface MessageLine {
  /** 1-based. */
  readonly number: number;
  /** Normalised (NFKC, no invisible characters). */
  readonly text: string;
  readonly zone: LineZone;
  /** 0-based paragraph; lines of one paragraph have no blank line between them. */
  readonly paragraph: number;
  /** Whether invisible or full-width characters hid what the line says. */
  readonly obfuscated: boolean;
}

/** A commit message starts with a subject; a pull request's body has none and no last paragraph that counts more. */
export type TextKind = 'commit-message' | 'pull-request-body';

/** Non-blank lines in order. Linear in the length of the text. */
export function readLines(text: string, kind: TextKind): MessageLine[] {
  const raw = text.split('\n');
  const lines = hasNonAscii(text) ? raw.map(normalizeText) : raw;
  const paragraphs = paragraphsOf(lines);
  const last = paragraphs.at(-1) ?? 0;
  const fenced = fencedLines(lines);
  const found: MessageLine[] = [];
  for (const [index, line] of lines.entries()) {
    const trimmed = line.trimEnd();
    if (trimmed === '') continue;
    const paragraph = paragraphs[index] ?? 0;
    const zone = zoneOf({
      text: trimmed,
      kind,
      first: found.length === 0,
      final: paragraph === last && paragraph > 0,
      fenced: fenced.has(index),
    });
    found.push({ number: index + 1, text: trimmed, zone, paragraph, obfuscated: isObfuscated(raw[index] ?? '', line) });
  }
  return found;
}

/** Whether the body is a list of squashed commits (`* subject` paragraphs, as GitHub and GitLab write them). */
export function isSquashBody(lines: readonly MessageLine[]): boolean {
  let items = 0;
  let paragraph = -1;
  for (const line of lines) {
    if (line.paragraph !== paragraph && line.text.startsWith('* ')) items += 1;
    paragraph = line.paragraph;
  }
  return items >= 2;
}

const NON_ASCII = /[^\n-\x7f]/;

function hasNonAscii(text: string): boolean {
  return NON_ASCII.test(text);
}

/** The paragraph each line belongs to; trailing blank lines stay with the last one. */
function paragraphsOf(lines: readonly string[]): number[] {
  const paragraphs: number[] = [];
  let current = 0;
  let blank = false;
  let started = false;
  for (const line of lines) {
    if (line.trim() === '') blank = started;
    else {
      if (blank) current += 1;
      blank = false;
      started = true;
    }
    paragraphs.push(current);
  }
  return paragraphs;
}

/** Indexes inside closed code fences; an open fence hides nothing. */
function fencedLines(lines: readonly string[]): ReadonlySet<number> {
  const inside = new Set<number>();
  let open: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('```')) continue;
    if (open === null) open = index;
    else {
      for (let at = open; at <= index; at += 1) inside.add(at);
      open = null;
    }
  }
  return inside;
}

interface ZoneQuestion {
  readonly text: string;
  readonly kind: TextKind;
  readonly first: boolean;
  readonly final: boolean;
  readonly fenced: boolean;
}

function zoneOf({ text, kind, first, final, fenced }: ZoneQuestion): LineZone {
  if (kind === 'commit-message' && first) return 'subject';
  if (fenced || text.startsWith('>') || text.startsWith('    ') || text.startsWith('\t')) return 'quoted';
  return kind === 'commit-message' && final ? 'trailer' : 'body';
}

/** Emoji carry invisible selectors and joiners by right. */
const EMOJI_JOINERS = /[\uFE0E\uFE0F]|\u200D(?=\p{Extended_Pictographic})/gu;
const WIDE_LETTER = /[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]|[\u{1D400}-\u{1D7FF}]/u;
const WIDE_SIGN = /[\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF5E]/;
/** In running Chinese, Japanese or Korean text full-width signs are the ordinary ones. */
const EAST_ASIAN = /[\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]/;

function isObfuscated(raw: string, normalized: string): boolean {
  if (raw === normalized) return false;
  if (hasInvisible(raw.replace(EMOJI_JOINERS, ''))) return true;
  return WIDE_LETTER.test(raw) || (WIDE_SIGN.test(raw) && !EAST_ASIAN.test(raw));
}
