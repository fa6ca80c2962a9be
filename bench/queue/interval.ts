import { measuredCells } from './interval-cell.ts';
import { type IntervalSummary, intervalSummary } from './interval-report.ts';
import { scoreRun } from './interval-score.ts';

/** Measures the landing intervals: every cell that is meant, each with seeds 1 to `seeds`. */
export function measureIntervals(given: {
  readonly data: string;
  readonly seeds: number;
  /** Only cells whose name holds this. */
  readonly cell: string;
  readonly progress: (line: string) => void;
}): IntervalSummary {
  const { data, seeds, cell: named, progress } = given;
  const cells = measuredCells(data).filter(({ name }) => name.includes(named));
  return intervalSummary(
    cells.map((cell, at) => {
      const endless: number[] = [];
      const scored = Array.from({ length: seeds }, (_, place) => place + 1).flatMap((seed) => {
        try {
          return scoreRun(cell.make(seed), seed);
        } catch (error) {
          progress(String(error));
          endless.push(seed);
          return [];
        }
      });
      progress(`${at + 1}/${cells.length} ${cell.name}: ${scored.length} answers`);
      return { cell, scored, endless };
    }),
  );
}
