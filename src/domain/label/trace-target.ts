import { classifyFile, type FilePath, reviewable } from '../change/index.ts';
import { bareText, countedLine, type LineTest, sameButForm, spokenLine } from './counted-line.ts';
import type { BlamedLine, FixFile, FixHunk, LineRange, OlderLines, SuspectLine, TraceTarget } from './model.ts';

/** A change of these rules makes evidence read by older ones stale. */
export const TRACE_RULES = 1;

/** Blank lines are passed over on the way to a neighbour, but not more than this. */
const NEIGHBOUR_REACH = 3;
/** A block of this many counted lines that stands elsewhere in the fix was moved; a shorter one is chance. */
const MOVED_MINIMUM = 3;

/**
 * Which lines of a fix's parent to ask about. Left out are generated, vendored and binary files, hunks that only
 * re-form or move text, and hunks of comments, blanks and brackets alone; brackets count where the fix changes nothing
 * else, and so do tests and documentation. Empty where nothing is left.
 */
export function traceTargets(files: readonly FixFile[]): readonly TraceTarget[] {
  const strict = targetsOf(files, countedLine);
  return strict.length > 0 ? strict : targetsOf(files, spokenLine);
}

function targetsOf(files: readonly FixFile[], counts: LineTest): readonly TraceTarget[] {
  const moved = addedBlocks(files, counts);
  const kept = files
    .flatMap(({ path, hunks }) => (path === null ? [] : { path, hunks }))
    .filter(({ path }) => reviewable(path) && classifyFile(path) !== 'generated')
    .map(({ path, hunks }) => ({ path, hunks: hunks.filter((hunk) => tells(hunk, { path, moved, counts })) }))
    .filter(({ hunks }) => hunks.length > 0);
  const product = kept.filter(({ path }) => !besideTheProduct(path));
  return (product.length > 0 ? product : kept).map(({ path, hunks }) => target(path, { hunks, counts }));
}

/** Joins what was asked with what was answered: changed lines, and the nearest line with text on each side. */
export function suspectLines(
  asked: TraceTarget,
  answer: readonly BlamedLine[],
): { readonly lines: readonly SuspectLine[]; readonly older: OlderLines } {
  const byLine = new Map(answer.map((line) => [line.line, line]));
  const changed = new Set(asked.changed);
  const near = new Set<number>();
  for (const outward of asked.around) {
    const found = outward.find((line) => byLine.get(line)?.blank === false);
    if (found !== undefined && !changed.has(found)) near.add(found);
  }
  const lines: SuspectLine[] = [];
  const older = { changed: 0, neighbour: 0 };
  for (const [role, numbers] of [['changed', changed] as const, ['neighbour', near] as const]) {
    for (const line of [...numbers].sort((a, b) => a - b)) {
      const blamed = byLine.get(line);
      if (blamed === undefined) continue;
      if (blamed.older) older[role] += 1;
      else lines.push({ path: asked.path, line, role, commit: blamed.commit, committedAt: blamed.committedAt });
    }
  }
  return { lines, older };
}

function besideTheProduct(path: string): boolean {
  const kind = classifyFile(path);
  return kind === 'test' || kind === 'documentation';
}

function tells(hunk: FixHunk, given: { path: string; moved: AddedBlocks; counts: LineTest }): boolean {
  const removed = hunk.removed.filter((line) => given.counts(line, given.path));
  if (removed.length === 0) return hunk.added.some((line) => given.counts(line, given.path));
  const reformed = sameButForm({ before: hunk.removed, after: hunk.added, path: given.path });
  return !reformed && !given.moved.holds(removed.map(bareText), hunk);
}

interface AddedBlocks {
  /** Whether another hunk adds these lines in this order without a gap. */
  holds(lines: readonly string[], own: FixHunk): boolean;
}

/** Hunks tried for one block: a line that is added everywhere is no sign of a move. */
const MOVE_TRIES = 64;

function addedBlocks(files: readonly FixFile[], counts: LineTest): AddedBlocks {
  const starts = new Map<
    string,
    { readonly hunk: FixHunk; readonly lines: readonly string[]; readonly at: number }[]
  >();
  for (const { newPath, hunks } of files) {
    for (const hunk of hunks) {
      const lines = hunk.added.filter((line) => counts(line, newPath ?? '')).map(bareText);
      lines.forEach((line, at) => {
        const known = starts.get(line);
        if (known === undefined) starts.set(line, [{ hunk, lines, at }]);
        else if (known.length < MOVE_TRIES) known.push({ hunk, lines, at });
      });
    }
  }
  return {
    holds: (lines, own) =>
      lines.length >= MOVED_MINIMUM &&
      (starts.get(lines[0] ?? '') ?? []).some(
        (start) => start.hunk !== own && lines.every((line, offset) => start.lines[start.at + offset] === line),
      ),
  };
}

function target(path: FilePath, given: { hunks: readonly FixHunk[]; counts: LineTest }): TraceTarget {
  const changed: number[] = [];
  const around: number[][] = [];
  const ranges: LineRange[] = [];
  for (const hunk of given.hunks) {
    const first = hunk.removed.length > 0 ? hunk.start : hunk.start + 1;
    const after = first + hunk.removed.length;
    hunk.removed.forEach((line, at) => {
      if (given.counts(line, path)) changed.push(first + at);
    });
    const above = outward(first - 1, -1);
    const below = outward(after, 1);
    around.push(above, below);
    ranges.push({ first: above.at(-1) ?? 1, last: after + NEIGHBOUR_REACH - 1 });
  }
  return { path, changed, around, ranges: joined(ranges) };
}

function outward(from: number, step: 1 | -1): number[] {
  return Array.from({ length: NEIGHBOUR_REACH }, (_, at) => from + at * step).filter((line) => line >= 1);
}

function joined(ranges: readonly LineRange[]): readonly LineRange[] {
  const found: LineRange[] = [];
  for (const range of ranges) {
    const last = found.at(-1);
    if (last !== undefined && range.first <= last.last + 1) {
      found[found.length - 1] = { first: Math.min(last.first, range.first), last: Math.max(last.last, range.last) };
    } else found.push(range);
  }
  return found;
}
