import { assert, Fault } from '../../kernel/index.ts';
import { type Difference, LANDED_FILE_LIMIT, readDifference } from './difference.ts';
import type { GitProcess, GitProgram } from './git-program.ts';
import { firstLine, isMissingObject } from './object-store.ts';

/** Nothing of the repository may colour, convert or run anything; `-M` finds renames at no price without lines. */
export const DIFF_OPTIONS: readonly string[] = [
  '-r',
  '-z',
  '--raw',
  '--no-abbrev',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--ignore-submodules=none',
];

/** Renames by likeness are looked for among at most this many added and deleted files: the work grows by its square. */
const RENAME_LIMIT = 400;
export const RENAME_OPTIONS: readonly string[] = ['-M', `-l${RENAME_LIMIT}`];

/** One difference may take this long: fifty times the slowest seen in ordinary history. */
export const DIFFERENCE_TIME_LIMIT_MS = 10_000;

/** Blobs beyond this many bytes are not compared line by line when history is read in bulk: generated files, mostly. */
export const BULK_LINE_LIMIT = 4_194_304;
/** The same for one proposal, where a second more does not matter. */
export const PROPOSAL_LINE_LIMIT = 8_388_608;

/** A difference that git could not give; the caller falls back to less. */
export type DiffFailure = { readonly kind: 'too-slow' } | { readonly kind: 'missing-object'; readonly detail: string };

/** Without lines only folder lists are read: a third of git's own cache is as quick and saves 60 MB a process. */
const PLAIN_CACHE = '32m';
/** With lines, two thirds of git's own cache cost a twentieth of the time and save 30 MB a process. */
const COUNTING_CACHE = '64m';

/** A line that is no object name: git echoes it and flushes, which marks the end of an answer. */
const END = 'end';
const NUL = 0;
const NEWLINE = 0x0a;

/** Two commits to compare; `base` `null` stands for the empty tree, where `head` is a root. */
export interface Pair {
  readonly base: string | null;
  readonly head: string;
}

/**
 * Answers questions from one `diff-tree --stdin`, in the order they are asked. Ask ahead: git then works on while an
 * answer is used. After a failure what was not answered is asked anew in a new process.
 */
export class DiffProcess {
  readonly #git: GitProgram;
  readonly #globals: readonly string[];
  readonly #args: readonly string[];
  readonly #asked: Pair[] = [];
  #process: GitProcess | null = null;

  constructor(git: GitProgram, options: { readonly lines: boolean; readonly lineLimit: number }) {
    this.#git = git;
    const lines = options.lines ? ['--numstat'] : [];
    const cache = options.lines ? COUNTING_CACHE : PLAIN_CACHE;
    this.#globals = ['-c', `core.bigFileThreshold=${options.lineLimit}`, '-c', `core.deltaBaseCacheLimit=${cache}`];
    this.#args = ['diff-tree', '--stdin', '--root', ...DIFF_OPTIONS, ...RENAME_OPTIONS, ...lines];
  }

  /** Asks for the pairs; each wants one call of `next`. */
  ask(pairs: readonly Pair[]): void {
    if (pairs.length === 0) return;
    this.#asked.push(...pairs);
    this.#process?.input.write(pairs.map(question).join(''));
  }

  /** The answer to the oldest question that has none. Not to be called again before it resolved. */
  async next(): Promise<Difference | DiffFailure> {
    const [pair] = this.#asked;
    assert(pair !== undefined, 'an answer is awaited that nobody asked for');
    if (this.#process === null) {
      this.#process = this.#git.start([...this.#globals, ...this.#args]);
      this.#process.input.write(this.#asked.map(question).join(''));
    }
    const answer = await this.#answer(this.#process, pair);
    this.#asked.shift();
    return answer;
  }

  /** One answer for each pair, in order. */
  async *answers(pairs: readonly Pair[]): AsyncGenerator<Difference | DiffFailure> {
    this.ask(pairs);
    for (const _ of pairs) yield await this.next();
  }

  /** Ends the process; what was asked is forgotten. */
  stop(): void {
    this.#asked.length = 0;
    this.#end();
  }

  #end(): void {
    this.#process?.stop();
    this.#process = null;
  }

  async #answer(process: GitProcess, pair: Pair): Promise<Difference | DiffFailure> {
    let slow = false;
    const timer = setTimeout(() => {
      slow = true;
      process.stop();
    }, DIFFERENCE_TIME_LIMIT_MS);
    try {
      return await readAnswer(process, pair.head);
    } catch (error) {
      this.#end();
      this.#git.check();
      return slow ? { kind: 'too-slow' } : failureOf(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

function question({ base, head }: Pair): string {
  return `${head}${base === null ? '' : ` ${base}`}\n${END}\n`;
}

/** `HEAD NUL records` where they differ, then the echoed end. */
async function readAnswer(process: GitProcess, head: string): Promise<Difference> {
  let difference: Difference = { files: [], omitted: 0, unmerged: [] };
  if ((await process.output.peek()) !== END.charCodeAt(0) || !(await endsHere(process))) {
    const header = await process.output.until(NUL);
    if (header === null) throw await died(process);
    if (header.toString('latin1') !== head) throw unexpected(header);
    difference = await readDifference(process.output, LANDED_FILE_LIMIT);
  }
  const end = await process.output.until(NEWLINE);
  if (end === null) throw await died(process);
  if (end.toString('latin1') !== END) throw unexpected(end);
  return difference;
}

/** A commit id may start with `e` too: the second byte of the end mark is no hex digit. */
async function endsHere(process: GitProcess): Promise<boolean> {
  return (await process.output.peekAt(1)) === END.charCodeAt(1);
}

class Died extends Error {
  override readonly name = 'Died';
}

async function died(process: GitProcess): Promise<Died> {
  return new Died((await process.ended).stderr);
}

/** git dies at the first object that is not there; other deaths are faults. */
export function failureOf(error: unknown): DiffFailure {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Died && isMissingObject(text)) return { kind: 'missing-object', detail: firstLine(text) };
  if (!(error instanceof Died)) throw error;
  throw new Fault({
    kind: 'malformed',
    code: 'difference-unreadable',
    message: `git could not compare two commits: ${firstLine(text)}`,
    fix: 'Check the repository with: git fsck',
  });
}

function unexpected(text: Buffer): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'git-output-malformed',
    message: `git answered ${text.toString('latin1', 0, 80)} where a difference was expected`,
  });
}
