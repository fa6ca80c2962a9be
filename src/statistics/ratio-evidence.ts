import { logMeanExp, spaced } from './log-mean.ts';
import { logLikelihoodAt, type RatioLikelihood } from './ratio-likelihood.ts';

/** What evidence is asked against. */
export interface RatioHypothesis {
  /** The ratio at the edge of the null hypothesis. */
  readonly ratio: number;
  /** Dispersion, >= 1: each log-likelihood ratio is divided by it, inside the mixture. */
  readonly phi: number;
}

/** Ratios that are looked for, and how much each weighs: evidence is their weighted mean, an e-value whatever the weights are. */
export interface RatioMixture {
  /** Logarithms of the ratios, relative to the edge; all on one side of it. */
  readonly offsets: readonly number[];
  /** Logarithms of weights that add up to 1. */
  readonly logWeights: readonly number[];
}

/**
 * ln of the e-value against "the ratio is at most `ratio`": a mixture over 24 greater ratios (1.15 to 20 times). At every look, the chance
 * that it ever reaches ln(1/alpha) is at most alpha where counts scatter as counts do (Ville's inequality); a power 1/phi keeps
 * that (Jensen's inequality), and is measured, not proved, where they scatter more.
 */
export function logEvidenceAbove(
  likelihood: RatioLikelihood,
  hypothesis: RatioHypothesis,
  mixture: RatioMixture = HARM_ABOVE,
): number {
  return mixed(likelihood, hypothesis, mixture);
}

/** The same downwards, against "the ratio is at least `ratio`": 24 smaller ratios (0.05 to 0.93 times). */
export function logEvidenceBelow(
  likelihood: RatioLikelihood,
  hypothesis: RatioHypothesis,
  mixture: RatioMixture = HARM_BELOW,
): number {
  return mixed(likelihood, hypothesis, mixture);
}

/**
 * ln of the e-value against "the ratio is `ratio` or more" for a ratio that was set as the limit: a mixture over 16 ratios below it
 * (0.25 to 0.95 times) and, with as much weight, over three about 1, where a canary that is no worse lies.
 */
export function logProofBelow(
  likelihood: RatioLikelihood,
  hypothesis: RatioHypothesis,
  mixture: RatioMixture = proofMixture(PROOF_BELOW, hypothesis.ratio),
): number {
  return mixed(likelihood, hypothesis, mixture);
}

/** The same upwards: against "the ratio is `ratio` or less". */
export function logProofAbove(
  likelihood: RatioLikelihood,
  hypothesis: RatioHypothesis,
  mixture: RatioMixture = proofMixture(PROOF_ABOVE, hypothesis.ratio),
): number {
  return mixed(likelihood, hypothesis, mixture);
}

/** Great harm shows in a minute whatever it weighs; moderate harm needs the weight. As many small ratios would cost it a third. */
const MODERATE = { ratio: 1.4, logScale: 0.8, smallPart: 0.25 };
/** Fewer orders are mostly some fewer. */
const DROP_LOG_SCALE = 0.4;
const PROOF_BELOW = spaced(Math.log(0.25), Math.log(0.95), 16);
const PROOF_ABOVE = PROOF_BELOW.map((log) => -log).reverse();
/** Of the way from the limit to 1: what is proved of a canary is rarely exactly 1. */
const ABOUT_ONE = [0.75, 1, 1.25];

const HARM_ABOVE = weighted(spaced(Math.log(1.15), Math.log(20), 24), (log) => {
  const bell = Math.exp(-((log / MODERATE.logScale) ** 2) / 2);
  return log < Math.log(MODERATE.ratio) - 0.01 ? MODERATE.smallPart * bell : bell;
});
const HARM_BELOW = weighted(spaced(Math.log(0.05), Math.log(0.93), 24), (log) => Math.exp(log / DROP_LOG_SCALE));

/** Mixtures as they were published, all ratios alike, to compare with. */
export const EVEN_MIXTURES: Readonly<Record<'above' | 'below' | 'proofBelow', RatioMixture>> = {
  above: weighted(spaced(Math.log(1.1), Math.log(20), 24), () => 1),
  below: weighted(spaced(Math.log(0.05), Math.log(0.95), 24), () => 1),
  proofBelow: weighted(PROOF_BELOW, () => 1),
};

/** Logarithms of ratios of proofs, for whoever proves something else below a limit. */
export const PROOF_OFFSETS: { readonly below: readonly number[]; readonly above: readonly number[] } = {
  below: PROOF_BELOW,
  above: PROOF_ABOVE,
};

function weighted(offsets: readonly number[], weightOf: (log: number) => number): RatioMixture {
  const weights = offsets.map(weightOf);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return { offsets, logWeights: weights.map((weight) => Math.log(weight / all)) };
}

function proofMixture(far: readonly number[], limit: number): RatioMixture {
  const near = ABOUT_ONE.map((part) => -Math.log(limit) * part);
  return {
    offsets: [...far, ...near],
    logWeights: [...far.map(() => Math.log(0.5 / far.length)), ...near.map(() => Math.log(0.5 / near.length))],
  };
}

function mixed(likelihood: RatioLikelihood, { ratio, phi }: RatioHypothesis, mixture: RatioMixture): number {
  if (!(ratio > 0 && phi >= 1))
    throw new RangeError(`a ratio above 0 and a dispersion of at least 1: ${ratio}, ${phi}`);
  const { offsets, logWeights } = mixture;
  const edge = Math.log(ratio);
  const base = logLikelihoodAt(likelihood, edge);
  const logs = offsets.map(
    (offset, at) => (logLikelihoodAt(likelihood, edge + offset) - base) / phi + (logWeights[at] as number),
  );
  return logMeanExp(logs) + Math.log(logs.length);
}
