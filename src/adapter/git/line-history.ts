import type { FilePath } from '../../domain/change/index.ts';
import type { LineFile, LineHistoryReader, LineHunk, LineStep } from '../../domain/delivery/index.ts';
import { BoundedLines } from './bounded-line.ts';
import { BULK_LINE_LIMIT, DIFFERENCE_TIME_LIMIT_MS, RENAME_OPTIONS } from './diff-process.ts';
import { locate } from './discover.ts';
import type { GitProcess } from './git-program.ts';
import { PATCH_OPTIONS, patchPath } from './patch.ts';
import { Repository } from './repository.ts';

/** Bytes kept of a line: enough for any path and any hunk's head; content is only counted. */
const LINE_LIMIT = 16_384;
/** Files of one landing; a larger one brings a tree, not a change. */
const FILE_LIMIT = 5_000;
/** Pairs asked at once: git works on while an answer is read, and one that fails costs no more than these again. */
const BATCH = 64;
/** git echoes a line that is no object name: it ends an answer. */
const END = 'end';

type Pair = Parameters<LineHistoryReader['steps']>[0][number];

/** Opens a repository for following lines; see the port. An abort ends what runs and rejects with its reason. */
export async function openLineHistory(options: {
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
}): Promise<LineHistoryReader> {
  const located = await locate({ path: options.path, signal: options.signal });
  const repository = new Repository(located, options.signal);
  return { steps: (pairs) => stepsOf(repository, pairs) };
}

async function* stepsOf(repository: Repository, pairs: readonly Pair[]): AsyncGenerator<LineStep> {
  for (let at = 0; at < pairs.length; at += BATCH) yield* batch(repository, pairs.slice(at, at + BATCH));
}

/** Where git fails at a pair, that one is not known and the rest is asked anew. */
async function* batch(repository: Repository, pairs: readonly Pair[]): AsyncGenerator<LineStep> {
  for (let next = 0; next < pairs.length; ) {
    for await (const step of answers(repository, pairs.slice(next))) {
      yield step;
      next += 1;
    }
    const failed = pairs[next];
    if (failed === undefined) return;
    yield { head: failed.head, files: null };
    next += 1;
  }
}

/** Steps in order up to the first that git could not give. */
async function* answers(repository: Repository, pairs: readonly Pair[]): AsyncGenerator<LineStep> {
  const { git } = repository;
  const process = git.start([
    ...['-c', `core.bigFileThreshold=${BULK_LINE_LIMIT}`, '-c', 'core.quotePath=true'],
    ...['diff-tree', '--stdin', '--root', '-r', '--no-commit-id', ...RENAME_OPTIONS, ...PATCH_OPTIONS],
  ]);
  const question = ({ base, head }: Pair) => `${head}${base === null ? '' : ` ${base}`}\n${END}\n`;
  process.input.write(pairs.map(question).join(''));
  process.input.end();
  try {
    yield* told(process, pairs);
    git.check();
  } finally {
    process.stop();
  }
}

async function* told(process: GitProcess, pairs: readonly Pair[]): AsyncGenerator<LineStep> {
  const lines = new BoundedLines(LINE_LIMIT);
  const done: LineStep[] = [];
  let at = 0;
  let reader = new HunkReader();
  const take = (line: Buffer): void => {
    if (!reader.isDone(line)) return;
    const pair = pairs[at];
    if (pair !== undefined)
      done.push({ head: pair.head, files: reader.files.length > FILE_LIMIT ? null : reader.files });
    at += 1;
    reader = new HunkReader();
  };
  for (;;) {
    const chunk = await within(process);
    if (chunk === null) break;
    lines.push(chunk, take);
    yield* done.splice(0);
  }
}

/** The next piece; `null` at the end, and after git was ended because it took too long. */
async function within(process: GitProcess): Promise<Buffer | null> {
  const timer = setTimeout(() => process.stop(), DIFFERENCE_TIME_LIMIT_MS);
  try {
    return await process.output.chunk();
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@/;

/** Reads a patch without context; the numbers in a hunk's head say how many lines are content. */
class HunkReader {
  readonly files: LineFile[] = [];
  #content = 0;
  #old: FilePath | null = null;
  #hunks: LineHunk[] | null = null;

  /** Takes a line; true at the one that ends the answer. */
  isDone(line: Buffer): boolean {
    const first = line[0];
    // `\ No newline at end of file` stands between content lines and is none.
    if (this.#content > 0 && (first === 0x2b || first === 0x2d)) {
      this.#content -= 1;
      return false;
    }
    if (first === 0x5c) return false;
    const text = line.toString('latin1');
    if (text === END) return true;
    this.#head(text);
    return false;
  }

  #head(text: string): void {
    if (text.startsWith('rename from ')) this.#old = renamed(text.slice('rename from '.length));
    else if (text.startsWith('rename to ')) this.#open(this.#old, renamed(text.slice('rename to '.length)));
    else if (text.startsWith('--- ')) this.#old = patchPath(text.slice(4));
    else if (text.startsWith('+++ ')) this.#open(this.#old, patchPath(text.slice(4)));
    else this.#hunk(text);
  }

  /** A rename with hunks names its file twice. */
  #open(previousPath: FilePath | null, path: FilePath | null): void {
    const last = this.files.at(-1);
    if (last !== undefined && last.path === path && last.previousPath === previousPath) return;
    this.#hunks = [];
    this.files.push({ previousPath, path, hunks: this.#hunks });
  }

  #hunk(text: string): void {
    const hunk = HUNK.exec(text);
    if (hunk === null) return;
    const removed = Number(hunk[2] ?? 1);
    const added = Number(hunk[3] ?? 1);
    this.#content = removed + added;
    this.#hunks?.push({ start: Number(hunk[1]), removed, added });
  }
}

/** Names of a rename stand without the prefix that the patch's own have. */
function renamed(written: string): FilePath | null {
  return patchPath(written.startsWith('"') ? `"a/${written.slice(1)}` : `a/${written}`);
}
