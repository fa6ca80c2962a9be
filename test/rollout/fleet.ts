import type { StatedPoint } from '../../src/domain/signal/index.ts';
import type { Instant } from '../../src/kernel/index.ts';

/** A version that runs in several instances, each with counters of its own. */
export class Fleet {
  readonly #random: () => number;
  readonly #arm: string;
  readonly #share: number;
  readonly #noise: number;
  readonly #instances: Instance[];

  constructor(given: {
    readonly random: () => number;
    readonly arm: string;
    readonly instances: readonly string[];
    /** Share of bad answers. */
    readonly share: number;
    /** Standard deviation of each instance's own drift, as a logarithm; it lasts some minutes. */
    readonly noise: number;
  }) {
    this.#random = given.random;
    this.#arm = given.arm;
    this.#share = given.share;
    this.#noise = given.noise;
    this.#instances = given.instances.map((name) => ({
      name,
      requests: 0,
      errors: 0,
      drift: given.noise * this.#bell(),
    }));
  }

  /** Each instance answers so many requests, and tells at `at` what its counters stand at. */
  serve(requests: number, at: Instant): readonly StatedPoint[] {
    for (const instance of this.#instances) {
      instance.drift = PERSISTENCE * instance.drift + Math.sqrt(1 - PERSISTENCE ** 2) * this.#noise * this.#bell();
      const mean = requests * this.#share * Math.exp(instance.drift - this.#noise ** 2 / 2);
      instance.requests += requests;
      instance.errors += Math.min(requests, this.#count(mean));
    }
    return this.told(at);
  }

  /** What the counters stand at. */
  told(at: Instant): readonly StatedPoint[] {
    return this.#instances.flatMap(({ name, requests, errors }) =>
      [
        { metric: 'shop_requests_total', value: requests },
        { metric: 'shop_errors_total', value: errors },
      ].map(
        ({ metric, value }): StatedPoint => ({
          name: { metric, labels: { arm: this.#arm, pod: name } },
          kind: 'counter',
          states: 'total',
          at,
          from: null,
          value,
          id: null,
        }),
      ),
    );
  }

  #bell(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
  }

  /** Poisson, by its sums of exponential waits. */
  #count(mean: number): number {
    let count = -1;
    for (let waited = 0; waited <= mean; count += 1) waited -= Math.log(1 - this.#random());
    return count;
  }
}

interface Instance {
  readonly name: string;
  requests: number;
  errors: number;
  drift: number;
}

/** From step to step. */
const PERSISTENCE = 0.9;
