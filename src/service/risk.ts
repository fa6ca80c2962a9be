import type { RiskReport } from '../contract/index.ts';
import type { JudgedProposal } from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import { riskOf } from './factor.ts';
import { scannerSummaryOf } from './scanner.ts';

/** The contract's risk report of one judged change. */
export function riskReportOf({ assessment }: JudgedProposal): RiskReport {
  const { change, reliefs } = assessment;
  return {
    schema: 'firebreak.risk/v1',
    change: { id: printable(change.id), title: printable(change.title) },
    risk: riskOf(assessment),
    scanner: scannerSummaryOf(assessment),
    would_lower: reliefs.map(({ text, points }) => ({ text, points })),
  };
}
