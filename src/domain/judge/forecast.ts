import {
  addPair,
  emptyRatioLikelihood,
  logProofAbove,
  logProofBelow,
  type RatioLikelihood,
} from '../../statistics/index.ts';
import { type DispersionLedger, dispersionCurve, placeOf, proofPhi } from './dispersion-ledger.ts';
import type { ProofForecast } from './model.ts';

/** Traffic of one count as it is expected, a minute. */
export interface ExpectedTraffic {
  /** Exposures in each arm; above 0. */
  readonly canaryExposure: number;
  readonly controlExposure: number;
  /** Events in the control; above 0. */
  readonly controlEvents: number;
}

/** How long a stage will take before it starts, if the canary is no worse: "stage 1 needs about N minutes". Most such stages
 * end sooner, for luck may prove it early. */
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
  return forecastProof({ line, limit, proofAt: proofOfCounts({ stage: emptyRatioLikelihood(), traffic, phiAt }) });
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

/** When the proof reaches its line; `null` where it stands there now. */
export function forecastProof({
  line,
  limit,
  proofAt,
}: {
  line: number;
  limit: number;
  proofAt: ProofAt;
}): ProofForecast | null {
  if (proofAt(0, limit) >= line) return null;
  if (proofAt(DAY_MINUTES, limit) < line) {
    return { kind: 'not-in-a-day', limit, provable: provableIn(limit, (other) => proofAt(DAY_MINUTES, other) >= line) };
  }
  let early = 0;
  let late = DAY_MINUTES;
  while (late - early > Math.max(0.25, late * 0.01)) {
    const middle = (early + late) / 2;
    if (proofAt(middle, limit) >= line) late = middle;
    else early = middle;
  }
  return { kind: 'minutes', minutes: Math.max(1, Math.ceil(late)) };
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
