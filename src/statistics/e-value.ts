import { logMeanExp } from './log-mean.ts';

/** ln of the mean of e-values given as logarithms: an e-value too, however they depend on one another; 0 (no evidence) of none. */
export function averagedEvidence(logs: readonly number[]): number {
  return logs.length === 0 ? 0 : logMeanExp(logs);
}

/**
 * Which of several e-values (as logarithms) are discoveries, so that in the mean at most `level` of those named are false, however
 * they depend on one another; ascending indices. Source: R. Wang and A. Ramdas, False discovery rate control with e-values
 * (arXiv 2009.02824), e-BH.
 */
export function discoveries(logs: readonly number[], level: number): number[] {
  const order = [...logs.keys()].sort((one, other) => (logs[other] as number) - (logs[one] as number));
  let named = 0;
  for (const [rank, index] of order.entries()) {
    if ((logs[index] as number) >= Math.log(logs.length / (level * (rank + 1)))) named = rank + 1;
  }
  return order.slice(0, named).sort((one, other) => one - other);
}
