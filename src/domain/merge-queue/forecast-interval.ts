import { censoredQuantiles, quantile } from '../../statistics/index.ts';
import type { ForecastMemory } from './forecast-memory.ts';
import { type Sight, STAGES, type Stage } from './forecast-sign.ts';
import { FORECAST_RATIOS, FORECAST_WEIGHTS } from './forecast-weights.ts';

/** How long an entry still takes if it lands, in milliseconds. */
export interface LandingInterval {
  readonly kind: number;
  readonly guessMs: number;
  readonly earliestMs: number;
  /** As likely before as after. */
  readonly likelyMs: number;
  readonly latestMs: number;
  readonly stage: Stage;
  /** Whether it rests on enough landings of this very queue; else mainly on what simulated queues took. */
  readonly isCalibrated: boolean;
}

/** Beyond this many builds a guess counts as far: few builds decide what is near, the pace what is far. */
const FAR_BUILDS = 4.5;
/** What lies beyond everything that was seen is taken for that much longer, as a logarithm of a ratio. */
const BEYOND = 0.3;

/** Guess of an entry from what is seen of it, before any learning, and the kind of its situation. */
export function guessOf(
  { stage, signs }: Sight,
  given: { readonly unitMs: number; readonly weights?: readonly number[] },
): { readonly kind: number; readonly guessMs: number } {
  const { unitMs, weights = FORECAST_WEIGHTS[stage] } = given;
  const builds = Math.exp(signs.reduce((sum, sign, at) => sum + sign * (weights[at] ?? 0), 0));
  return { kind: 2 * STAGES.indexOf(stage) + (builds > FAR_BUILDS ? 1 : 0), guessMs: builds * unitMs };
}

/** Answers for one moment; what is read of the memory is read once for each kind. */
export function intervalReader(memory: ForecastMemory, now: number): (seen: Sight, unitMs: number) => LandingInterval {
  const factors = new Map<number, readonly [number, number, number]>();
  return (seen, unitMs) => {
    const { kind, guessMs } = guessOf(seen, { unitMs });
    const known = factors.get(kind) ?? factorsOf(memory, kind, now);
    factors.set(kind, known);
    const [earliest, likely, latest] = known;
    return {
      kind,
      guessMs,
      earliestMs: guessMs * earliest,
      likelyMs: guessMs * likely,
      latestMs: guessMs * latest,
      stage: seen.stage,
      isCalibrated: isCalibrated(memory, kind),
    };
  };
}

/**
 * Quantiles of what it took over the guess: of what simulated queues took, of the queue's own newest landings, and of what was asked and
 * has not landed yet, which counts as at least as long as it waits. Without the last, a queue in which waiting grows
 * would learn from the quick alone.
 */
function factorsOf(memory: ForecastMemory, kind: number, now: number): readonly [number, number, number] {
  const own = memory.kinds[kind];
  const early = own?.early ?? 0;
  const late = own?.late ?? 0;
  const seen = [...(FORECAST_RATIOS[kind] ?? []), ...(own?.ratios ?? [])].map((value) => ({
    value,
    isCensored: false,
  }));
  const open = memory.open
    .filter((asked) => asked.kind === kind && now > asked.at)
    .map(({ at, guessMs }) => ({ value: Math.log((now - at) / guessMs), isCensored: true }));
  const all = [...seen, ...open];
  const beyond = all.reduce((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY) + BEYOND;
  const [low, middle, high] = censoredQuantiles(all, [early, 0.5, 1 - late]);
  return [Math.exp(low ?? beyond), Math.exp(middle ?? beyond), Math.exp(high ?? beyond)];
}

/** Fewer own answers than the simulated ones count for, or fewer landed entries that gave them: not calibrated yet. */
function isCalibrated({ kinds, landings }: ForecastMemory, kind: number): boolean {
  return landings >= MIN_LANDINGS && (kinds[kind]?.ratios.length ?? 0) >= MIN_RATIOS;
}

const MIN_LANDINGS = 20;
const MIN_RATIOS = 40;

/** Middling build of the newest, in milliseconds; `null` = too few ended to tell. */
export function middlingBuild(durations: readonly number[]): number | null {
  if (durations.length < MIN_BUILDS) return null;
  return Math.max(1, quantile(durations, 0.5) ?? 1);
}

const MIN_BUILDS = 3;
