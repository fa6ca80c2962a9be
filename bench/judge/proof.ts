import {
  type DispersionLedger,
  dispersionCurve,
  EMPTY_LEDGER,
  forecastStage,
  placeOf,
  proofPhi,
} from '../../src/domain/judge/index.ts';
import { addPair, emptyRatioLikelihood, logProofBelow } from '../../src/statistics/index.ts';
import { ledgersOf } from './errors.ts';
import { ERRORS, pairOf } from './own.ts';
import { type Cell, cellOf } from './table.ts';
import { Chance, type CountWorld, type Minute, minutesOf } from './world.ts';

/** How long it takes to prove a canary below a limit, and how often one at the limit is taken for proved. */
export interface ProofResult {
  readonly traffic: string;
  readonly noise: CountWorld['noise'];
  readonly limit: number;
  /** Of canaries that are no worse: proved within the horizon, at which median minute. */
  readonly proved: Cell;
  /** What was printed before the stage. */
  readonly forecastMinutes: number | null;
  /** Of canaries exactly at the limit. */
  readonly falselySafe: Cell;
}

const HORIZON_MINUTES = 12 * 60;
const SHARE = 0.005;
const PROMOTE_ALPHA = 0.05;
const LIMITS = [1.25, 1.5, 2, 3] as const;
const TRAFFIC = [
  [1_000, 1_000],
  [1_000, 19_000],
  [50, 950],
  [10_000, 10_000],
] as const;

/** Every traffic and limit without noise, and the limit of 2 under each arm's own noise with what was learnt of it. */
export function runProofs({ runs, seed }: { runs: number; seed: number }): readonly ProofResult[] {
  return TRAFFIC.flatMap(([canary, control]) => {
    const world: CountWorld = { canary, control, share: SHARE, noise: 'none', noiseSd: 0.3 };
    const plain = LIMITS.map((limit) => proofResult(world, { limit, ledgers: [EMPTY_LEDGER], runs, seed }));
    const own: CountWorld = { ...world, noise: 'own' };
    return [
      ...plain,
      proofResult(own, { limit: 2, ledgers: ledgersOf({ world: own, metric: ERRORS }, seed), runs, seed }),
    ];
  });
}

interface ProofOptions {
  readonly limit: number;
  readonly ledgers: readonly DispersionLedger[];
  readonly runs: number;
  readonly seed: number;
}

function proofResult(world: CountWorld, options: ProofOptions): ProofResult {
  const { canary, control } = world;
  const { limit, ledgers } = options;
  const forecast = forecastStage({
    metric: ERRORS.name,
    part: null,
    traffic: { canaryExposure: canary, controlExposure: control, controlEvents: control * SHARE },
    limit,
    promoteAlpha: PROMOTE_ALPHA,
    ledger: ledgers[0] ?? EMPTY_LEDGER,
  });
  return {
    traffic: `${canary} v ${control}`,
    noise: world.noise,
    limit,
    proved: provedCell(world, { ...options, ratio: 1 }),
    forecastMinutes: forecast?.kind === 'minutes' ? forecast.minutes : null,
    falselySafe: provedCell(world, { ...options, ratio: limit }),
  };
}

function provedCell(world: CountWorld, { limit, ledgers, runs, seed, ratio }: ProofOptions & { ratio: number }): Cell {
  const chance = new Chance(seed + Math.round(1_000 * ratio * limit));
  const { canary, control } = world;
  const share = canary / (canary + control);
  const place = placeOf({ metric: ERRORS.name, part: null, share, eventsPerMinute: SHARE * (canary + control) });
  const curves = ledgers.map((ledger) => dispersionCurve(ledger, place));
  const stops = Array.from({ length: runs }, (_, run) => {
    const phiAt = curves[run % curves.length] as (typeof curves)[number];
    return provedAt(minutesOf(world, ratio, chance), {
      limit,
      phiAt: (minutes) => proofPhi(phiAt, { minutes, share, limit }),
    });
  });
  return cellOf(stops);
}

function provedAt(
  stream: Generator<Minute, never>,
  { limit, phiAt }: { limit: number; phiAt: (minutes: number) => number },
): number | null {
  let likelihood = emptyRatioLikelihood();
  for (let minute = 1; minute <= HORIZON_MINUTES; minute += 1) {
    likelihood = addPair(likelihood, pairOf(stream.next().value));
    if (logProofBelow(likelihood, { ratio: limit, phi: phiAt(minute) }) >= Math.log(1 / PROMOTE_ALPHA)) return minute;
  }
  return null;
}
