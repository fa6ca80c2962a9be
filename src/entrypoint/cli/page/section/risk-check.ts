import type { ReplayReport } from '../../../../contract/index.ts';
import { assistanceSentence, RISK_CHECK_HEAD, reliabilityRows, riskCheckSentences } from '../../format/index.ts';
import { escapeHtml } from '../escape.ts';

/** Whether the risk came true here, and whether assistance made a difference; nothing where no risk was computed. */
export function riskCheckSection(report: ReplayReport): string {
  const sentences = riskCheckSentences(report);
  if (sentences.length === 0) return '';
  const rows = reliabilityRows(report).map(
    ({ said, came, changes }) => `<tr><td>${said}</td><td>${escapeHtml(came)}</td><td>${changes}</td></tr>`,
  );
  const table = `<div class="scroll capture"><table><caption>What was said, and what came true</caption>
<thead><tr><th scope="col">Risk said</th><th scope="col">Came true</th><th scope="col">Changes</th></tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`;
  return `<figure class="risk-check" aria-labelledby="risk-check-title">
<div class="figure-head"><h2 id="risk-check-title">${RISK_CHECK_HEAD}</h2></div>
${sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n')}
${rows.length === 0 ? '' : table}
<p class="footnote">${escapeHtml(assistanceSentence(report))}</p>
</figure>`;
}
