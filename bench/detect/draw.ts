/** Draws from the usual laws over one source. */
export interface Draws {
  uniform(): number;
  normal(): number;
  gamma(shape: number): number;
  poisson(mean: number): number;
  /** How many of `n` stay when each stays with `share`. */
  thinned(n: number, share: number): number;
}

/** Draws over a source of numbers in [0, 1). */
export function drawsOf(uniform: () => number): Draws {
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  /** Source: G. Marsaglia and W. W. Tsang, ACM TOMS 26 (2000) 363-372; for shapes of at least 1. */
  const gamma = (shape: number): number => {
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  const poisson = (mean: number): number => {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    let n = 0;
    for (let left = Math.exp(-mean), sum = uniform(); sum > left; n += 1) sum *= uniform();
    return n;
  };
  const thinned = (n: number, share: number): number => {
    if (share <= 0) return 0;
    if (n * share * (1 - share) > 400) {
      const wanted = Math.round(n * share + Math.sqrt(n * share * (1 - share)) * normal());
      return Math.max(0, Math.min(n, wanted));
    }
    let left = 0;
    for (let each = 0; each < n; each += 1) if (uniform() < share) left += 1;
    return left;
  };
  return { uniform, normal, gamma, poisson, thinned };
}
