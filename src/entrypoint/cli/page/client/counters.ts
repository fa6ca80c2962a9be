import { AS_WRITTEN, type Counted, type Counters, countersOf, OFF, type Settings } from '../model.ts';
import { changesText, countText, minutesText, ordinal, percentText, rangeText } from '../number-text.ts';
import { find, html } from './dom.ts';
import type { Store } from './state.ts';

/** A screen reader is told the figures once the handle has rested this long. */
const SPEAK_AFTER_MS = 700;

const SAME = 'the policy as it is written';

/** Keeps the three counters at what the settings give. */
export function startCounters(store: Store): void {
  const { data, dots } = store;
  const written = countersOf(dots, AS_WRITTEN, data.weeks);
  let last: unknown = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.onChange(({ settings }) => {
    if (settings === last) return;
    const first = last === null;
    last = settings;
    const now = countersOf(dots, settings, data.weeks);
    showMinutes(now, written, data.budget);
    showWaiting((now.waiting * data.waitHours) / data.weeks);
    showShare('harm', now.harm, written.harm);
    showShare('harmless', now.harmless, written.harmless);
    if (first) return;
    clearTimeout(timer);
    timer = setTimeout(() => speak(now, settings), SPEAK_AFTER_MS);
  });
}

function showMinutes(now: Counters, written: Counters, budget: number | null): void {
  const card = find('counter-minutes');
  if (card === null) return;
  set(card, '.value', minutesText(now.minutesPerWeek));
  const change = now.minutesPerWeek - written.minutesPerWeek;
  const same = minutesText(now.minutesPerWeek) === minutesText(written.minutesPerWeek);
  set(
    card,
    '.delta',
    same ? SAME : `${change > 0 ? '+' : '−'}${minutesText(Math.abs(change))} against the policy as written`,
  );
  if (budget === null) return;
  const over = now.minutesPerWeek > budget;
  card.classList.toggle('over', over);
  set(
    card,
    '.detail',
    over ? `Over the budget of ${minutesText(budget)} a week` : `Budget: ${minutesText(budget)} a week`,
  );
  const scale = Math.max(budget * 1.25, now.minutesPerWeek);
  track(card, { low: 0, high: budget / scale, part: now.minutesPerWeek / scale });
}

function showWaiting(hoursPerWeek: number): void {
  const card = find('counter-minutes');
  if (card !== null) set(card, '.waiting b', minutesText(hoursPerWeek));
}

function showShare(id: string, now: Counted, written: Counted): void {
  const card = find(`counter-${id}`);
  if (card === null || now.n === 0) return;
  card
    .querySelector('.value')
    ?.replaceChildren(`${countText(now.count)} `, html('small', {}, `of ${countText(now.n)}`));
  card
    .querySelector('.detail')
    ?.replaceChildren(`${percentText(now.share)}, `, html('span', {}, `likely ${rangeText(now)}`));
  const change = now.count - written.count;
  set(
    card,
    '.delta',
    change === 0 ? SAME : `${change > 0 ? '+' : '−'}${countText(Math.abs(change))} against the policy as written`,
  );
  track(card, { low: now.low ?? 0, high: now.high ?? 0, part: now.share ?? 0 });
}

function track(card: HTMLElement, at: { readonly low: number; readonly high: number; readonly part: number }): void {
  card.style.setProperty('--low', String(at.low));
  card.style.setProperty('--high', String(at.high));
  card.style.setProperty('--part', String(Math.min(1, at.part)));
}

function set(card: HTMLElement, selector: string, text: string): void {
  const element = card.querySelector(selector);
  if (element !== null) element.textContent = text;
}

function speak(now: Counters, { axis, threshold }: Settings): void {
  const spoken = find('spoken');
  if (spoken === null) return;
  const handle = threshold === OFF ? 'Rules only' : `Also from the ${ordinal(threshold)} ${axis} percentile`;
  const harm = now.harm.n === 0 ? 'no harm to count' : `${now.harm.count} of ${now.harm.n} harmful changes held`;
  spoken.textContent = `${handle}: ${minutesText(now.minutesPerWeek)} senior minutes a week, ${harm}, ${changesText(now.harmless.count)} harmless held.`;
}
