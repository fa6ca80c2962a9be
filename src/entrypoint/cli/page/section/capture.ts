import type { ReplayCapture, Share } from '../../../../contract/index.ts';
import { countText, percentText, rangeText } from '../number-text.ts';

/** How much of the harm ranks high, by risk and by size, whatever the policy; nothing where there is no harm to rank. */
export function captureTable(capture: ReplayCapture): string {
  if (capture.n_harm === 0) return '';
  if (capture.n_harm < capture.minimum_harm) {
    return `<p class="footnote">How well risk and size rank: not enough data, ${countText(capture.n_harm)} harmful of known rank of at least ${capture.minimum_harm}.</p>`;
  }
  const rows = capture.rows.map(
    (row) =>
      `<tr><th scope="row">the highest ${row.gated_percent} %</th><td>${cell(row.by_risk)}</td><td>${cell(row.by_size)}</td></tr>`,
  );
  return `<div class="capture"><table><caption>Caught when the riskiest X % are held</caption>
<thead><tr><th scope="col">Held</th><th scope="col">By risk</th><th scope="col">By size</th></tr></thead>
<tbody>${rows.join('')}</tbody></table>
<p class="footnote">Of ${countText(capture.n_harm)} harmful changes of known rank. ${aucText(capture)}</p></div>`;
}

function cell(share: Share): string {
  if (share.n === 0) return '–';
  return `${percentText(share.share)} <small>${rangeText(share)}</small>`;
}

function aucText({ auc }: ReplayCapture): string {
  if (auc === null) return 'Too few to say how well either ranks.';
  const figures = [
    ['risk', auc.risk],
    ['size', auc.size],
    ['risk among changes of like size', auc.risk_among_like_sizes],
  ] as const;
  const told = figures.flatMap(([by, { value, low, high }]) => {
    const range = low === null || high === null ? '' : ` (${low.toFixed(2)}–${high.toFixed(2)})`;
    return value === null ? [] : [`${by} ${value.toFixed(2)}${range}`];
  });
  return told.length === 0 ? '' : `Area under the curve, 0.50 is a coin: ${told.join(', ')}.`;
}
