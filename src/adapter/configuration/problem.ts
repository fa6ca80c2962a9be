import { closest, distance } from 'fastest-levenshtein';
import type { ConfigurationProblem } from '../../domain/policy/index.ts';
import { excerpt } from '../../kernel/index.ts';
import type { NodePath, YamlFile } from './located.ts';

/** Longest word that is compared for "did you mean": the comparison costs length x length. */
const COMPARED_LENGTH = 60;

/** Mistakes of one kind reported of one file: nobody reads on, and each is looked up anew in the file. */
export const MAX_PROBLEMS = 50;

/** A problem at a node of a file; `at: 'key'` points to the key instead of its value. */
export function problemAt(
  file: YamlFile,
  path: NodePath,
  what: {
    readonly code: string;
    readonly message: string;
    readonly suggestion?: string | null;
    readonly severity?: ConfigurationProblem['severity'];
    readonly rule?: string | null;
    readonly at?: 'key' | 'value';
  },
): ConfigurationProblem {
  const { line, column } = file.locate(path, what.at ?? 'value');
  return {
    severity: what.severity ?? 'error',
    code: what.code,
    file: file.name,
    line,
    column,
    path: pathText(path),
    rule: what.rule ?? null,
    message: what.message,
    suggestion: what.suggestion ?? null,
  };
}

/** The candidate that a mistyped word probably means, or `null` where none is near (half its letters, three at most). */
export function didYouMean(word: string, candidates: Iterable<string>): string | null {
  const near = [...candidates].filter((candidate) => candidate.length <= COMPARED_LENGTH);
  if (near.length === 0 || word.length > COMPARED_LENGTH) return null;
  const folded = word.toLowerCase().replaceAll('-', '_');
  const best = closest(
    folded,
    near.map((candidate) => candidate.toLowerCase().replaceAll('-', '_')),
  );
  const candidate = near.find((each) => each.toLowerCase().replaceAll('-', '_') === best) ?? null;
  return distance(folded, best) <= Math.min(3, Math.floor(folded.length / 2)) ? candidate : null;
}

/** A word of the user in quotes, safe for one line of a terminal. */
export function quoted(word: string): string {
  return `"${excerpt(word, 80)}"`;
}

/** `policy.rules[2].when`. */
export function pathText(path: NodePath): string {
  let text = '';
  for (const step of path) {
    text += typeof step === 'number' ? `[${step}]` : `${text === '' ? '' : '.'}${excerpt(step, 60)}`;
  }
  return text;
}
