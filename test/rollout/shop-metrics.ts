import type { SeriesMemory, StatedPoint } from '../../src/domain/signal/index.ts';
import type { Instant } from '../../src/kernel/index.ts';

/** Answers a minute, and the share of bad ones of the version that stands. */
const REQUESTS = 6_000;
const ERRORS = 0.01;
const RESET_AT = { canary: 0, control: 0 };

/** A shop that really counts: requests and errors of both arms, told as totals. */
export class Shop {
  readonly #random: () => number;
  readonly #ratio: number;
  readonly #totals = { canary: { requests: 0, errors: 0 }, control: { requests: 0, errors: 0 } };
  #servedMs = 0;
  #late: readonly StatedPoint[] = [];
  /** Tells everything twice, and half of it one step late. */
  isDisturbed = false;
  /** After so long its processes begin anew, at 0; 0 = never. */
  resetEveryMs = 0;

  constructor({ random, ratio }: { readonly random: () => number; readonly ratio: number }) {
    this.#random = random;
    this.#ratio = ratio;
  }

  /** Serves for a while, with that weight of the new version. */
  serve(percent: number, ms: number): void {
    const before = this.#servedMs;
    this.#servedMs += ms;
    if (
      this.resetEveryMs > 0 &&
      Math.floor(before / this.resetEveryMs) < Math.floor(this.#servedMs / this.resetEveryMs)
    ) {
      for (const arm of ['canary', 'control'] as const)
        Object.assign(this.#totals[arm], { requests: RESET_AT[arm], errors: 0 });
    }
    const requests = Math.round((REQUESTS * ms) / 60_000);
    const canary = Math.round((requests * percent) / 100);
    this.#count('canary', canary, ERRORS * this.#ratio);
    this.#count('control', requests - canary, ERRORS);
  }

  /** Tells what its counters stand at. */
  tell(series: SeriesMemory, at: Instant): void {
    const points = (['canary', 'control'] as const).flatMap((arm) => [
      point('shop_requests_total', arm, this.#totals[arm].requests, at),
      point('shop_errors_total', arm, this.#totals[arm].errors, at),
    ]);
    if (!this.isDisturbed) {
      series.take(points, at);
      return;
    }
    const late = points.filter(() => this.#random() < 0.5);
    series.take([...points.filter((each) => !late.includes(each)).reverse(), ...this.#late, ...this.#late], at);
    this.#late = late;
  }

  #count(arm: 'canary' | 'control', requests: number, share: number): void {
    this.#totals[arm].requests += requests;
    for (let at = 0; at < requests; at += 1) if (this.#random() < share) this.#totals[arm].errors += 1;
  }
}

function point(metric: string, arm: string, value: number, at: Instant): StatedPoint {
  return { name: { metric, labels: { arm } }, kind: 'counter', states: 'total', at, from: null, value, id: null };
}
