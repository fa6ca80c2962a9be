import {
  addPair,
  emptyRatioLikelihood,
  logProofAbove,
  logProofBelow,
  normalCumulative,
  type RatioLikelihood,
} from '../../statistics/index.ts';
import { type DispersionLedger, dispersionCurve, PROOF_LEAST_MINUTES, placeOf, proofPhi } from './dispersion-ledger.ts';
import type { ProofForecast } from './model.ts';

/** Traffic of one count as it is expected, a minute. */
export interface ExpectedTraffic {
  /** Exposures in each arm; above 0. */
  readonly canaryExposure: number;
  readonly controlExposure: number;
  /** Events in the control; above 0. */
  readonly controlEvents: number;
}

/** How long a stage will take before it starts, if the canary is no worse: "stage 1 needs about N minutes". Half of such stages end sooner. */
export function forecastStage(options: {
  metric: string;
  part: string | null;
  traffic: ExpectedTraffic;
  /** The ratio to rule out: above 1 where more is worse, below 1 where fewer is. */
  limit: number;
  promoteAlpha: number;
  ledger: DispersionLedger;
}): ProofForecast | null {
  const { metric, part, traffic, limit, promoteAlpha, ledger } = options;
  const line = Math.log(1 / promoteAlpha);
  const phiAt = phiOver({ metric, part, traffic, ledger });
  const proofAt = proofOfCounts({ stage: emptyRatioLikelihood(), traffic, phiAt });
  return forecastProof({ line, limit, proofAt, phi: phiAt(PROOF_LEAST_MINUTES, limit) });
}

/** ln of the proof against a limit after so many more minutes. */
export type ProofAt = (minutes: number, limit: number) => number;

/** What the proof of a count is expected to be, if its rate is the control's from now on. */
export function proofOfCounts(options: {
  stage: RatioLikelihood;
  traffic: ExpectedTraffic;
  phiAt: (minutes: number, limit: number) => number;
}): ProofAt {
  const { stage, traffic, phiAt } = options;
  const { canaryExposure, controlExposure, controlEvents } = traffic;
  return (minutes, limit) => {
    const likelihood = addPair(stage, {
      treated: (controlEvents * minutes * canaryExposure) / controlExposure,
      control: controlEvents * minutes,
      treatedExposure: canaryExposure,
      controlExposure,
    });
    const hypothesis = { ratio: limit, phi: phiAt(minutes, limit) };
    return limit > 1 ? logProofBelow(likelihood, hypothesis) : logProofAbove(likelihood, hypothesis);
  };
}

/** When half of the proofs have reached their line; `null` where it stands there now. */
export function forecastProof({
  line,
  limit,
  proofAt,
  phi,
}: {
  line: number;
  limit: number;
  proofAt: ProofAt;
  /** Dispersion of what is counted. */
  phi: number;
}): ProofForecast | null {
  const now = proofAt(0, limit);
  if (now >= line) return null;
  const part = medianPart(line - now);
  // Noise that lasts gives fewer chances of an early arrival.
  const half = now + (part + ((1 - part) / 2) * (1 - 1 / phi)) * (line - now);
  if (proofAt(DAY_MINUTES, limit) < half) {
    return { kind: 'not-in-a-day', limit, provable: provableIn(limit, (other) => proofAt(DAY_MINUTES, other) >= half) };
  }
  let early = 0;
  let late = DAY_MINUTES;
  while (late - early > Math.max(0.25, late * 0.01)) {
    const middle = (early + late) / 2;
    if (proofAt(middle, limit) >= half) late = middle;
    else early = middle;
  }
  return { kind: 'minutes', minutes: Math.max(1, Math.ceil(late)) };
}

/**
 * How much of the way the expected proof has gone when half of the proofs have arrived: a proof goes up and down on its way, and the first time at the
 * line counts. A log-likelihood ratio that rises by `way` scatters by a variance of twice that, so its first passage is an inverse Gaussian
 * of mean `way` and shape `way` squared over 2.
 */
function medianPart(way: number): number {
  const arrived = (part: number): number => {
    const root = Math.sqrt(way / (2 * part));
    return normalCumulative((part - 1) * root) + Math.exp(way) * normalCumulative(-(part + 1) * root);
  };
  let low = 0.01;
  let high = 1;
  for (let step = 0; step < 30; step += 1) {
    const middle = (low + high) / 2;
    if (arrived(middle) >= 0.5) high = middle;
    else low = middle;
  }
  return high;
}

const DAY_MINUTES = 24 * 60;
/** Limits are told in steps of a twentieth. */
const STEPS_OF_ONE = 20;
/** Nobody ships five times the errors, or a fifth of the orders. */
const LOOSEST = { above: 5, below: 0.2 };

/** The tightest limit looser than `limit` that can be proved; a looser one is proved sooner, so halving finds it. */
function provableIn(limit: number, isProvable: (limit: number) => boolean): number | null {
  const isAbove = limit > 1;
  const direction = isAbove ? 1 : -1;
  const first = isAbove ? Math.ceil(limit * STEPS_OF_ONE) : Math.floor(limit * STEPS_OF_ONE);
  const steps = Math.abs((isAbove ? LOOSEST.above : LOOSEST.below) * STEPS_OF_ONE - first);
  const at = (step: number) => (first + direction * step) / STEPS_OF_ONE;
  if (!isProvable(at(Math.round(steps)))) return null;
  let short = -1;
  let enough = Math.round(steps);
  while (enough - short > 1) {
    const middle = Math.floor((short + enough) / 2);
    if (isProvable(at(middle))) enough = middle;
    else short = middle;
  }
  return at(enough);
}

function phiOver(options: {
  metric: string;
  part: string | null;
  traffic: ExpectedTraffic;
  ledger: DispersionLedger;
}): (minutes: number, limit: number) => number {
  const { metric, part, traffic, ledger } = options;
  const { canaryExposure, controlExposure, controlEvents } = traffic;
  const share = canaryExposure / (canaryExposure + controlExposure);
  const place = placeOf({ metric, part, share, eventsPerMinute: controlEvents / (1 - share) });
  const curve = dispersionCurve(ledger, place);
  return (minutes, limit) => proofPhi(curve, { minutes, share, limit });
}
