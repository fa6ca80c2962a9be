import { type Marginal, marginals } from '../model.ts';
import { changesText, countText, minutesText } from '../number-text.ts';
import { find } from './dom.ts';
import type { Store } from './state.ts';

/** The switches of the rule table, and what each is worth as things are set. */
export function startRules(store: Store): void {
  const { data, dots } = store;
  const rows = [...document.querySelectorAll<HTMLElement>('tbody[data-rule]')];
  for (const row of rows) listen(row, store);
  let last: unknown = null;
  store.onChange(({ settings }) => {
    if (settings === last) return;
    last = settings;
    const worth = marginals(dots, { settings, weeks: data.weeks, rules: data.rules.length });
    for (const row of rows) {
      const index = indexOf(row);
      const isOff = settings.off.has(index);
      row.classList.toggle('off', isOff);
      const input = row.querySelector('input');
      if (input !== null) input.checked = !isOff;
      const text = row.querySelector('.marginal');
      if (text !== null) text.textContent = marginalText(worth[index], { isOff });
    }
    const reset = find<HTMLButtonElement>('reset');
    if (reset !== null) reset.disabled = settings.off.size === 0 && settings.threshold === 100;
  });
}

function listen(row: HTMLElement, store: Store): void {
  const index = indexOf(row);
  row.querySelector('input')?.addEventListener('change', () => {
    const { settings } = store.view();
    const off = new Set(settings.off);
    if (!off.delete(index)) off.add(index);
    store.update({ settings: { ...settings, off } });
  });
  row.addEventListener('pointerenter', (event) => {
    if (event.pointerType === 'mouse') store.update({ rule: index });
  });
  row.addEventListener('pointerleave', () => store.update({ rule: null }));
  row.addEventListener('focusin', (event) => {
    if (event.target instanceof Element && event.target.matches(':focus-visible')) store.update({ rule: index });
  });
  row.addEventListener('focusout', () => store.update({ rule: null }));
}

function indexOf(row: HTMLElement): number {
  return Number(row.dataset['rule']);
}

function marginalText(worth: Marginal | undefined, options: { readonly isOff: boolean }): string {
  if (worth === undefined) return '';
  const verb = options.isOff ? 'On again: holds' : 'Off: frees';
  if (worth.held === 0 && worth.minutesPerWeek < 0.05) return `${verb} nothing that others do not hold`;
  const harm = worth.harm === 0 ? 'none harmful' : `${countText(worth.harm)} harmful`;
  const held = worth.held === 0 ? 'no change' : `${changesText(worth.held)}, ${harm}`;
  const minutes =
    worth.minutesPerWeek < 0.05
      ? ''
      : `; ${options.isOff ? 'costs' : 'saves'} ${minutesText(worth.minutesPerWeek)}\u00a0min/wk`;
  return `${verb} ${held}${minutes}`;
}
