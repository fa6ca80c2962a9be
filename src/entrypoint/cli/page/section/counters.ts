import type { ReplayReport, Share } from '../../../../contract/index.ts';
import { changesText, countText, minutesText, percentText, rangeText } from '../number-text.ts';
import { harmWords } from './harm-text.ts';

/** The three counters, at the policy as written; the page's script moves them. */
export function countersSection(report: ReplayReport): string {
  const { totals } = report;
  const harm = totals.reverted + totals.fixed;
  return `<section class="counters" aria-label="Counters">
${card({
  id: 'minutes',
  name: 'Senior minutes per week',
  value: minutesText(totals.senior_minutes_per_week),
  detail: budgetText(totals.senior_budget_per_week),
  more: `<p class="detail waiting">≤ <b>${minutesText(totals.delay.hours_per_week)}</b> h of waiting, assumed</p>`,
  track: totals.senior_budget_per_week !== null,
})}
${card({
  id: 'harm',
  name: 'Harm held',
  value: ofText(totals.harm_held),
  detail:
    harm === 0
      ? `No ${harmWords(report).sought} found in ${changesText(report.window.changes)}: nothing to count`
      : shareText(totals.harm_held),
  track: harm > 0,
})}
${card({
  id: 'harmless',
  name: 'Harmless changes held',
  value: ofText(totals.harmless_held),
  detail:
    totals.harmless_held.n === 0 ? 'No change is old enough to be called harmless' : shareText(totals.harmless_held),
  track: totals.harmless_held.n > 0,
})}
</section>
<p id="spoken" class="unseen" role="status"></p>`;
}

function card(given: {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly detail: string;
  readonly track: boolean;
  /** Markup below the detail. */
  readonly more?: string;
}): string {
  const track = given.track
    ? '<div class="track" aria-hidden="true"><i class="range"></i><i class="part"></i></div>'
    : '';
  return `<div class="counter${given.value === NOTHING ? ' nothing' : ''}" id="counter-${given.id}">
<h2>${given.name}</h2>
<p class="value">${given.value}</p>
${track}
<p class="detail">${given.detail}</p>${given.more ?? ''}
<p class="delta" aria-hidden="true">the policy as it is written</p>
</div>`;
}

/** Stands where nothing was counted. */
const NOTHING = '–';

function budgetText(budget: number | null): string {
  return budget === null ? 'The policy states no budget' : `Budget: ${minutesText(budget)} a week`;
}

function ofText(share: Share): string {
  return share.n === 0 ? NOTHING : `${countText(share.count)} <small>of ${countText(share.n)}</small>`;
}

function shareText(share: Share): string {
  return `${percentText(share.share)}, <span>likely ${rangeText(share)}</span>`;
}
