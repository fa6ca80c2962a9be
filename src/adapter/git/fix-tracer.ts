import type { CommitId, FilePath } from '../../domain/change/index.ts';
import {
  type FixEvidence,
  type FixFile,
  type FixTracer,
  type OlderLines,
  ORIGIN_AGE_LIMIT_DAYS,
  type SuspectLine,
  suspectLines,
  type TraceGap,
  type TraceTarget,
  traceTargets,
} from '../../domain/label/index.ts';
import { DAY_MS, Fault, printable } from '../../kernel/index.ts';
import { BoundedLines } from './bounded-line.ts';
import { BULK_LINE_LIMIT, DIFFERENCE_TIME_LIMIT_MS, RENAME_OPTIONS } from './diff-process.ts';
import { locate } from './discover.ts';
import { firstLine, isMissingObject } from './object-store.ts';
import { PATCH_OPTIONS, PatchReader } from './patch.ts';
import { encodePath } from './path-bytes.ts';
import { PorcelainReader } from './porcelain.ts';
import { Repository } from './repository.ts';

/** Blame processes at once: one for each core of a small machine. */
const BLAME_PROCESSES = 2;
/** One file may take this long: thirty times the slowest of a hundred in ordinary history. */
export const BLAME_TIME_LIMIT_MS = 10_000;
/** A fix of more files than this repairs no single thing. */
export const TRACED_FILE_LIMIT = 100;
/** Bytes of one patch or one blame answer; beyond, it is generated text. */
const OUTPUT_LIMIT = 33_554_432;
/** Bytes kept of one line: whether it is comment, blank or moved shows here. */
const LINE_LIMIT = 2_048;
/** Ranges on one command line; beyond, the whole file is asked for. */
const RANGE_LIMIT = 400;
/** Commits that a repository may ask to look through; each is an argument. */
const IGNORED_LIMIT = 500;
const IGNORED_FILE = '.git-blame-ignore-revs';
const IGNORED_BYTES = 1_048_576;

/** Opens a repository for tracing fixes; see {@link FixTracer}. An abort ends what runs and rejects with its reason. */
export async function openFixTracer(options: { path: string; signal?: AbortSignal }): Promise<FixTracer> {
  const located = await locate({ path: options.path, signal: options.signal });
  return new GitFixTracer(new Repository(located, options.signal));
}

class GitFixTracer implements FixTracer {
  readonly #repository: Repository;
  readonly #slots = new Slots(BLAME_PROCESSES);

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  async trace(fix: CommitId): Promise<FixEvidence> {
    const commit = await this.#repository.commit(await this.#repository.required(fix));
    const parent = commit.parents[0] ?? null;
    const found = { fix: commit.id, parent, fixedAt: commit.committedAt };
    const cut = this.#repository.located.shallow.has(commit.id);
    if (cut) return { ...found, ...NOTHING, gaps: [shallow()] };
    if (parent === null) return { ...found, ...NOTHING, gaps: [] };
    const patch = await this.#patch({ parent, fix: commit.id });
    if ('code' in patch) return { ...found, ...NOTHING, gaps: [patch] };
    const targets = traceTargets(patch.files);
    if (targets.length > TRACED_FILE_LIMIT) return { ...found, ...NOTHING, gaps: [tooManyFiles(targets.length)] };
    const ignored = targets.length === 0 ? [] : await this.#ignored(parent);
    const since = commit.committedAt - (ORIGIN_AGE_LIMIT_DAYS + 1) * DAY_MS;
    const answers = await Promise.all(
      targets.map((target) => this.#slots.run(() => this.#blame({ parent, target, ignored, since }))),
    );
    return {
      ...found,
      lines: answers.flatMap(({ lines }) => lines),
      older: {
        changed: total(answers.map(({ older }) => older.changed)),
        neighbour: total(answers.map(({ older }) => older.neighbour)),
      },
      gaps: answers.flatMap(({ gap }) => gap ?? []),
    };
  }

  async #patch(asked: { parent: CommitId; fix: CommitId }): Promise<{ readonly files: readonly FixFile[] } | TraceGap> {
    const reader = new PatchReader();
    const args = ['diff-tree', '-r', ...RENAME_OPTIONS, ...PATCH_OPTIONS, asked.parent, asked.fix, '--'];
    const failure = await this.#read(args, { timeMs: DIFFERENCE_TIME_LIMIT_MS, line: (line) => reader.line(line) });
    if (failure === null) return { files: reader.files };
    if (failure.kind === 'failed' && !isMissingObject(failure.stderr)) throw unreadable(asked.fix, failure.stderr);
    return gapOf(failure, `commit ${asked.fix}`);
  }

  async #blame(asked: {
    parent: CommitId;
    target: TraceTarget;
    ignored: readonly CommitId[];
    since: number;
  }): Promise<Blamed> {
    const { parent, target, ignored, since } = asked;
    const name = printable(target.path);
    if (!nameable(target.path)) {
      return { ...NOTHING, gap: notText(name) };
    }
    const ranges = target.ranges.length > RANGE_LIMIT ? [] : target.ranges;
    const args = [
      // The repository's own list counts, as it stood before the fix; not what its configuration names.
      ...['blame', '--porcelain', '--root', '-w', '-M', '--no-ignore-revs-file'],
      // Older lines are no answer, and to follow them to their beginning is most of the work in a long history.
      `--max-age=${Math.max(0, Math.floor(since / 1_000))}`,
      ...ignored.flatMap((id) => ['--ignore-rev', id]),
      ...ranges.flatMap(({ first, last }) => ['-L', `${first},${last}`]),
      ...[parent, '--', target.path],
    ];
    const reader = new PorcelainReader();
    const failure = await this.#read(args, { timeMs: BLAME_TIME_LIMIT_MS, line: (line) => reader.line(line) });
    if (failure !== null) return { ...NOTHING, gap: gapOf(failure, name) };
    const { shallow: cut } = this.#repository.located;
    const hidden = new Set<CommitId>(ignored);
    const found = suspectLines(target, reader.lines);
    const lines = found.lines.filter(({ commit }) => !hidden.has(commit) && !cut.has(commit));
    return { lines, older: found.older, gap: found.lines.some(({ commit }) => cut.has(commit)) ? shallow() : null };
  }

  /** Commits that the repository asks blame to look through, as it stood before the fix; other lines say nothing. */
  async #ignored(parent: CommitId): Promise<readonly CommitId[]> {
    const file = await this.#repository.objects.read(`${parent}:${IGNORED_FILE}`, IGNORED_BYTES);
    if (file?.type !== 'blob' || file.content === null) return [];
    const length = this.#repository.located.objectFormat === 'sha256' ? 64 : 40;
    const ids = file.content
      .toString('latin1')
      .split('\n')
      .map((line) => line.replace(/#.*$/, '').trim().toLowerCase())
      .filter((line) => line.length === length && /^[0-9a-f]+$/.test(line));
    const distinct = [...new Set(ids)].slice(0, IGNORED_LIMIT) as CommitId[];
    const known = await Promise.all(distinct.map((id) => this.#repository.sizes.read(id, 0)));
    return distinct.filter((_, at) => known[at]?.type === 'commit');
  }

  /** `null` where git ended well. */
  async #read(
    args: readonly string[],
    given: { timeMs: number; line: (line: Buffer) => void },
  ): Promise<Failure | null> {
    const { git } = this.#repository;
    const process = git.start([...LIMITS, ...args]);
    process.input.end();
    const lines = new BoundedLines(LINE_LIMIT);
    let slow = false;
    const timer = setTimeout(() => {
      slow = true;
      process.stop();
    }, given.timeMs);
    try {
      let length = 0;
      for (let chunk = await process.output.chunk(); chunk !== null; chunk = await process.output.chunk()) {
        length += chunk.length;
        if (length > OUTPUT_LIMIT) return { kind: 'too-large' };
        lines.push(chunk, given.line);
      }
      lines.finish(given.line);
      const { code, stderr } = await process.ended;
      git.check();
      if (slow) return { kind: 'too-slow' };
      return code === 0 ? null : { kind: 'failed', stderr };
    } catch (error) {
      git.check();
      if (slow) return { kind: 'too-slow' };
      throw error;
    } finally {
      clearTimeout(timer);
      process.stop();
    }
  }
}

/** A big file is compared as binary, and paths are quoted so that no name can look like a line of the patch. */
const LIMITS: readonly string[] = [
  ...['-c', `core.bigFileThreshold=${BULK_LINE_LIMIT}`],
  ...['-c', 'core.quotePath=true'],
];

interface Blamed {
  readonly lines: readonly SuspectLine[];
  readonly older: OlderLines;
  readonly gap: TraceGap | null;
}

const NOTHING = { lines: [], older: { changed: 0, neighbour: 0 } } as const;

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function notText(name: string): TraceGap {
  return { code: 'path-not-text', message: `${name} cannot be named to git: its path is not UTF-8` };
}

type Failure = { readonly kind: 'too-slow' | 'too-large' } | { readonly kind: 'failed'; readonly stderr: string };

function gapOf(failure: Failure, place: string): TraceGap {
  switch (failure.kind) {
    case 'too-slow':
      return { code: 'too-slow', message: `${place} took git too long` };
    case 'too-large':
      return { code: 'difference-too-large', message: `${place} differs by more than ${OUTPUT_LIMIT} bytes` };
    case 'failed': {
      const code = isMissingObject(failure.stderr) ? 'missing-object' : 'file-unreadable';
      return { code, message: `${place}: ${printable(firstLine(failure.stderr))}` };
    }
  }
}

function tooManyFiles(count: number): TraceGap {
  return { code: 'too-many-files', message: `the fix touches ${count} files, more than ${TRACED_FILE_LIMIT}` };
}

function shallow(): TraceGap {
  return { code: 'shallow-history', message: 'the history of the lines was cut off by a shallow clone' };
}

/** Arguments of a program are text: a path with other bytes cannot be passed on. */
function nameable(path: FilePath): boolean {
  return encodePath(path).equals(Buffer.from(path, 'utf8'));
}

function unreadable(commit: CommitId, stderr: string): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'difference-unreadable',
    message: `git could not compare ${commit} with its parent: ${firstLine(stderr)}`,
    fix: 'Check the repository with: git fsck',
  });
}

/** Lets so many tasks run at once; the others wait in the order they came. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
