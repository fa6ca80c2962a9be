/**
 * Ranks values among the last `capacity` values it was given; oldest values leave first. Ranking and adding take
 * O(log n) comparisons and one short move of memory, so a window of thousands is cheap.
 */
export class RunningPercentile {
  readonly #capacity: number;
  /** In order of arrival, as a ring. */
  readonly #arrivals: Float64Array;
  /** Sorted ascending; the first `#size` entries count. */
  readonly #sorted: Float64Array;
  #size = 0;
  #next = 0;

  /** `capacity` is a whole number above 0. */
  constructor(capacity: number) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) throw new RangeError(`not a window size: ${capacity}`);
    this.#capacity = capacity;
    this.#arrivals = new Float64Array(capacity);
    this.#sorted = new Float64Array(capacity);
  }

  /** Values in the window. */
  get size(): number {
    return this.#size;
  }

  /**
   * 0..100: share of the window below `value`, equal values counted half (the mid-rank); `null` while the window is
   * empty. Does not add the value.
   */
  rank(value: number): number | null {
    if (this.#size === 0) return null;
    const below = this.#firstNotBelow(value);
    const equal = this.#firstAbove(value) - below;
    return (100 * (below + equal / 2)) / this.#size;
  }

  /** The middle value of the window (the upper of two); `null` while the window is empty. */
  median(): number | null {
    return this.#size === 0 ? null : (this.#sorted[this.#size >> 1] ?? null);
  }

  /** Adds a value, which must not be NaN, and drops the oldest when the window is full. */
  add(value: number): void {
    if (Number.isNaN(value)) throw new RangeError('NaN has no rank');
    if (this.#size === this.#capacity) this.#remove(this.#arrivals[this.#next] ?? 0);
    const at = this.#firstAbove(value);
    this.#sorted.copyWithin(at + 1, at, this.#size);
    this.#sorted[at] = value;
    this.#size += 1;
    this.#arrivals[this.#next] = value;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** Lets the oldest value go; nothing happens where there is none. */
  drop(): void {
    if (this.#size === 0) return;
    const oldest = (this.#next - this.#size + this.#capacity) % this.#capacity;
    this.#remove(this.#arrivals[oldest] ?? 0);
  }

  #remove(value: number): void {
    const at = this.#firstNotBelow(value);
    this.#sorted.copyWithin(at, at + 1, this.#size);
    this.#size -= 1;
  }

  #firstNotBelow(value: number): number {
    return this.#search((other) => other >= value);
  }

  #firstAbove(value: number): number {
    return this.#search((other) => other > value);
  }

  #search(reached: (other: number) => boolean): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (reached(this.#sorted[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
