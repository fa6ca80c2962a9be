import type { ReplayReport } from '../../../../contract/index.ts';
import { REACH_HEAD, reachSentences } from '../../format/index.ts';
import { escapeHtml } from '../escape.ts';

/** What the changes did and reached; nothing where no rule asks for it. */
export function reachSection(report: ReplayReport): string {
  const sentences = reachSentences(report);
  if (sentences.length === 0) return '';
  return `<figure class="risk-check" aria-labelledby="reach-title">
<div class="figure-head"><h2 id="reach-title">${REACH_HEAD}</h2></div>
${sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n')}
</figure>`;
}
