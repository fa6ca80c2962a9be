import type { BlastReport } from '../../../../contract/index.ts';
import { tierText } from '../../format/blast-wording.ts';
import { plural } from '../../format/wording.ts';
import { escapeHtml, visibleText } from '../escape.ts';
import { countText } from '../number-text.ts';
import { MARK } from '../section/intro.ts';

/** Name, and the three answers: what it reaches, what stands behind it, whether it can be undone. */
export function blastHead(report: BlastReport): string {
  const title = safe(report.change.title || report.change.id);
  const id = report.change.title === '' ? '' : ` <code>${safe(report.change.id)}</code>`;
  return `<header>
<div class="masthead">
<p class="brand">${MARK}<b>Firebreak</b> blast radius</p>
<button type="button" id="theme" class="quiet" hidden>Dark</button>
</div>
<h1><bdi>${title}</bdi></h1>
<p class="lede">${plural(report.change.files.length, 'file')} changed${id}. Here is what the change can reach, how surely, and whether it can be undone.</p>
</header>
<section class="counters" aria-label="Answers">
${card({ id: 'reach', name: 'Reach', value: reachValue(report), detail: reachDetail(report) })}
${card({ id: 'behind', name: 'Behind it', value: behindValue(report), detail: behindDetail(report) })}
${card({ id: 'undo', name: 'Can it be undone?', ...undo(report) })}
</section>`;
}

function card(given: {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly detail: string;
}): string {
  return `<section class="counter" id="counter-${given.id}"><h2>${given.name}</h2><p class="value">${given.value}</p><p class="detail">${given.detail}</p></section>`;
}

/** The first ring counts every file that is certain; the list names only the most probable ones. */
function reachValue({ files, rings }: BlastReport): string {
  const count = (certainty: string) => files.filter((file) => file.certainty === certainty).length;
  const certain = Math.max(count('certain'), rings?.find(({ hops }) => hops === 1)?.files ?? 0);
  return `${countText(certain)} <small>certain</small> ${countText(count('likely'))} <small>likely</small>`;
}

function reachDetail({ rings, packages }: BlastReport): string {
  if (rings === null) return 'No import graph could be had: files by history alone.';
  const all = rings.reduce((sum, { files }) => sum + files, 0);
  return `${plural(all, 'file')} in ${plural(packages.length, 'package')} use what changed, within ${plural(rings.at(-1)?.hops ?? 0, 'hop')}`;
}

function behindValue({ exposure, tier }: BlastReport): string {
  const sums = exposure.money.map(
    (sum) => `${safe(sum.currency)} ${countText(sum.per_minute)} <small>a minute</small>`,
  );
  return sums.length === 0 ? tierText(tier) : sums.join('<br>');
}

function behindDetail({ services, flows, exposure, tier }: BlastReport): string {
  const others = services.filter(({ by }) => by !== 'change').length;
  const parts = [
    ...(exposure.money.length === 0 ? [] : [tierText(tier)]),
    `${plural(services.length - others, 'service')} changed, ${countText(others)} more reached`,
    plural(flows.length, 'critical flow'),
  ];
  return parts.join(' · ');
}

function undo({ reversal, operations }: BlastReport): { readonly value: string; readonly detail: string } {
  const value = { yes: 'Yes', 'with-conditions': 'With conditions', no: 'No', unknown: 'Not known' }[reversal.answer];
  const found =
    operations.length === 0 ? 'no dangerous operation found' : plural(operations.length, 'dangerous operation');
  return { value: `<span class="answer ${reversal.answer}">${value}</span>`, detail: found };
}

function safe(text: string): string {
  return escapeHtml(visibleText(text));
}
