import { createHash } from 'node:crypto';
import { constants, type FileHandle, open } from 'node:fs/promises';
import type { TextDecoder } from 'node:util';
import sax from 'sax';
import type { TestReport } from '../../domain/flaky-test/index.ts';
import { type Digest, Fault, printable } from '../../kernel/index.ts';
import { decoderFor } from './encoding.ts';
import { ATTRIBUTE_LIMIT, CHUNK_BYTES, FILE_LIMIT_BYTES, TEST_LIMIT, TOKEN_LIMIT } from './limit.ts';
import { type Attributes, ReportProblem, ReportReader } from './report-reader.ts';

/**
 * Reads a JUnit XML report piece by piece, whichever tool wrote it. Entities that the document defines are not known here,
 * and stand as they are written; control characters of test output are let pass. A file that ends in the middle is read as far
 * as it goes. Faults: no such file, no file, too large, compressed, an unknown encoding, no XML (with line), no JUnit report.
 */
export async function readTestReport(path: string): Promise<TestReport> {
  const handle = await openFile(path);
  try {
    return await readFrom(handle, path);
  } finally {
    await handle.close();
  }
}

async function readFrom(handle: FileHandle, path: string): Promise<TestReport> {
  const digest = createHash('sha256');
  const document = new Document();
  let decoder: TextDecoder | null = null;
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) break;
      const bytes = buffer.subarray(0, bytesRead);
      digest.update(bytes);
      decoder ??= decoderFor(bytes, path);
      document.write(decoder.decode(bytes, { stream: true }));
    }
    document.write(decoder?.decode() ?? '');
  } catch (error) {
    if (!(error instanceof ReportProblem)) throw error;
    const fix = FIXES[error.code] ?? 'Give a report in the JUnit XML format.';
    throw wrong(path, { code: error.code, what: `cannot be read: ${error.message}`, fix, cause: error });
  }
  const { reader, isTruncated } = document.end();
  if (decoder === null || (isTruncated && !document.hasBegun)) {
    throw wrong(path, { code: 'junit-empty', what: 'holds no report', fix: 'Let the test run write it again.' });
  }
  return {
    source: path,
    digest: `sha256:${digest.digest('hex')}` as Digest,
    tests: reader.tests,
    isTruncated,
    gaps: [
      ...(isTruncated ? ['it ends in the middle: whoever wrote it was stopped'] : []),
      ...(reader.unnamed > 0 ? [`${reader.unnamed} entries without a name are left out`] : []),
      ...(reader.omitted > 0 ? [`${reader.omitted} tests beyond the ${TEST_LIMIT} that are read are left out`] : []),
    ],
  };
}

const FIXES: Readonly<Record<string, string>> = {
  'junit-malformed': 'Let the test run write it again; tools that write into one file at once break it.',
  'junit-unknown': 'Let the tool write JUnit XML (surefire, pytest --junitxml, jest-junit, gotestsum, ctest, ...).',
};

// A text longer than this is handed on in parts, anything else so long is an error. The parser has no other place for it.
Object.assign(sax, { MAX_BUFFER_LENGTH: TOKEN_LIMIT });

/** What the parser minds and test output does: characters and entities that XML does not know. They change no structure. */
const HARMLESS = /^Invalid character (?:entity|in entity name)/;

/** One document on its way from text to tests. */
class Document {
  hasBegun = false;
  readonly #reader = new ReportReader();
  readonly #parser = sax.parser(true, { position: true });
  #attributes = 0;
  #problem: Error | null = null;

  constructor() {
    const parser = this.#parser;
    // An exception that leaves the parser would leave it half-way through a tag.
    const guarded =
      <Given>(act: (given: Given) => void) =>
      (given: Given): void => {
        if (this.#problem !== null) return;
        try {
          act(given);
        } catch (error) {
          this.#problem = error as Error;
        }
      };
    parser.onopentagstart = guarded(() => {
      this.hasBegun = true;
      this.#attributes = 0;
    });
    parser.onattribute = guarded(() => {
      this.#attributes += 1;
      if (this.#attributes > ATTRIBUTE_LIMIT) {
        throw new ReportProblem('junit-too-large', `an element has more than ${ATTRIBUTE_LIMIT} attributes`);
      }
    });
    parser.onopentag = guarded(({ name, attributes }: sax.Tag | sax.QualifiedTag) =>
      this.#reader.open(localName(name), attributes as Attributes),
    );
    parser.onclosetag = guarded((name: string) => this.#reader.close(localName(name)));
    parser.ontext = guarded((text: string) => this.#reader.text(text));
    parser.oncdata = guarded((text: string) => this.#reader.text(text));
    parser.onerror = (error) => {
      parser.error = null as never;
      if (HARMLESS.test(error.message)) return;
      this.#problem ??= problemOf(error, (parser.line ?? 0) + 1);
    };
  }

  /** Throws a ReportProblem where it cannot be read on. */
  write(text: string): void {
    if (text !== '') this.#parser.write(text);
    if (this.#problem !== null) throw this.#problem;
  }

  end(): { readonly reader: ReportReader; readonly isTruncated: boolean } {
    // The parser tells by an error that elements are open.
    this.#problem = null;
    this.#parser.close();
    return { reader: this.#reader, isTruncated: this.#problem !== null };
  }
}

function problemOf(error: Error, line: number): ReportProblem {
  const [first = ''] = error.message.split('\n', 1);
  return first.startsWith('Max buffer length')
    ? new ReportProblem(
        'junit-too-large',
        `line ${line} has a name, an attribute or a comment above ${TOKEN_LIMIT} characters`,
      )
    : new ReportProblem('junit-malformed', `line ${line} is no XML (${printable(first)})`);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Opening a pipe that nobody writes to would wait for ever. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const CHECK = 'Check the path of the report.';

async function openFile(path: string): Promise<FileHandle> {
  const handle = await open(path, WITHOUT_WAITING).catch((cause: unknown) => {
    throw wrong(path, { code: 'junit-unreadable', what: 'cannot be opened', fix: CHECK, cause });
  });
  const entry = await handle.stat();
  const flaw = !entry.isFile() ? 'is no file' : entry.size > FILE_LIMIT_BYTES ? 'is too large' : null;
  if (flaw === null) return handle;
  await handle.close();
  if (flaw === 'is no file') throw wrong(path, { code: 'junit-unreadable', what: flaw, fix: CHECK });
  const what = `is larger than ${FILE_LIMIT_BYTES} bytes`;
  throw wrong(path, {
    code: 'junit-too-large',
    what,
    fix: 'Let the tool leave the output of tests out of the report.',
  });
}

function wrong(
  path: string,
  given: { readonly code: string; readonly what: string; readonly fix: string; readonly cause?: unknown },
): Fault {
  const { code, what, fix, cause } = given;
  return new Fault({ kind: 'malformed', code, message: `${printable(path)} ${what}`, fix, cause });
}
