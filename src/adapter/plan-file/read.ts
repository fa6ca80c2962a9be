import { createReadStream } from 'node:fs';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { Tokenizer, TokenParser } from '@streamparser/json';
import type { FilePath } from '../../domain/change/index.ts';
import { type OperationReading, type PlanPart, type PlanReader, planReader } from '../../domain/operation/index.ts';
import { Fault } from '../../kernel/index.ts';
import { partOf, type Section } from './part.ts';
import { LimitReached, tokenGuard } from './token-guard.ts';

/** The largest plans seen have some hundred megabytes; 1 GiB takes about twenty seconds to read. Bytes. */
const PLAN_LIMIT = 1024 * 1024 * 1024;
/** One text or number of a plan: a rendered template of 64 MB is none. Bytes without a token. */
const TOKEN_LIMIT = 64 * 1024 * 1024;
const CHUNK = 256 * 1024;
const SECTIONS: readonly Section[] = ['resource_changes', 'resource_drift', 'deferred_changes', 'output_changes'];
const FLAGS = ['complete', 'errored', 'applyable'] as const;
/** Names at the top of documents that are often given by mistake. */
const MISTAKES: Readonly<Record<string, string>> = {
  '@level': 'it is the log of `plan -json`, not the plan; use `show -json PLANFILE`',
  values: 'it is a state, not a plan; use `show -json PLANFILE`',
};

/**
 * Reads the plan JSON of Terraform or OpenTofu (`show -json`) from a file, in one pass and in memory that does not grow
 * with it. What could not be read is in the answer, beside what was found before. Faults: no such file, no file.
 */
export async function readPlanFile(file: string, shownAs: FilePath): Promise<OperationReading> {
  // O_NONBLOCK: a pipe without a writer must not hang the program before it is seen to be none.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw wrong(file, 'cannot be opened', cause);
  });
  try {
    if (!(await handle.stat()).isFile()) throw wrong(file, 'is no file');
    return await readPlan(streamOf(handle), shownAs);
  } finally {
    await handle.close();
  }
}

function streamOf(handle: FileHandle): AsyncIterable<Uint8Array> {
  return createReadStream('', { fd: handle, autoClose: false, highWaterMark: CHUNK });
}

/** {@link readPlanFile} of bytes that arrive in pieces. */
export async function readPlan(chunks: AsyncIterable<Uint8Array>, shownAs: FilePath): Promise<OperationReading> {
  const reader = planReader(shownAs);
  const document = new PlanDocument(reader);
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > PLAN_LIMIT)
      document.stop('too-large', `the plan is larger than ${PLAN_LIMIT / 1024 / 1024} MB; only its start was judged`);
    if (!document.write(chunk)) break;
  }
  document.end();
  return reader.finish();
}

/** One document on its way from bytes to parts. */
class PlanDocument {
  readonly #reader: PlanReader;
  readonly #tokenizer = new Tokenizer();
  readonly #parser: TokenParser;
  readonly #guard = tokenGuard();
  #stopped = false;
  #first = true;
  #sinceToken = 0;
  #entries = 0;

  constructor(reader: PlanReader) {
    this.#reader = reader;
    this.#parser = new TokenParser({
      keepStack: false,
      paths: SECTIONS.map((section) => `$.${section}.*`).concat(
        ['format_version', ...FLAGS, ...Object.keys(MISTAKES)].map((name) => `$.${name}`),
      ),
    });
    this.#tokenizer.onToken = (token) => {
      this.#sinceToken = 0;
      this.#guard.see(token.token, token.value);
      this.#parser.write(token);
    };
    this.#parser.onValue = ({ value, key, stack }) => {
      if (!this.#stopped) this.#take(value, key, stack[1]?.key);
    };
    // Without these the library leaves its callers to find errors in the console.
    this.#parser.onError = (error) => {
      throw error;
    };
    this.#tokenizer.onError = (error) => {
      throw error;
    };
  }

  /** Answers whether more is wanted. */
  write(chunk: Uint8Array): boolean {
    if (this.#stopped) return false;
    const plain = this.#first ? this.#opening(chunk) : chunk;
    this.#first = false;
    this.#sinceToken += plain.length;
    if (this.#sinceToken > TOKEN_LIMIT + CHUNK)
      this.stop('too-large', 'one text of the plan is larger than 64 MB; only what stands before it was judged');
    if (this.#stopped) return false;
    try {
      this.#tokenizer.write(plain);
    } catch (error) {
      this.#broken(error);
    }
    return !this.#stopped;
  }

  end(): void {
    if (this.#stopped) return;
    if (this.#first) this.stop('malformed', 'the file is empty');
    else {
      try {
        if (!this.#tokenizer.isEnded) this.#tokenizer.end();
      } catch {
        // What is missing shows below.
      }
      // A list that ends in a number satisfies the tokenizer, not the parser.
      if (!this.#parser.isEnded) {
        this.stop('truncated', `the plan ends in the middle, after ${this.#entries} entries; only those were judged`);
      }
    }
    this.#doubled('the plan');
  }

  stop(code: string, message: string): void {
    if (!this.#stopped) this.#reader.add({ kind: 'problem', code, message });
    this.#stopped = true;
  }

  /** The first bytes without a byte order mark; files that are no JSON are told by theirs. */
  #opening(chunk: Uint8Array): Uint8Array {
    const [first, second, third] = chunk;
    if (first === 0x50 && second === 0x4b)
      this.stop('wrong-format', 'it is a binary plan; use `terraform show -json PLANFILE`');
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
      this.stop('wrong-format', 'it is UTF-16; write it as UTF-8 (in PowerShell: Out-File -Encoding utf8)');
    }
    return first === 0xef && second === 0xbb && third === 0xbf ? chunk.subarray(3) : chunk;
  }

  #take(value: unknown, key: string | number | undefined, section: string | number | undefined): void {
    const name = String(key);
    if (section !== undefined && SECTIONS.includes(section as Section)) {
      this.#entries += 1;
      const part = partOf(section as Section, value, key ?? '');
      this.#doubled(`an entry of ${section}`);
      this.#add(part);
    } else if (name === 'format_version') this.#add({ kind: 'version', version: String(value).slice(0, 40) });
    else if (FLAGS.some((flag) => flag === name)) this.#flag(name as (typeof FLAGS)[number], value);
    else if (Object.hasOwn(MISTAKES, name)) this.stop('wrong-format', MISTAKES[name] ?? '');
  }

  #flag(name: (typeof FLAGS)[number], value: unknown): void {
    if (typeof value === 'boolean') this.#add({ kind: 'flag', name, value });
    else this.#add({ kind: 'problem', code: 'malformed-entry', message: `${name} is neither true nor false` });
  }

  #add(part: PlanPart): void {
    if (!this.#reader.add(part)) this.#stopped = true;
  }

  #doubled(where: string): void {
    const names = this.#guard.takeDoubled();
    if (names.length === 0) return;
    this.#reader.add({
      kind: 'problem',
      code: 'doubled-name',
      message: `${where} names a member twice; only the last one was judged`,
    });
  }

  #broken(error: unknown): void {
    if (this.#stopped) return;
    const after = `after ${this.#entries} entries; only those were judged`;
    if (error instanceof LimitReached)
      this.stop('too-large', `the plan is read no further: ${error.message}, ${after}`);
    else this.stop('malformed', `the plan is no JSON from some place on, ${after}`);
  }
}

function wrong(file: string, what: string, cause?: unknown): Fault {
  return new Fault({
    kind: 'usage',
    code: 'plan-file',
    message: `${file} ${what}`,
    fix: 'Give the file that `terraform show -json PLANFILE` wrote.',
    cause,
  });
}
