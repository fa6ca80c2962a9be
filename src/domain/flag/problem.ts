import { excerpt } from '../../kernel/index.ts';
import type { FlagProblem } from './model.ts';

/** Keys and positions from the root of a definitions file. */
export type Path = readonly (string | number)[];

/** Problems that are told of one file: the first ones help, the thousandth does not. */
export const MAX_PROBLEMS = 50;

/** Collects what is wrong with a definitions file. */
export class ProblemList {
  readonly #problems: FlagProblem[] = [];

  get problems(): readonly FlagProblem[] {
    return this.#problems;
  }

  error(code: string, path: Path, message: string): void {
    this.#add('error', code, path, message);
  }

  warning(code: string, path: Path, message: string): void {
    this.#add('warning', code, path, message);
  }

  #add(severity: FlagProblem['severity'], code: string, path: Path, message: string): void {
    if (this.#problems.length >= MAX_PROBLEMS) return;
    this.#problems.push({ severity, code, path, message, line: null, column: null });
  }
}

/** A name of the file in a message: safe to show, and short. */
export function shown(name: string): string {
  return `"${excerpt(name, 80)}"`;
}
