import { TextDecoder } from 'node:util';
import type { Commit, CommitId, Identity } from '../../domain/change/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';

/** Bytes of a commit that are read: a longer one keeps its start and its end, where subject and trailers stand. */
export const COMMIT_LIMIT = 1_048_576;

const NEWLINE = 0x0a;

/**
 * Reads the raw content of a commit object. Text is decoded by the commit's own `encoding` header where that is known,
 * else as UTF-8; bytes that fit neither become U+FFFD. A date that cannot be read counts as 1970.
 */
export function parseCommit(id: string, content: Buffer): Commit {
  const split = content.indexOf('\n\n');
  const head = split < 0 ? content : content.subarray(0, split);
  const lines = linesOf(head);
  const decoder = decoderOf(headerOf(lines, 'encoding')?.toString('latin1') ?? 'utf-8');
  const author = personOf(headerOf(lines, 'author'), decoder);
  const committer = personOf(headerOf(lines, 'committer'), decoder);
  return {
    id: id as CommitId,
    parents: lines.filter((line) => starts(line, 'parent ')).map((line) => line.toString('latin1', 7) as CommitId),
    author: author.who,
    authoredAt: author.at,
    committer: committer.who,
    committedAt: committer.at,
    message: split < 0 ? '' : decoder.decode(content.subarray(split + 2)),
  };
}

/** The header lines; a line that starts with a space goes on with the one before (signatures) and is left out. */
function linesOf(head: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < head.length; ) {
    const end = head.indexOf(NEWLINE, at);
    const line = head.subarray(at, end < 0 ? head.length : end);
    if (line[0] !== 0x20) lines.push(line);
    if (end < 0) break;
    at = end + 1;
  }
  return lines;
}

function headerOf(lines: readonly Buffer[], name: string): Buffer | null {
  return lines.find((line) => starts(line, `${name} `))?.subarray(name.length + 1) ?? null;
}

function starts(line: Buffer, text: string): boolean {
  return line.length >= text.length && line.toString('latin1', 0, text.length) === text;
}

/** `Name <mail> seconds zone`; the last `<` and `>` count, as a name may hold the others. */
function personOf(header: Buffer | null, decoder: TextDecoder): { readonly who: Identity; readonly at: Instant } {
  if (header === null) return { who: { name: '', mail: '' }, at: instant(0) };
  const close = header.lastIndexOf(0x3e);
  const open = header.lastIndexOf(0x3c, close);
  if (open < 0 || close < 0) return { who: { name: decoder.decode(header).trim(), mail: '' }, at: instant(0) };
  const seconds = /^ (-?\d{1,15})\b/.exec(header.toString('latin1', close + 1))?.[1];
  return {
    who: {
      name: decoder.decode(header.subarray(0, open)).trim(),
      mail: decoder.decode(header.subarray(open + 1, close)).trim(),
    },
    at: instant(Number(seconds ?? 0) * 1_000),
  };
}

const decoders = new Map<string, TextDecoder>();

function decoderOf(label: string): TextDecoder {
  const known = decoders.get(label);
  if (known !== undefined) return known;
  // A hostile history may state a new encoding in every commit.
  if (decoders.size > 100) decoders.clear();
  const made = makeDecoder(label);
  decoders.set(label, made);
  return made;
}

function makeDecoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { ignoreBOM: true });
  } catch {
    return new TextDecoder('utf-8', { ignoreBOM: true });
  }
}
