import type { Instant } from '../../kernel/index.ts';
import type { PointRejection, Sample, SampleKind } from './model.ts';

/** Samples that one series starts with room for. */
const FIRST = 16;

/** What became of one sample. */
export type Taken = 'taken' | 'same' | Extract<PointRejection, 'contradicts' | 'too-old'>;

/** The samples of one series, the oldest first, in two rings of numbers that double up to a limit; then the oldest goes. */
export class SampleRing {
  readonly kind: SampleKind;
  #at = new Float64Array(FIRST);
  #value = new Float64Array(FIRST);
  #first = 0;
  #size = 0;

  constructor(kind: SampleKind) {
    this.kind = kind;
  }

  get size(): number {
    return this.#size;
  }

  /** Samples that there is room for. */
  get capacity(): number {
    return this.#at.length;
  }

  /** Moment of the newest; `-Infinity` = there is none. */
  get lastAt(): number {
    return this.#size === 0 ? Number.NEGATIVE_INFINITY : (this.#at[this.#place(this.#size - 1)] ?? 0);
  }

  get lastValue(): number {
    return this.#size === 0 ? 0 : (this.#value[this.#place(this.#size - 1)] ?? 0);
  }

  /** Takes a sample where its moment belongs; of two of one moment the first stays. */
  put(at: number, value: number, mayGrow: (more: number) => boolean): Taken {
    if (at > this.lastAt) {
      this.#insert(this.#size, { at, value, mayGrow });
      return 'taken';
    }
    const place = this.#firstAfter(at);
    if (place > 0 && this.#at[this.#place(place - 1)] === at) {
      return this.#value[this.#place(place - 1)] === value ? 'same' : 'contradicts';
    }
    return this.#insert(place, { at, value, mayGrow }) ? 'taken' : 'too-old';
  }

  /** Samples of `from < at <= to`, after the newest one that lies before them: what a difference starts at. */
  between(from: number, to: number): readonly Sample[] {
    const begin = Math.max(0, this.#firstAfter(from) - 1);
    const end = this.#firstAfter(to);
    const samples: Sample[] = [];
    for (let index = begin; index < end; index += 1) {
      const place = this.#place(index);
      samples.push({ at: (this.#at[place] ?? 0) as Instant, value: this.#value[place] ?? 0 });
    }
    return samples;
  }

  #place(index: number): number {
    return (this.#first + index) % this.#at.length;
  }

  /** Index of the first sample after a moment, by halving. */
  #firstAfter(at: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#at[this.#place(middle)] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** False = it would be the oldest of a full ring. */
  #insert(
    index: number,
    given: { readonly at: number; readonly value: number; readonly mayGrow: (more: number) => boolean },
  ): boolean {
    const { at, value, mayGrow } = given;
    let target = index;
    if (this.#size === this.capacity && mayGrow(this.capacity)) this.#double();
    if (this.#size === this.capacity) {
      // Full: the oldest goes; what would be older than it is not kept at all.
      if (index === 0) return false;
      this.#first = this.#place(1);
      this.#size -= 1;
      target -= 1;
    }
    for (let each = this.#size; each > target; each -= 1) {
      this.#at[this.#place(each)] = this.#at[this.#place(each - 1)] ?? 0;
      this.#value[this.#place(each)] = this.#value[this.#place(each - 1)] ?? 0;
    }
    this.#at[this.#place(target)] = at;
    this.#value[this.#place(target)] = value;
    this.#size += 1;
    return true;
  }

  #double(): void {
    const capacity = this.capacity * 2;
    const at = new Float64Array(capacity);
    const value = new Float64Array(capacity);
    for (let index = 0; index < this.#size; index += 1) {
      at[index] = this.#at[this.#place(index)] ?? 0;
      value[index] = this.#value[this.#place(index)] ?? 0;
    }
    this.#at = at;
    this.#value = value;
    this.#first = 0;
  }
}
