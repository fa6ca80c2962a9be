import type { TransportAnswer } from '../../domain/forge/index.ts';

/** Characters of all answers kept: a few hundred pages of a hundred proposals. */
const MAX_KEPT = 33_554_432;

interface Kept {
  readonly tag: string;
  readonly text: string;
  readonly next: string | null;
}

/** Answers by caller and address with their entity tags, the longest unused given up first. */
export class AnswerCache {
  readonly #kept = new Map<string, Kept>();
  #size = 0;

  tagOf(key: string): string | null {
    return this.#kept.get(key)?.tag ?? null;
  }

  /** The answer that the forge says is still true; `null` = it was given up meanwhile. */
  read(key: string): TransportAnswer | null {
    const kept = this.#kept.get(key);
    if (kept === undefined) return null;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    // Parsed anew each time: nobody shares what somebody could change.
    return { status: 200, body: JSON.parse(kept.text), next: kept.next };
  }

  keep(key: string, kept: Kept): void {
    this.#forget(key);
    if (kept.text.length > MAX_KEPT / 8) return;
    this.#kept.set(key, kept);
    this.#size += kept.text.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= MAX_KEPT) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#size -= this.#kept.get(key)?.text.length ?? 0;
    this.#kept.delete(key);
  }
}
