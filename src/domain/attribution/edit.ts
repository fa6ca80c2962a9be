import type { CandidateChange } from './model.ts';
import { wordsOf } from './word.ts';

/** What a change says and does, taken apart once. */
export interface Edit {
  /** Words with what they count, in (0, 1]: whole where the lines have more or fewer of them than before. */
  readonly words: ReadonlyMap<string, number>;
  /** Words that it takes away and does not bring back: what still uses them breaks. */
  readonly removed: ReadonlySet<string>;
  /** Words that it has more or less often than before: a line that is moved or reworded changes none. */
  readonly changed: ReadonlySet<string>;
  /** Changed lines and the title, in lower case: what edits are recognised in. */
  readonly removedText: string;
  readonly addedText: string;
  readonly title: string;
  readonly paths: string;
  /** What makes it riskier than a rewording: it takes a safeguard away, or changes a number. */
  readonly hazard: 'guard-removed' | 'number-changed' | null;
  /** False where no difference is at hand: then silence says nothing. */
  readonly isReadable: boolean;
}

/** An error names the place that noticed it; who rewords that place has changed nothing. */
const MOVED = 0.15;
/** A title says what was meant. */
const TITLE = 0.6;
const CONTEXT = 0.4;
const PATH = 0.5;
/** Lines of one difference that are read; more is generated, moved or vendored. */
const LINES_MOST = 4_000;
const LINE_MOST = 2_000;
const FILES_MOST = 200;

/** Takes a change apart: its title, its paths, and the lines of its difference by whether they went, came or stayed. */
export function editOf(candidate: CandidateChange): Edit {
  const lines = (candidate.diff ?? '').split('\n', LINES_MOST).map((line) => line.slice(0, LINE_MOST));
  const minus = lines.filter((line) => line.startsWith('-') && !line.startsWith('---')).map((line) => line.slice(1));
  const plus = lines.filter((line) => line.startsWith('+') && !line.startsWith('+++')).map((line) => line.slice(1));
  const same = lines.filter((line) => !/^[-+]/.test(line));
  const removedText = minus.join('\n');
  const addedText = plus.join('\n');
  const gone = countsOf(removedText);
  const come = countsOf(addedText);
  const reset = resetWords(minus, plus);
  const isChanged = (word: string) => gone.get(word) !== come.get(word) || reset.has(word);
  const words = new Map<string, number>();
  const count = (word: string, weight: number) => words.set(word, Math.max(words.get(word) ?? 0, weight));
  for (const word of new Set([...gone.keys(), ...come.keys()])) {
    count(word, isChanged(word) ? 1 : MOVED);
  }
  for (const word of wordsOf(candidate.title)) count(word, TITLE);
  for (const word of wordsOf(same.join('\n'))) count(word, CONTEXT);
  const paths = candidate.files.slice(0, FILES_MOST).join('\n');
  for (const word of wordsOf(paths)) count(word, PATH);
  return {
    words,
    removed: new Set([...gone.keys()].filter((word) => !come.has(word))),
    changed: new Set([...gone.keys(), ...come.keys()].filter(isChanged)),
    removedText: removedText.toLowerCase(),
    addedText: addedText.toLowerCase(),
    title: candidate.title.slice(0, LINE_MOST).toLowerCase(),
    paths: paths.toLowerCase(),
    hazard: hazardOf(minus, plus),
    isReadable: candidate.diff !== null && candidate.diff.trim() !== '',
  };
}

/** Words of lines that keep harm away: checks, limits, waits, clean-up (Yuan et al., OSDI 2014: most failures lie in handling of errors). */
const GUARD =
  /\bif\b.{0,80}(?:nil|null|none|undefined|empty|len|err|exist|valid|<|>)|\?\?|\?\.|\bguard\b|\bdefer\b|\bclose\(|release\(|\bfinally\b|\bcatch\b|\bexcept\b|\bassert|require\(|validat|\block|mutex|\blimit\b|\bmax\b|timeout|deadline|retry|backoff|fallback|default|circuit|throttl|\bwhere\b|\bindex\b|\blru\b|ttl|batch|regist|rollback|transaction/i;

function hazardOf(minus: readonly string[], plus: readonly string[]): Edit['hazard'] {
  const before = new Map(minus.map((line) => [headOf(line), line.trim()]));
  const isReset = plus.some((line) => {
    const was = before.get(headOf(line));
    return headOf(line) !== '' && was !== undefined && was !== line.trim();
  });
  if (isReset) return 'number-changed';
  const guards = (lines: readonly string[]) => lines.filter((line) => GUARD.test(line)).length;
  return guards(minus) > guards(plus) ? 'guard-removed' : null;
}

/** What stands before the first number of a line; empty where it has none. */
function headOf(line: string): string {
  const start = line.search(/(?<![A-Za-z_])\d/);
  return start < 0 ? '' : line.slice(0, start).trim();
}

/** Words of names that are given another value: `timeout_ms: 4000` to `timeout_ms: 250` changes the timeout, in the same words. */
function resetWords(minus: readonly string[], plus: readonly string[]): ReadonlySet<string> {
  const before = new Map(minus.map((line) => [nameOf(line), line.trim()]));
  const names = plus
    .map((line) => [nameOf(line), line.trim()] as const)
    .filter(([name, line]) => {
      const was = before.get(name);
      return name !== '' && was !== undefined && was !== line;
    });
  return new Set(names.flatMap(([name]) => wordsOf(name)));
}

function nameOf(line: string): string {
  const end = line.search(/[:=]/);
  return end < 0 ? '' : line.slice(0, end).trim();
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
