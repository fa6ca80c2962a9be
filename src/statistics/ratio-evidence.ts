import { logMeanExp, spaced } from './log-mean.ts';
import { logLikelihoodAt, type RatioLikelihood } from './ratio-likelihood.ts';

/** What evidence is asked against. */
export interface RatioHypothesis {
  /** The ratio at the edge of the null hypothesis. */
  readonly ratio: number;
  /** Dispersion, >= 1: each log-likelihood ratio is divided by it, inside the mixture. */
  readonly phi: number;
}

/**
 * ln of the e-value against "the ratio is at most `ratio`": a mixture over 24 greater ratios (1.1 to 20 times). At every look, the chance
 * that it ever reaches ln(1/alpha) is at most alpha where counts scatter as counts do (Ville's inequality); a power 1/phi keeps
 * that (Jensen's inequality), and is measured, not proved, where they scatter more.
 */
export function logEvidenceAbove(likelihood: RatioLikelihood, hypothesis: RatioHypothesis): number {
  return mixture(likelihood, hypothesis, ABOVE);
}

/** The same downwards, against "the ratio is at least `ratio`": 24 smaller ratios (0.05 to 0.95 times). */
export function logEvidenceBelow(likelihood: RatioLikelihood, hypothesis: RatioHypothesis): number {
  return mixture(likelihood, hypothesis, BELOW);
}

/**
 * ln of the e-value against "the ratio is `ratio` or more" for a ratio that was set as the limit: a mixture over 16 ratios below it
 * (0.25 to 0.95 times), closer to it than {@link logEvidenceBelow} looks.
 */
export function logProofBelow(likelihood: RatioLikelihood, hypothesis: RatioHypothesis): number {
  return mixture(likelihood, hypothesis, PROOF_BELOW);
}

/** The same upwards: against "the ratio is `ratio` or less". */
export function logProofAbove(likelihood: RatioLikelihood, hypothesis: RatioHypothesis): number {
  return mixture(likelihood, hypothesis, PROOF_ABOVE);
}

/** Logarithms of the ratios of each mixture, relative to the edge. */
const ABOVE = spaced(Math.log(1.1), Math.log(20), 24);
const BELOW = spaced(Math.log(0.05), Math.log(0.95), 24);
const PROOF_BELOW = spaced(Math.log(0.25), Math.log(0.95), 16);
const PROOF_ABOVE = PROOF_BELOW.map((log) => -log).reverse();
/** Logarithms of proof mixtures, for whoever computes what to expect of them. */
export const PROOF_OFFSETS: { readonly below: readonly number[]; readonly above: readonly number[] } = {
  below: PROOF_BELOW,
  above: PROOF_ABOVE,
};

function mixture(likelihood: RatioLikelihood, { ratio, phi }: RatioHypothesis, offsets: readonly number[]): number {
  if (!(ratio > 0 && phi >= 1))
    throw new RangeError(`a ratio above 0 and a dispersion of at least 1: ${ratio}, ${phi}`);
  const edge = Math.log(ratio);
  const base = logLikelihoodAt(likelihood, edge);
  return logMeanExp(offsets.map((offset) => (logLikelihoodAt(likelihood, edge + offset) - base) / phi));
}
