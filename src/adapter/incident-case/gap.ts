import { excerpt } from '../../kernel/index.ts';

/** Something of a case that could not be read. */
export interface CaseGap {
  /** File, and line or position in it. */
  readonly place: string;
  /** What is wrong with it, in one sentence; safe to print. */
  readonly message: string;
}

/** Keeps the first gaps of each kind and counts the rest: a broken log has as many as it has lines. */
export class GapList {
  readonly #kept: CaseGap[] = [];
  readonly #counts = new Map<string, number>();

  /** Notes that a part is left out. */
  note(place: string, message: string): void {
    const file = place.split(':')[0] ?? place;
    const count = (this.#counts.get(file) ?? 0) + 1;
    this.#counts.set(file, count);
    if (count <= KEPT) this.#kept.push({ place: excerpt(place, 120), message: excerpt(message, 200) });
  }

  /** In order, with one line for what was not kept of each file. */
  all(): readonly CaseGap[] {
    const more = [...this.#counts].filter(([, count]) => count > KEPT);
    return [
      ...this.#kept,
      ...more.map(([place, count]) => ({ place, message: `${count - KEPT} more parts of it could not be read` })),
    ];
  }
}

/** Of one file. */
const KEPT = 5;
