import type { WeeklyReport, WeeklySentence, WeeklyTrend } from '../../../contract/index.ts';
import { text as baseStyle } from './base.css?bundle';
import { htmlDocument } from './document.ts';
import { escapeHtml, visibleText } from './escape.ts';
import { text as style } from './weekly.css?bundle';

/** Services of the table; two pages hold no more, and the JSON has all. */
const MAX_SERVICES = 8;
const MAX_INCIDENTS = 3;
const MAX_ROWS = 6;

/**
 * The weekly review as one HTML file that needs nothing else: two pages of A4 when it is printed. What went wrong on the first, figures and
 * decisions on the second; numbers behind sentences name their sources below.
 */
export function weeklyPage(report: WeeklyReport): string {
  const { review } = report;
  const notes = new SourceNotes();
  const body = `<main>
<header><h1>Operations review ${review.week}</h1>
<p>${day(review.from)} to ${day(new Date(Date.parse(review.to) - 1).toISOString())} (UTC) · ${review.repositories.map(show).join(', ')} · ${report.state === 'frozen' ? `frozen ${moment(report.frozen_at)}` : 'draft: outcomes may still come in'} · nothing after ${moment(review.cut_off)} is known here</p></header>
<section><h2>How did we do?</h2>
${said(review.headline, notes)}
<div class="charts">${chart('Incidents a week', review.trends.incidents, false)}${chart('Changes repaired within 14 days', review.trends.repairs, true)}${chart('Deployments that failed', review.trends.failures, true)}</div></section>
<section><h2>What went wrong?</h2>
${incidents(report, notes)}
</section>
<div class="two">
${list('Risk that somebody took on', review.accepted, notes, 'Nobody went past a rule.')}
${overdue(report)}
${list('Open disputes', review.disputes, notes, 'Nobody differs.')}
</div>
<section class="second"><h2>What did delivery cost?</h2>
${services(report)}
${said(review.delivery.filter((each) => !isInTable(each)).slice(0, 2 * MAX_ROWS), notes)}</section>
<section><h2>With AI and without</h2>
${said(review.cohorts, notes)}</section>
${escapes(report)}
<section><h2>What will we do?</h2>
${wheel(report)}
${decisions(report)}</section>
<footer>
<p>${completeness(report)}</p>
${review.notes.map((note) => `<p>${show(note)}</p>`).join('\n')}
<p>Sources: ${notes.text()}. Events are places in the log. Document <code>${escapeHtml(report.digest)}</code>, definitions <code>${escapeHtml(review.metrics.definitions_digest)}</code>.</p>
</footer>
</main>`;
  return htmlDocument({ title: `Operations review ${review.week}`, style: `${baseStyle}\n${style}`, script: '', body });
}

/** Numbers sources in the order in which they first appear. */
class SourceNotes {
  readonly #known = new Map<string, number>();

  of(sources: WeeklySentence['sources']): string {
    return sources.map((source) => this.#numberOf(nameOf(source))).join(' ');
  }

  text(): string {
    return [...this.#known].map(([name, number]) => `${number} ${show(name)}`).join('; ');
  }

  #numberOf(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.#known.set(name, this.#known.size + 1);
    return this.#known.size;
  }
}

function nameOf(source: WeeklySentence['sources'][number]): string {
  switch (source.kind) {
    case 'event':
      return `event ${source.position}`;
    case 'page':
      return source.path;
    case 'figure':
      return `rule ${source.rule}`;
  }
}

function said(sentences: readonly WeeklySentence[], notes: SourceNotes): string {
  const items = sentences.map(({ text, sources }) => `<li>${show(text)} <sup>${notes.of(sources)}</sup></li>`);
  return `<ul class="said">${items.join('\n')}</ul>`;
}

/** The table above says it already. */
function isInTable({ sources }: WeeklySentence): boolean {
  return sources.some((source) => source.kind === 'figure' && source.rule === 'change-fail/1');
}

function list(title: string, sentences: readonly WeeklySentence[], notes: SourceNotes, none: string): string {
  const more = sentences.length > MAX_ROWS ? `<p>and ${sentences.length - MAX_ROWS} more</p>` : '';
  const inside = sentences.length === 0 ? `<p>${none}</p>` : `${said(sentences.slice(0, MAX_ROWS), notes)}${more}`;
  return `<section><h2>${title}</h2>${inside}</section>`;
}

function incidents({ review }: WeeklyReport, notes: SourceNotes): string {
  const told = review.incidents.slice(0, MAX_INCIDENTS);
  const left = review.incidents.length - told.length + review.more_incidents;
  if (told.length === 0) return '<p>No incident of this week is recorded.</p>';
  return `${told
    .map(
      ({ id, title, severity, state, sentences }) =>
        `<div class="incident"><h3>${escapeHtml(id)} · Sev-${severity} · ${show(title)} · ${state}</h3>${said(sentences, notes)}</div>`,
    )
    .join('\n')}${left > 0 ? `<p>and ${left} more</p>` : ''}`;
}

function overdue({ review }: WeeklyReport): string {
  const rows = review.overdue.slice(0, MAX_ROWS);
  const items = rows.map(
    ({ incident, text, owner, due, kind }) =>
      `<li>${escapeHtml(incident)}: ${show(text)} (${kind}), ${show(owner)}, due ${day(due)}</li>`,
  );
  const more = review.overdue.length > rows.length ? `<li>and ${review.overdue.length - rows.length} more</li>` : '';
  return `<section><h2>Overdue actions</h2>${rows.length === 0 ? '<p>None.</p>' : `<ul class="said">${items.join('')}${more}</ul>`}</section>`;
}

function services({ review }: WeeklyReport): string {
  const all = review.metrics.services;
  if (all.length === 0) return '';
  const shown = [...all].sort((a, b) => b.frequency.count - a.frequency.count).slice(0, MAX_SERVICES);
  const rows = shown.map(
    ({ service, frequency, lead_time: lead, change_fail: fail, recovery, rework }) =>
      `<tr><td>${show(service)}</td><td>${frequency.count}, ${short(frequency.per_week)} a week</td><td>${hours(lead.median.value)}</td><td>${share(fail)}</td><td>${hours(recovery.median.value)} of ${recovery.ended + recovery.lasting}</td><td>${share(rework)}</td></tr>`,
  );
  const more = all.length > shown.length ? `<p>${all.length - shown.length} more services: see the server.</p>` : '';
  return `<table><thead><tr><th>Twelve weeks, by service</th><th>Deployments</th><th>Lead time, half</th><th>Change fail rate (95 %)</th><th>Recovery, half</th><th>Rework (95 %)</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>${more}`;
}

function escapes({ review }: WeeklyReport): string {
  const rows = review.metrics.escapes.map(
    ({ tier, escaped }) =>
      `<tr><td>${tier === null ? 'no tier known' : `Tier ${tier}`}</td><td>${share(escaped)}</td></tr>`,
  );
  if (rows.length === 0) return '';
  return `<section><h2>What escaped, by tier (twelve weeks)</h2><table class="small"><thead><tr><th>Tier</th><th>Needed repair (95 %)</th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

function wheel({ review, spun }: WeeklyReport): string {
  const { drawn, candidates, seed } = spun ?? review.wheel;
  if (drawn === null) return '<p>The wheel has nobody to draw: no service is known.</p>';
  return `<p>The wheel ${spun === null ? 'would draw' : 'drew'} <strong>${show(drawn)}</strong> of ${candidates.length} to walk through its dashboard (seed <code>${escapeHtml(seed.slice(0, 23))}</code>).</p>`;
}

function decisions({ decisions: taken }: WeeklyReport): string {
  if (taken.length === 0)
    return '<p>Decisions, each with an owner and a day: ____________________________________________________</p>';
  const rows = taken.map(
    ({ id, text, owner, due, state, overdue: late }) =>
      `<tr><td>${id} ${show(text)}</td><td>${show(owner)}</td><td>${day(due)}</td><td>${late ? 'overdue' : state}</td></tr>`,
  );
  return `<table><thead><tr><th>Decision</th><th>Owner</th><th>Due</th><th>State</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function completeness({ review }: WeeklyReport): string {
  const known = review.metrics.completeness;
  const part = (name: string, { numerator, denominator }: typeof known.outcomes_known) =>
    denominator === 0 ? [] : [`${name} of ${numerator} of ${denominator}`];
  const parts = [
    ...part('outcomes', known.outcomes_known),
    ...part('who or what wrote it', known.provenance_known),
    ...part('what deployments brought', known.deployments_linked),
    ...part('causes', known.incidents_judged),
  ];
  return `Known in twelve weeks: ${parts.length === 0 ? 'nothing' : parts.join(', ')}. Shares with 95 % intervals; no figure is of a person.`;
}

const WIDTH = 220;
const HEIGHT = 74;
const LEFT = 26;
const BOTTOM = 12;

/** A control chart: the weeks' points, their limits as a band, the usual as a dashed line; a signal is a ring. */
function chart(title: string, trend: WeeklyTrend, isShare: boolean): string {
  const { points, centre } = trend;
  const known = points.flatMap(({ value, high }) => [value ?? 0, high ?? 0]);
  const top = Math.max(isShare ? 0.02 : 2, ...known);
  const x = (at: number) => LEFT + ((at + 0.5) * (WIDTH - LEFT)) / points.length;
  const y = (value: number) => 4 + (1 - value / top) * (HEIGHT - BOTTOM - 4);
  const half = (WIDTH - LEFT) / points.length / 2;
  const bands = points.map(({ low, high }, at) =>
    low === null || high === null
      ? ''
      : `<rect class="band" x="${fix(x(at) - half)}" y="${fix(y(high))}" width="${fix(2 * half)}" height="${fix(Math.max(0.5, y(low) - y(high)))}"/>`,
  );
  const told = points.flatMap(({ value, signal }, at) => (value === null ? [] : [{ at, value, signal }]));
  const path = told.map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${fix(x(at))} ${fix(y(value))}`).join('');
  const dots = told.map(
    ({ at, value, signal }) =>
      `<circle class="dot${signal ? ' signal' : ''}" cx="${fix(x(at))}" cy="${fix(y(value))}" r="${signal ? 3.4 : 2}"/>`,
  );
  const last = points.findLast(({ value }) => value !== null) ?? points.at(-1);
  const word =
    last?.signal === true ? 'signal' : last === undefined || last.low === null ? 'no limits yet' : 'no signal';
  const line =
    centre === null
      ? ''
      : `<line class="centre" x1="${LEFT}" x2="${WIDTH}" y1="${fix(y(centre))}" y2="${fix(y(centre))}"/>`;
  const label = isShare ? percent : (value: number) => String(Math.round(value));
  return `<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: ${word}">${bands.join('')}${line}<path class="path" d="${path}"/>${dots.join('')}<text x="0" y="11">${label(top)}</text><text x="0" y="${HEIGHT - BOTTOM}">0</text><text x="${LEFT}" y="${HEIGHT - 1}">${day(points[0]?.from ?? '').slice(5)}</text><text x="${WIDTH}" y="${HEIGHT - 1}" text-anchor="end">${day(points.at(-1)?.from ?? '').slice(5)}</text></svg><figcaption>${title}: ${word}</figcaption></figure>`;
}

function share({
  numerator,
  denominator,
  share: value,
  low,
  high,
}: WeeklyReport['review']['metrics']['repairs']): string {
  if (value === null || low === null || high === null) return 'none to count';
  return `${numerator} of ${denominator}, ${percent(value)} (${percent(low).replace(' %', '')}–${percent(high)})`;
}

function percent(value: number): string {
  const points = 100 * value;
  return `${points === 0 || points >= 10 ? Math.round(points) : Number(points.toPrecision(2))} %`;
}

function hours(value: number | null): string {
  if (value === null) return '–';
  if (value < 1) return `${Math.round(value * 60)} min`;
  return value < 48 ? `${short(value)} h` : `${short(value / 24)} d`;
}

function short(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

function fix(value: number): string {
  return value.toFixed(1);
}

function day(iso: string): string {
  return iso.slice(0, 10);
}

function moment(iso: string | null): string {
  return iso === null ? '' : `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

function show(text: string): string {
  return escapeHtml(visibleText(text));
}
