import type { RiskReport } from '../../../contract/index.ts';
import { painter, plain, riskSentence, scannerTexts } from '../format/index.ts';

/** The score, its reasons, and what would lower it. */
export function riskText(options: { readonly report: RiskReport; readonly color: boolean }): string {
  const { report } = options;
  const paint = painter(options.color);
  const { risk } = report;
  const lines = [
    paint.bold(plain(report.change.title)),
    `  ${riskSentence(risk)}`,
    ...risk.factors.map((factor) => `  because  ${plain(factor.text)}`),
    ...scannerTexts(report.scanner).map((text) => `  scanned  ${plain(text)}`),
    ...report.would_lower.map(({ text, points }) => `  lower    ${plain(text)} (−${points.toFixed(1)} points)`),
  ];
  return `${lines.join('\n')}\n`;
}
