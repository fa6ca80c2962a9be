import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtProgram } from '../support/command-line.ts';
import {
  makeRepository,
  removeFolders,
  TEST_ENVIRONMENT,
  type TestRepository,
  temporaryFolder,
} from '../support/git-repository.ts';
import { WARY } from '../support/verdict.ts';

const MEBIBYTE = 1_048_576;
/** What one run may hold: the figure for ten thousand commits, far above what any of these needs. */
const MEMORY_LIMIT_BYTES = 500 * MEBIBYTE;
/** What one run may take here: many times what it takes on an idle machine, so that only a run without an end fails. */
const TIME_LIMIT_MS = 60_000;

const POLICY = `${WARY}    - { id: size, when: change.review_lines > 5000, hold: true, because: Too much to read. }
    - { id: ai, when: provenance.assistance == "ai", hold: true, because: Somebody looks. }
`;

beforeAll(() => void builtProgram());
afterAll(removeFolders);

interface Measured {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
  /** Most memory that the program itself held at once; its git children are measured by nobody here. */
  readonly bytes: number;
  readonly ms: number;
}

/** Runs the built program and measures it: its own report of what it held at most, and the time on the wall. */
function measure({ path }: TestRepository, argv: readonly string[]): Measured {
  const folder = temporaryFolder();
  const report = join(folder, 'rss');
  const hook = join(folder, 'hook.mjs');
  writeFileSync(
    hook,
    `import { readFileSync, writeFileSync } from 'node:fs';
// What resourceUsage gives starts with what the parent held; the kernel's own mark starts with this program.
const mark = () => {
  try {
    return /^VmHWM:\\s+(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  } catch {
    return String(process.memoryUsage.rss() / 1024);
  }
};
process.on('exit', () => writeFileSync(${JSON.stringify(report)}, mark()));
`,
  );
  const started = performance.now();
  const output = { out: '', err: '', exit: 0 };
  try {
    output.out = execFileSync(process.execPath, ['--import', hook, builtProgram(), ...argv], {
      cwd: path,
      env: { ...TEST_ENVIRONMENT, FIREBREAK_CACHE: 'off' },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 2 * TIME_LIMIT_MS,
    });
  } catch (error) {
    const failed = error as { status: number; stdout: string; stderr: string };
    Object.assign(output, { exit: failed.status, out: failed.stdout, err: failed.stderr });
  }
  return { ...output, ms: performance.now() - started, bytes: Number(readFileSync(report, 'utf8')) * 1024 };
}

function bounded(measured: Measured): Measured {
  expect(measured.err).not.toMatch(/defect|heap|\n\s+at /);
  expect(measured.bytes).toBeLessThan(MEMORY_LIMIT_BYTES);
  expect(measured.ms).toBeLessThan(TIME_LIMIT_MS);
  return measured;
}

/** Imports what a generator writes in fast-import's language, on a branch `feature` that starts at `main`. */
function proposed(commands: (write: (part: string | Buffer) => void) => void): TestRepository {
  const repository = makeRepository();
  repository.import([{ id: 'main', files: { 'firebreak.yaml': POLICY, 'docs/a.md': 'a\n', 'docs/big.md': 'old\n' } }]);
  const parts: Buffer[] = [];
  commands((part) => parts.push(Buffer.from(part)));
  execFileSync('git', ['-c', 'core.compression=1', 'fast-import', '--quiet', '--force'], {
    cwd: repository.path,
    env: TEST_ENVIRONMENT,
    input: Buffer.concat(parts),
    maxBuffer: 1 << 28,
  });
  return repository;
}

const HEAD = (message: string | Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `commit refs/heads/feature\ncommitter Ann <ann@example.org> 1700000100 +0000\ndata ${Buffer.from(message).length}\n`,
    ),
    Buffer.from(message),
    Buffer.from('\nfrom refs/heads/main\n'),
  ]);

const CHECK = ['check', '--base', 'main', '--head', 'feature', '--json'];

describe('a change too large to read', () => {
  it('of 200 MB in one text: is held, as its lines are not counted, in bounded memory', () => {
    // Lines that compress well, so that making them costs little.
    const size = 200 * MEBIBYTE;
    const repository = proposed((write) => {
      write(HEAD('Big'));
      write(`M 100644 inline docs/big.md\ndata ${size}\n`);
      write(Buffer.alloc(size, 'a line of the text\n'));
      write('\n\n');
    });
    const { exit, out } = bounded(measure(repository, CHECK));
    const document = JSON.parse(out);
    expect({ exit, held: document.unevaluable }).toMatchObject({ exit: 3, held: [{ rule: 'size' }] });
    expect(document.change.gaps).toMatchObject([
      { code: 'diff-too-large', message: expect.stringContaining('docs/big.md') },
    ]);
    expect(document.change.added_lines).toBeNull();
    bounded(measure(repository, ['replay', '--branch', 'feature', '--json']));
  }, 240_000);

  it('of 200 MB in 400 texts: is counted, in bounded memory', () => {
    const size = MEBIBYTE / 2;
    const repository = proposed((write) => {
      write(HEAD('Many'));
      for (let at = 0; at < 400; at += 1) {
        write(`M 100644 inline src/${at}.ts\ndata ${size}\n`);
        write(Buffer.alloc(size, `line ${at} of this text\n`));
        write('\n');
      }
      write('\n');
    });
    const { exit, out } = bounded(measure(repository, CHECK));
    expect({ exit, files: JSON.parse(out).change.files }).toEqual({ exit: 3, files: 400 });
  }, 240_000);

  it('of ten thousand files: is judged whole, and its reports stay short', () => {
    const repository = proposed((write) => {
      write(HEAD('Wide'));
      for (let at = 0; at < 10_000; at += 1) write(`M 100644 inline src/${at % 100}/${at}.ts\ndata 2\n${at % 10}\n\n`);
      write('\n');
    });
    const folder = temporaryFolder();
    const reports = ['sarif', 'markdown'].map((format) => ({ format, file: join(folder, format) }));
    const others = reports.flatMap(({ format, file }) => ['--format', `${format}=${file}`]);
    const { exit, out } = bounded(measure(repository, [...CHECK.slice(0, -1), '--format', 'json', ...others]));
    expect({ exit, change: JSON.parse(out).change }).toMatchObject({ exit: 3, change: { files: 10_000, gaps: [] } });
    for (const { file, format } of reports) {
      const { length } = readFileSync(file, 'utf8');
      expect(length > 0 && length < MEBIBYTE, `${format} ${length}`).toBe(true);
    }
  }, 240_000);

  it('of 60,000 files: is held, as not all of them are listed', () => {
    const repository = proposed((write) => {
      write(HEAD('Wider'));
      for (let at = 0; at < 60_000; at += 1) write(`M 100644 inline docs/${at % 300}/${at}.md\ndata 2\n${at % 10}\n\n`);
      write('\n');
    });
    const { exit, out } = bounded(measure(repository, CHECK));
    const document = JSON.parse(out);
    expect({ exit, decision: document.decision }).toEqual({ exit: 3, decision: 'hold' });
    expect(document.change.gaps).toMatchObject([{ code: 'too-many-files' }]);
    expect(document.unevaluable.map(({ rule }: { rule: string }) => rule)).toEqual(['size', 'touched']);
  }, 240_000);

  it('with a message of 50 MB: is judged by its start and its end, where trailers stand', () => {
    const filler = Buffer.alloc(50 * MEBIBYTE, 'word word word: word\n');
    const trailer = '\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n';
    const repository = proposed((write) => {
      write(HEAD(Buffer.concat([Buffer.from('Talk\n\n'), filler, Buffer.from(trailer)])));
      write('M 100644 inline a.ts\ndata 2\na\n\n');
    });
    const { exit, out } = bounded(measure(repository, CHECK));
    expect({ exit, assistance: JSON.parse(out).provenance.assistance }).toEqual({ exit: 3, assistance: 'ai' });
    bounded(measure(repository, ['replay', '--branch', 'feature', '--json']));
  }, 240_000);

  it('with one line of 50 MB in its message: is judged, in bounded time', () => {
    const repository = proposed((write) => {
      write(HEAD(Buffer.alloc(50 * MEBIBYTE, 'Co-Authored-By: <a@ Generated with [')));
      write('M 100644 inline a.ts\ndata 2\na\n\n');
    });
    expect(bounded(measure(repository, CHECK)).exit).toBe(3);
  }, 240_000);

  it('with a note of 50 MB: is judged without it', () => {
    const repository = proposed((write) => {
      write(HEAD('Noted'));
      write('M 100644 inline a.ts\ndata 2\na\n\n');
    });
    const id = repository.git('rev-parse', 'feature').trim();
    const text = Buffer.alloc(50 * MEBIBYTE, 'a.ts\n  s_0123456789abcd::t_0123456789abcd 1-2\n');
    const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], {
      cwd: repository.path,
      input: text,
      encoding: 'utf8',
    });
    repository.git('notes', '--ref', 'ai', 'add', '-C', blob.trim(), id);
    const { exit, out } = bounded(measure(repository, CHECK));
    expect({ exit, assistance: JSON.parse(out).provenance.assistance }).toEqual({ exit: 3, assistance: 'unknown' });
    bounded(measure(repository, ['provenance', 'verify', 'feature', '--json']));
  }, 240_000);

  it('with ten thousand commits: is held, as not all of them are read', () => {
    const repository = proposed((write) => {
      for (let at = 0; at < 10_000; at += 1) {
        const from = at === 0 ? 'from refs/heads/main\n' : '';
        write(
          `commit refs/heads/feature\ncommitter Ann <ann@example.org> ${1_700_000_100 + at} +0000\ndata 1\nx\n${from}`,
        );
        write(`M 100644 inline docs/a.md\ndata ${String(at).length}\n${at}\n\n`);
      }
    });
    const { exit, out } = bounded(measure(repository, CHECK));
    const document = JSON.parse(out);
    expect(document.change.gaps).toMatchObject([{ code: 'too-many-commits' }]);
    expect({ exit, held: document.unevaluable }).toMatchObject({ exit: 3, held: [{ rule: 'ai' }] });
  }, 240_000);
});
