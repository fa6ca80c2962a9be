import { logBeta } from './beta.ts';
import { logMeanExp } from './log-mean.ts';
import { PROOF_OFFSETS } from './ratio-evidence.ts';

/** How many exposures fell to each arm, and the share that was configured for the first. */
export interface SplitCounts {
  readonly treated: number;
  readonly control: number;
  /** Above 0 and below 1. */
  readonly share: number;
}

/**
 * ln of the e-value against "each exposure falls to the treated arm with the configured share" (sample ratio mismatch), valid at every look where
 * exposures are drawn one by one: the likelihood of a share from a beta distribution with mean `share` over that of `share`.
 * Source: M. Lindon and A. Malek (arXiv 2011.03567), Dirichlet mixture with two arms.
 */
export function logSplitEvidence({ treated, control, share }: SplitCounts): number {
  const alpha = CONCENTRATION * share;
  const beta = CONCENTRATION * (1 - share);
  const mixed = logBeta(alpha + treated, beta + control) - logBeta(alpha, beta);
  return mixed - treated * Math.log(share) - control * Math.log1p(-share);
}

/**
 * ln of the e-value against "an exposure has an event with the probability `share` or more": a mixture over 16 smaller probabilities (0.25
 * to 0.95 times), valid at every look where exposures are independent; `phi` >= 1 tempers.
 */
export function logProofOfShare(options: { events: number; exposure: number; share: number; phi: number }): number {
  const { events, exposure, share, phi } = options;
  const quiet = Math.max(0, exposure - events);
  return logMeanExp(
    PROOF_OFFSETS.below.map(
      (offset) => (events * offset + quiet * (Math.log1p(-share * Math.exp(offset)) - Math.log1p(-share))) / phi,
    ),
  );
}

/** Weight of the prior in exposures: deviations of some tenths are looked for. */
const CONCENTRATION = 100;
