import { reliabilityBins, wilson } from '../../src/statistics/index.ts';
import { brierOf, type Outcome } from './score.ts';

/** Figures of one method over some cases. */
export interface Figures {
  readonly method: string;
  readonly n: number;
  readonly top1: number;
  readonly top1Interval: readonly [number, number];
  readonly top3: number;
  readonly decoys: number;
  readonly abstained: number;
  /** `null` for a method that tells no probabilities. */
  readonly brier: number | null;
}

/** Counts what a method came to; the interval is Wilson's, 95 %. */
export function figuresOf(method: string, outcomes: readonly Outcome[]): Figures {
  const count = (is: (outcome: Outcome) => boolean) => outcomes.filter(is).length;
  const top1 = count(({ isTop1 }) => isTop1);
  const { low, high } = wilson(top1, outcomes.length);
  return {
    method,
    n: outcomes.length,
    top1,
    top1Interval: [low ?? 0, high ?? 1],
    top3: count(({ isTop3 }) => isTop3),
    decoys: count(({ isDecoy }) => isDecoy),
    abstained: count(({ isAbstention }) => isAbstention),
    brier: outcomes.every(({ answer }) => answer.probabilities !== null) ? brierOf(outcomes) : null,
  };
}

/** How often the first answer was right, by how sure it was. */
export function reliabilityOf(outcomes: readonly Outcome[], bins: number) {
  return reliabilityBins(
    {
      scores: outcomes.map(({ answer }) => Math.max(answer.probabilities?.[0] ?? 0, 0)),
      labels: outcomes.map(({ answer, truth }) => (answer.ranked[0] === truth ? 1 : 0)),
    },
    bins,
  );
}

/** A table in Markdown. */
export function tableOf(rows: readonly Figures[]): string {
  const line = ({ method, n, top1, top1Interval: [low, high], top3, decoys, abstained, brier }: Figures) =>
    `| ${method} | ${top1}/${n} (${percent(low)}-${percent(high)} %) | ${top3} | ${decoys} | ${abstained} | ${brier === null ? '-' : brier.toFixed(3)} |`;
  return [
    '| method | first answer right | truth among three | decoy named | abstained | Brier |',
    '|---|---|---|---|---|---|',
    ...rows.map(line),
  ].join('\n');
}

/** Bins in Markdown. */
export function reliabilityTable(bins: ReturnType<typeof reliabilityOf>): string {
  const line = ({ predicted, observed, n }: (typeof bins)[number]) =>
    `| ${predicted.toFixed(2)} | ${observed.toFixed(2)} | ${n} |`;
  return ['| probability of the first answer | right | n |', '|---|---|---|', ...bins.map(line)].join('\n');
}

function percent(share: number): string {
  return (100 * share).toFixed(0);
}
