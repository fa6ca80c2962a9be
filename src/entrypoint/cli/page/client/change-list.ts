import { isHarm } from '../model.ts';
import { changesText, dateText } from '../number-text.ts';
import type { Dot } from '../page-data.ts';
import { find, html } from './dom.ts';
import type { Store } from './state.ts';
import { outcomeText, WRITTEN_TEXT } from './words.ts';

const PAGE = 25;
const FOLLOW_AFTER_MS = 120;

/** The same changes as a table: for a keyboard, for a screen reader, and to read titles. */
export function startChangeList(store: Store): void {
  const body = document.querySelector('#changes tbody');
  const show = find<HTMLSelectElement>('list-show');
  const more = find<HTMLButtonElement>('list-more');
  const count = find('list-count');
  if (body === null || show === null || more === null || count === null) return;
  let limit = PAGE;
  let last: unknown = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const draw = () => {
    const chosen = store.dots.filter((dot) => isListed(dot, { held: store.held, show: show.value })).reverse();
    body.replaceChildren(...chosen.slice(0, limit).map((dot) => row(store, dot)));
    if (chosen.length === 0)
      body.append(html('tr', {}, html('td', { colspan: 7, class: 'none' }, emptyText(show.value))));
    count.textContent = changesText(chosen.length);
    more.hidden = chosen.length <= limit;
  };
  show.addEventListener('change', () => {
    limit = PAGE;
    draw();
  });
  more.addEventListener('click', () => {
    limit += PAGE * 4;
    draw();
  });
  store.onChange(({ settings }) => {
    if (settings === last) return;
    clearTimeout(timer);
    // The list is below the picture: it may follow the handle a moment later.
    timer = setTimeout(draw, last === null ? 0 : FOLLOW_AFTER_MS);
    last = settings;
  });
}

function isListed(dot: Dot, given: { readonly held: (dot: Dot) => boolean; readonly show: string }): boolean {
  const held = given.held(dot);
  switch (given.show) {
    case 'harm':
      return isHarm(dot);
    case 'missed':
      return isHarm(dot) && !held;
    case 'held':
      return held;
    default:
      return true;
  }
}

function emptyText(show: string): string {
  if (show === 'missed') return 'None: every change found to be harmful would be held.';
  return show === 'held' ? 'None: everything passes.' : 'None found.';
}

function row(store: Store, dot: Dot): HTMLElement {
  const held = store.held(dot);
  const title = html(
    'button',
    { type: 'button', class: 'link' },
    html('bdi', {}, dot.title === '' ? '(no title)' : dot.title),
  );
  title.addEventListener('click', () => {
    store.update({ pinned: dot.index, by: 'all', label: 'all' });
    find('plot')?.scrollIntoView({ block: 'center', behavior: 'auto' });
  });
  return html(
    'tr',
    {},
    html('td', { class: 'when' }, dateText(dot.at)),
    html('td', {}, title, ' ', html('code', {}, dot.commit)),
    html('td', {}, WRITTEN_TEXT[dot.assistance]),
    html('td', {}, rankText(dot.risk)),
    html('td', {}, rankText(dot.size)),
    html('td', {}, outcomeText(dot, store.data.censoredDays)),
    html('td', { class: held ? 'is-held' : 'is-passed' }, held ? 'held' : 'passes'),
  );
}

function rankText(percentile: number | null): string {
  return percentile === null ? 'unknown' : `${Math.round(percentile)} %`;
}
