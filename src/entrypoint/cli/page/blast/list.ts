import type { BlastReport } from '../../../../contract/index.ts';
import {
  callWay,
  exposureLines,
  fileReason,
  notAnalysedLines,
  rankLines,
  reversalText,
  tierText,
  wayOf,
} from '../../format/blast-wording.ts';
import { percent } from '../../format/number.ts';
import { plural } from '../../format/wording.ts';
import { escapeHtml, visibleText } from '../escape.ts';

/** Rows that are printed (blast.css hides the others): on paper nobody searches further. */
const ON_PAPER = 60;

/** The ranked files, each with its probability and why. */
export function fileList(report: BlastReport): string {
  const rows = report.files.map(
    (file, index) =>
      `<tr id="file-${index}" class="${file.certainty}"><td><span class="sign" aria-hidden="true"></span>${file.certainty === 'certain' ? '<b>certain</b>' : file.certainty}</td><td class="number">${percent(file.probability)}</td><th scope="row"><code>${safe(file.path)}</code><small>${safe(fileReason(file))}</small></th></tr>`,
  );
  const more =
    report.more_files > 0 ? `<p class="footnote">${plural(report.more_files, 'file')} more ranked below.</p>` : '';
  const paper =
    rows.length > ON_PAPER
      ? `<p class="footnote on-paper">On paper the first ${ON_PAPER}; the page has ${rows.length}.</p>`
      : '';
  const body =
    rows.length === 0
      ? '<p class="none">No file is connected with this change, by imports or by history.</p>'
      : `<div class="scroll" tabindex="0" role="region" aria-labelledby="files-title"><table><thead><tr><th scope="col">How surely</th><th scope="col">Repair</th><th scope="col">File, and why</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>${more}${paper}`;
  const ranked = rankLines(report).map((line) => `<p class="footnote">${safe(`Files are ${line}.`)}</p>`);
  return panel({
    id: 'files',
    title: `Files, most probable first`,
    body: `${body}<p class="footnote">Repair: if this change has to be repaired, how likely the repair touches the file.</p>${ranked.join('')}`,
  });
}

/** The services with the way of calls to each, and who says that the calls exist. */
export function serviceList(report: BlastReport): string {
  const items = report.services.map((service, index) => {
    const way = service.by === 'call' ? `calls it: ${callWay(service)}` : wayOf({ by: service.by, through: 'code' });
    const calls = service.through.map(({ caller, callee, calls_per_minute, sources }) => {
      const rate =
        calls_per_minute === null ? 'how often is not known' : `${Math.round(calls_per_minute)} calls a minute`;
      const said = sources.map(({ origin, place, seen_at }) => {
        return `${origin} ${place}${seen_at === null ? '' : `, seen ${seen_at.slice(0, 'YYYY-MM-DD'.length)}`}`;
      });
      return `<li>${safe(caller)} calls ${safe(callee)}: ${rate}. Said by ${safe(said.join('; ') || 'nobody')}</li>`;
    });
    const owners = service.owners.length === 0 ? 'nobody named as owner' : service.owners.join(', ');
    const more =
      calls.length === 0
        ? ''
        : `<details><summary>${plural(calls.length, 'call')}</summary><ul>${calls.join('')}</ul></details>`;
    return `<li id="service-${index}"><b>${safe(service.id)}</b> <span class="tag-tier">${tierText(service.tier ?? service.inherited_tier)}</span><small>${safe(way)} · ${safe(owners)}</small>${more}</li>`;
  });
  const body =
    items.length === 0
      ? '<p class="none">None is reached, or none is described. Say in <code>firebreak.yaml</code> which paths are a service and whom it calls.</p>'
      : `<ul class="rows">${items.join('')}</ul>`;
  return panel({ id: 'services', title: 'Services', body: `${body}${findings(report)}` });
}

function findings({ findings: all }: BlastReport): string {
  if (all.length === 0) return '';
  const items = all.map(({ message, places }) => `<li>${safe(message)}<small>${safe(places.join(', '))}</small></li>`);
  return `<h3>Where the sources do not agree</h3><ul class="rows">${items.join('')}</ul>`;
}

/** The flows that are reached and what stands behind them, with the sum written out. */
export function flowList(report: BlastReport): string {
  if (report.flows.length === 0) {
    return panel({
      id: 'flows',
      title: 'Critical flows',
      body: '<p class="none">None is reached, or none is described under <code>flows:</code> in <code>firebreak.yaml</code>.</p>',
    });
  }
  const items = report.flows.map(
    (flow, index) =>
      `<li id="flow-${index}"><b>${safe(flow.id)}</b> <span class="tag-tier">${tierText(flow.tier)}</span><small>${safe(wayOf(flow))}</small></li>`,
  );
  const sums = exposureLines(report.exposure).map((line) => `<li>${safe(line)}</li>`);
  const without = report.exposure.flows_without_value;
  const unstated =
    without.length === 0
      ? ''
      : `<p class="footnote">Not in the sum, because nobody states a value: ${safe(without.join(', '))}.</p>`;
  const exposure =
    sums.length === 0
      ? ''
      : `<h3>Behind them, for each minute that they do not work</h3><ul class="rows plain">${sums.join('')}</ul><p class="footnote">What the owners state, added up. No forecast: nobody says that the flows will fail.</p>`;
  return panel({
    id: 'flows',
    title: 'Critical flows',
    body: `<ul class="rows">${items.join('')}</ul>${exposure}${unstated}`,
  });
}

/** Whether it can be undone, and why. */
export function reversalList({ reversal }: BlastReport): string {
  const reasons = reversal.reasons.map(
    ({ answer, text, step }) => `<li><b>${safe(answer)}</b> ${safe(text)}<small>${safe(step)}</small></li>`,
  );
  const automatic = reversal.allows_automatic_rollback
    ? 'A machine may roll it back by itself.'
    : 'No machine should roll it back by itself.';
  return panel({
    id: 'undo',
    title: 'Can it be undone?',
    body: `<p class="answer ${reversal.answer}">${safe(reversalText(reversal))}</p><ul class="rows">${reasons.join('')}</ul><p class="footnote">${automatic}</p>`,
  });
}

/** Destructive and irreversible operations, each with its place, why, and what would be safer. */
export function operationList({ operations }: BlastReport): string {
  const items = operations.map((operation) => {
    const place = operation.line === null ? operation.path : `${operation.path}:${operation.line}`;
    return `<li><b>${safe(operation.what)}</b>${operation.certainty === 'certain' ? '' : ' <span class="tag-tier">possible</span>'}<small><code>${safe(operation.rule)}</code> <code>${safe(place)}</code></small><p>${safe(operation.why)}</p><p><b>Safer:</b> ${safe(operation.safer)}</p></li>`;
  });
  const body =
    items.length === 0
      ? '<p class="none">None was found in what could be read. That is not a promise that there is none.</p>'
      : `<ul class="rows">${items.join('')}</ul>`;
  return panel({ id: 'operations', title: 'Operations that destroy or cannot be taken back', body });
}

/** What this answer does not know. */
export function gapList(report: BlastReport): string {
  const lines = [
    ...report.unread.map(({ path, message }) => `${path}: ${message}`),
    ...notAnalysedLines(report),
    ...(report.rings === null ? ['No import graph could be had.'] : []),
    ...report.limits,
  ];
  const tree = Object.entries(report.not_analysed_in_tree ?? {}).filter(([, count]) => count > 0);
  const whole =
    tree.length === 0
      ? ''
      : `<p class="footnote">In the whole tree: ${tree.map(([kind, count]) => `${safe(kind)} ${count}`).join(', ')}.</p>`;
  const body = lines.length === 0 ? '<p class="none">Nothing was left out.</p>' : items(lines);
  return panel({ id: 'gaps', title: 'What this answer does not know', body: `${body}${whole}` });
}

function items(lines: readonly string[]): string {
  return `<ul class="rows plain">${lines.map((line) => `<li>${safe(line)}</li>`).join('')}</ul>`;
}

function panel(given: { readonly id: string; readonly title: string; readonly body: string }): string {
  return `<section class="panel ${given.id}" aria-labelledby="${given.id}-title"><h2 id="${given.id}-title">${given.title}</h2>${given.body}</section>`;
}

function safe(text: string): string {
  return escapeHtml(visibleText(text));
}
