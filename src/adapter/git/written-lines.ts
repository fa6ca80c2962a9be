import type { Change, FilePath, LineSpan, WrittenLines } from '../../domain/change/index.ts';
import { BoundedLines } from './bounded-line.ts';
import { DIFFERENCE_TIME_LIMIT_MS, PROPOSAL_LINE_LIMIT, RENAME_OPTIONS } from './diff-process.ts';
import { EMPTY_TREE } from './object-format.ts';
import { PATCH_OPTIONS, patchPath } from './patch.ts';
import type { Repository } from './repository.ts';

/** Bytes of one patch; beyond, which lines are written is not told. Ten times the largest change anybody reviews. */
const PATCH_LIMIT = 268_435_456;
/** Bytes kept of a line: enough for any path and any hunk's head; content is only counted. */
const LINE_LIMIT = 16_384;

/** Which lines of the new content a change wrote; see the port. Never throws for a difference that git cannot give. */
export async function writtenLines(repository: Repository, change: Change): Promise<WrittenLines> {
  const found = new Map<FilePath, readonly LineSpan[] | null>();
  const living = change.files.filter(({ status }) => status !== 'deleted');
  const told = living.length === 0 ? null : await readSpans(repository, change);
  for (const { path, kind, addedLines } of living) {
    const counted = kind === 'text' && addedLines !== null;
    found.set(path, told === null || !counted ? null : (told.get(path) ?? (addedLines === 0 ? [] : null)));
  }
  return found;
}

/** `null` where the patch took too long, was too large, or could not be made. */
async function readSpans(repository: Repository, change: Change): Promise<ReadonlyMap<FilePath, LineSpan[]> | null> {
  const staged = change.head === null;
  const git = staged ? repository.indexed : repository.git;
  const from = change.base ?? EMPTY_TREE[repository.located.objectFormat];
  const process = git.start([
    ...['-c', `core.bigFileThreshold=${PROPOSAL_LINE_LIMIT}`, '-c', 'core.quotePath=true'],
    ...(staged ? ['diff-index', '--cached'] : ['diff-tree', '-r']),
    ...[...RENAME_OPTIONS, ...PATCH_OPTIONS, from],
    ...(change.head === null ? [] : [change.head]),
    '--',
  ]);
  process.input.end();
  const reader = new SpanReader();
  const lines = new BoundedLines(LINE_LIMIT);
  let slow = false;
  const timer = setTimeout(() => {
    slow = true;
    process.stop();
  }, DIFFERENCE_TIME_LIMIT_MS);
  try {
    let length = 0;
    for (let chunk = await process.output.chunk(); chunk !== null; chunk = await process.output.chunk()) {
      length += chunk.length;
      if (length > PATCH_LIMIT) return null;
      lines.push(chunk, (line) => reader.line(line));
    }
    lines.finish((line) => reader.line(line));
    const { code } = await process.ended;
    git.check();
    return code === 0 && !slow ? reader.spans : null;
  } catch (error) {
    git.check();
    if (slow) return null;
    throw error;
  } finally {
    clearTimeout(timer);
    process.stop();
  }
}

const HUNK = /^@@ -\d{1,9}(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;

/** Reads the heads of a patch without context; the numbers in a hunk's head say how many lines are content. */
class SpanReader {
  readonly spans = new Map<FilePath, LineSpan[]>();
  #current: LineSpan[] | null = null;
  #content = 0;

  line(line: Buffer): void {
    const first = line[0];
    // `\ No newline at end of file` stands between content lines and is none.
    if (this.#content > 0 && (first === 0x2b || first === 0x2d)) this.#content -= 1;
    else if (first !== 0x5c) this.#head(line.toString('latin1'));
  }

  #head(text: string): void {
    if (text.startsWith('+++ ')) {
      const path = patchPath(text.slice(4));
      this.#current = path === null ? null : [];
      if (path !== null && this.#current !== null) this.spans.set(path, this.#current);
      return;
    }
    const hunk = HUNK.exec(text);
    if (hunk === null) return;
    const count = Number(hunk[3] ?? 1);
    const first = Number(hunk[2]);
    this.#content = Number(hunk[1] ?? 1) + count;
    if (count > 0) this.#current?.push({ first, last: first + count - 1 });
  }
}
