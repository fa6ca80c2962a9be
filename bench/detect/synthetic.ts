import { seededRandom } from '../../src/statistics/index.ts';
import { drawsOf } from './draw.ts';
import type { Series } from './series.ts';

/** An invented flow of events whose law is known. */
export interface Flow {
  readonly name: string;
  /** Events a step, in the median. */
  readonly base: number;
  /** Standard deviation and correlation of the noise of the rate from step to step, on the logarithmic scale. */
  readonly noise: number;
  readonly memory: number;
  /** Shape of the gamma-distributed rate of each step: 0 = Poisson. */
  readonly spread: number;
  /** Outbursts a day. */
  readonly bursts: number;
  readonly weekend: number;
  /** Size of the day, on the logarithmic scale. */
  readonly day: number;
  readonly stepMs: number;
  /** How long it is drawn. */
  readonly days: number;
}

const MINUTE_MS = 60_000;
const USUAL = {
  noise: 0.3,
  memory: 0.7,
  spread: 0.03,
  bursts: 1,
  weekend: 0.2,
  day: 0.6,
  stepMs: 5 * MINUTE_MS,
  days: 28,
};
const POISSON = { noise: 0, memory: 0, spread: 0, bursts: 0 };
const STEADY = { noise: 0.15, memory: 0.5, spread: 0.02, bursts: 0, weekend: 1.2 };

/** The flows that are drawn: from a thin one to a broad one, from independent events to outbursts. */
export const FLOWS: readonly Flow[] = [
  { name: 'poisson-6', base: 6, ...USUAL, ...POISSON },
  { name: 'poisson-40', base: 40, ...USUAL, ...POISSON },
  { name: 'negative-binomial-10', base: 10, ...USUAL },
  { name: 'negative-binomial-30', base: 30, ...USUAL },
  { name: 'negative-binomial-30-wild', base: 30, ...USUAL, noise: 0.45 },
  { name: 'negative-binomial-80', base: 80, ...USUAL, noise: 0.35 },
  { name: 'negative-binomial-20-slow', base: 20, ...USUAL, noise: 0.35, memory: 0.9 },
  { name: 'orders-weekly', base: 20, ...USUAL, ...STEADY },
  { name: 'orders-half-hourly', base: 600, ...USUAL, ...STEADY, memory: 0.7, stepMs: 30 * MINUTE_MS, days: 168 },
  { name: 'orders-per-minute', base: 12, ...USUAL, ...STEADY, stepMs: MINUTE_MS, days: 14 },
];

/** A flow drawn from a seed: two harmonics of the day, a weekend, a slow drift, noise, outbursts. */
export function drawn(flow: Flow, seed: number): Series {
  const draw = drawsOf(seededRandom(seed));
  const steps = (24 * 60 * MINUTE_MS) / flow.stepMs;
  const values = new Float64Array(flow.days * steps);
  let noise = 0;
  let drift = 0;
  let burst = 0;
  let fade = 0;
  for (const step of values.keys()) {
    noise = flow.memory * noise + flow.noise * Math.sqrt(1 - flow.memory ** 2) * draw.normal();
    drift = 0.998 * drift + 0.15 * Math.sqrt(1 - 0.998 ** 2) * draw.normal();
    burst *= fade;
    if (draw.uniform() < flow.bursts / steps) {
      burst += Math.min(4, 0.5 * (draw.uniform() ** (-1 / 1.5) - 1));
      fade = Math.exp(-1 / (3 + 37 * draw.uniform()));
    }
    const phase = (2 * Math.PI * step) / steps;
    const day = flow.day * (Math.sin(phase - 2) + 0.25 * Math.sin(2 * phase));
    const weekend = Math.floor(step / steps) % 7 >= 5 ? -flow.weekend : 0;
    const rate = flow.base * Math.exp(day + weekend + noise + drift) * (1 + burst);
    values[step] = draw.poisson(rate * (flow.spread === 0 ? 1 : draw.gamma(1 / flow.spread) * flow.spread));
  }
  return { name: `synthetic/${flow.name}-${seed}`, stepMs: flow.stepMs, start: 0, values, windows: [] };
}
