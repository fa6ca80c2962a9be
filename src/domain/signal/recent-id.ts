/** Ids of statements that are remembered: at a thousand a second, between one minute and two. */
export const REMEMBERED_IDS = 65_536;

/** Remembers at least the last {@link REMEMBERED_IDS} ids, at most twice as many: the older half goes at once. */
export class RecentIds {
  #newer = new Set<string>();
  #older = new Set<string>();
  readonly #limit: number;

  constructor(limit: number = REMEMBERED_IDS) {
    this.#limit = limit;
  }

  has(id: string): boolean {
    return this.#newer.has(id) || this.#older.has(id);
  }

  add(id: string): void {
    this.#newer.add(id);
    if (this.#newer.size < this.#limit) return;
    this.#older = this.#newer;
    this.#newer = new Set();
  }
}
