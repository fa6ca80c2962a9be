import { DAY_MS } from '../../kernel/index.ts';
import { classifyFile, type FilePath, reviewable } from '../change/index.ts';
import type { WrittenCode } from './code-life.ts';
import type { LineFile, LineHunk } from './port.ts';

/** Lines of a file that one change wrote, next to each other; `writer` -1 = older than what is followed. */
interface Run {
  readonly writer: number;
  readonly lines: number;
}

/** A change whose lines are followed. */
interface Writer {
  readonly change: string;
  readonly at: number;
  /** Since when nobody knows what became of its lines; `null` = it is known to the end. */
  lostAt: number | null;
  lines: number;
  readonly ended: Map<number, number>;
}

/** Runs of one file; more are no source that people write. */
const MAX_RUNS = 20_000;

/**
 * Follows lines through landings, oldest first, by the places that changed alone: what a file held before the first landing is one run
 * without an end. A line that is rewritten ends, and a new one begins; moved within its file it ends, with its file it lives on.
 */
export class LineLife {
  readonly #files = new Map<FilePath, readonly Run[]>();
  readonly #writers: Writer[] = [];

  /** Takes what one landing changed. */
  land({
    change,
    at,
    files,
  }: {
    readonly change: string;
    readonly at: number;
    readonly files: readonly LineFile[];
  }): void {
    const writer: Writer = { change, at, lostAt: null, lines: 0, ended: new Map() };
    const index = this.#writers.push(writer) - 1;
    const before = files.map(({ previousPath }) => (previousPath === null ? null : this.#files.get(previousPath)));
    for (const { previousPath, path } of files)
      if (previousPath !== path && previousPath !== null) this.#files.delete(previousPath);
    files.forEach(({ path, previousPath, hunks }, place) => {
      const old = before[place] ?? (previousPath === null ? [] : OLD);
      const runs = this.#rewritten(old, hunks, { index, isCounted: isWritten(path ?? previousPath) });
      if (runs.length > MAX_RUNS) this.lose(at);
      else if (path !== null) this.#files.set(path, runs);
      else this.#files.delete(previousPath as FilePath);
    });
  }

  /** A landing that could not be compared: from then on nothing is known of the lines that were written before. */
  lose(at: number): void {
    this.#files.clear();
    for (const writer of this.#writers) writer.lostAt ??= at;
  }

  /** What became of every change's lines, oldest change first; `now` is until when landings were taken. */
  written(now: number): readonly WrittenCode[] {
    return this.#writers.map(({ change, at, lostAt, lines, ended }) => ({
      change,
      lines,
      watchedDays: Math.max(0, ((lostAt ?? now) - at) / DAY_MS),
      ended: [...ended].map(([days, gone]) => ({ days, lines: gone })),
    }));
  }

  #rewritten(
    old: readonly Run[],
    hunks: readonly LineHunk[],
    by: { index: number; isCounted: boolean },
  ): readonly Run[] {
    const runs: Run[] = [];
    const cursor = new RunCursor(old);
    for (const { start, removed, added } of hunks) {
      cursor.take(removed === 0 ? start : start - 1, (run) => push(runs, run));
      cursor.skip(removed, (run) => this.#end(run, by));
      if (added === 0) continue;
      push(runs, { writer: by.isCounted ? by.index : -1, lines: added });
      if (by.isCounted) (this.#writers[by.index] as Writer).lines += added;
    }
    cursor.take(Number.POSITIVE_INFINITY, (run) => push(runs, run));
    return runs;
  }

  #end({ writer, lines }: Run, { index }: { index: number }): void {
    const own = this.#writers[writer];
    if (own === undefined) return;
    const days = Math.max(0, ((this.#writers[index] as Writer).at - own.at) / DAY_MS);
    own.ended.set(days, (own.ended.get(days) ?? 0) + lines);
  }
}

const OLD: readonly Run[] = [{ writer: -1, lines: Number.POSITIVE_INFINITY }];

/** Source and tests that people read: generated files, locks and documents say nothing of rework. */
function isWritten(path: FilePath | null): boolean {
  if (path === null || !reviewable(path)) return false;
  const kind = classifyFile(path);
  return kind === 'code' || kind === 'test';
}

function push(runs: Run[], run: Run): void {
  const last = runs.at(-1);
  if (last?.writer === run.writer) runs[runs.length - 1] = { writer: run.writer, lines: last.lines + run.lines };
  else runs.push(run);
}

/** Walks the runs of a file's old content. */
class RunCursor {
  readonly #runs: readonly Run[];
  #at = 0;
  /** Lines of the run at hand that are used up, and lines before it. */
  #used = 0;
  #line = 0;

  constructor(runs: readonly Run[]) {
    this.#runs = runs;
  }

  /** Gives what lies before a line (counted from 0). */
  take(until: number, give: (run: Run) => void): void {
    this.#forward(until - this.#line, give);
  }

  skip(lines: number, give: (run: Run) => void): void {
    this.#forward(lines, give);
  }

  #forward(lines: number, give: (run: Run) => void): void {
    let left = lines;
    while (left > 0) {
      const run = this.#runs[this.#at];
      if (run === undefined) return;
      const some = Math.min(left, run.lines - this.#used);
      if (some > 0) give({ writer: run.writer, lines: some });
      left -= some;
      this.#used += some;
      this.#line += some;
      if (this.#used < run.lines || run.lines === Number.POSITIVE_INFINITY) {
        if (run.lines === Number.POSITIVE_INFINITY && lines === Number.POSITIVE_INFINITY) return;
        continue;
      }
      this.#at += 1;
      this.#used = 0;
    }
  }
}
