import { Fault } from '../../kernel/index.ts';
import type { GitProcess, GitProgram } from './git-program.ts';

const NEWLINE = 0x0a;
/** Longest name of an object that is asked for: a revision expression a person writes is far shorter. */
const NAME_LIMIT = 4_096;

/** A program that nobody asks anything is ended after this; starting one anew costs a few milliseconds. */
const IDLE_MS = 5_000;

export interface ObjectHeader {
  readonly id: string;
  readonly type: 'commit' | 'tree' | 'blob' | 'tag';
  readonly size: number;
}

/** `content` is `null` where the object is larger than the asked limit. */
export interface StoredObject extends ObjectHeader {
  readonly content: Buffer | null;
}

export interface ObjectStoreOptions {
  /** Without contents only headers are read, which costs nothing even for a blob of gigabytes. */
  readonly contents: boolean;
}

/**
 * Reads objects by any name git knows, over the input of one `cat-file`: no name is ever an argument, so none
 * can be taken for an option. Questions are answered in the order they are asked.
 */
export class ObjectStore {
  readonly #git: GitProgram;
  readonly #contents: boolean;
  #process: GitProcess | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(git: GitProgram, options: ObjectStoreOptions) {
    this.#git = git;
    this.#contents = options.contents;
  }

  /** `null` where there is no such object; throws a Fault where the name fits several. */
  read(name: string | Uint8Array, limit: number): Promise<StoredObject | null> {
    const bytes = Buffer.from(name);
    if (bytes.length === 0 || bytes.length > NAME_LIMIT || bytes.includes(NEWLINE) || bytes.includes(0)) {
      return Promise.resolve(null);
    }
    this.#waiting += 1;
    clearTimeout(this.#idle);
    const answer = this.#last.then(() => this.#ask(bytes, limit));
    this.#last = answer.catch(() => {}).then(() => this.#rest());
    return answer;
  }

  async #ask(name: Buffer, limit: number): Promise<StoredObject | null> {
    this.#process ??= this.#git.start(['cat-file', this.#contents ? '--batch' : '--batch-check']);
    const process = this.#process;
    process.hold();
    try {
      process.input.write(Buffer.concat([name, Buffer.of(NEWLINE)]));
      return await readObject(process, { limit, name, contents: this.#contents });
    } catch (error) {
      // What is left in the pipe belongs to the broken answer: the next question starts afresh.
      this.#stop();
      this.#git.check();
      // A partial clone dies where it may not fetch: the object is not here.
      if (error instanceof Fault && isMissingObject(error.message)) return null;
      throw error;
    }
  }

  #rest(): void {
    this.#waiting -= 1;
    if (this.#waiting > 0) return;
    this.#process?.release();
    this.#idle = setTimeout(() => this.#stop(), IDLE_MS).unref();
  }

  #stop(): void {
    this.#process?.stop();
    this.#process = null;
  }
}

/** Reads one answer of `cat-file --batch`. */
export async function readObject(
  process: GitProcess,
  asked: { readonly limit: number; readonly name: Uint8Array | null; readonly contents: boolean },
): Promise<StoredObject | null> {
  const line = await answerLine(process, asked.name);
  const header = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/.exec(line);
  if (header === null) {
    if (line.endsWith(' ambiguous')) throw ambiguous(line.slice(0, -' ambiguous'.length));
    return null;
  }
  const [, id = '', type, size] = header;
  const length = Number(size);
  if (!asked.contents) return { id, type: type as ObjectHeader['type'], size: length, content: null };
  const content = length <= asked.limit ? await process.output.take(length) : null;
  await process.output.skip(content === null ? length + 1 : 1);
  return { id, type: type as ObjectHeader['type'], size: length, content };
}

async function answerLine(process: GitProcess, name: Uint8Array | null): Promise<string> {
  const line = await process.output.until(NEWLINE);
  if (line !== null) return line.toString('latin1');
  const { stderr } = await process.ended;
  throw new Fault({
    kind: 'malformed',
    code: 'object-unreadable',
    message: `git could not read ${name === null ? 'an object' : Buffer.from(name).toString('utf8')}: ${firstLine(stderr)}`,
    fix: 'Check the repository with: git fsck',
  });
}

/** Whether git complains of an object it does not have, in any of the words it has for that. */
export function isMissingObject(stderr: string): boolean {
  return /unable to read|could not fetch|bad object|missing (?:blob|tree|object)|cannot read|not a tree object|invalid object|unable to find|transport '[^']*' not allowed|lazy fetching disabled/i.test(
    stderr,
  );
}

/** The first line in which git says what went wrong, without its own prefix; hints and warnings come after. */
export function firstLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.find((line) => /^(?:fatal|error): /.test(line)) ?? lines[0] ?? 'no reason given';
  return telling.replace(/^(?:fatal|error): /, '');
}

function ambiguous(name: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'ambiguous-revision',
    message: `${name} names more than one object`,
    fix: 'Write more digits of the commit id.',
  });
}
