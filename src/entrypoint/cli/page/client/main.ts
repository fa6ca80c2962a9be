import { AS_WRITTEN } from '../model.ts';
import type { Axis, PageData } from '../page-data.ts';
import { startChangeList } from './change-list.ts';
import { startCounters } from './counters.ts';
import { find } from './dom.ts';
import { startFlips } from './flips.ts';
import { startPlot } from './plot.ts';
import { startRules } from './rules.ts';
import { createStore, type Store } from './state.ts';
import { startStrategyChart } from './strategy-chart.ts';
import { startTheme } from './theme.ts';
import { startTimeStrip } from './time-strip.ts';

document.documentElement.classList.add('script');
startTheme();
const text = find('data')?.textContent ?? '';
if (text !== '') start(createStore(JSON.parse(text) as PageData));

function start(store: Store): void {
  if (store.dots.length === 0) return;
  startCounters(store);
  startRules(store);
  startPlot(store);
  startStrategyChart(store);
  startTimeStrip(store);
  startChangeList(store);
  startFlips(store);
  listenFilters(store);
}

function listenFilters(store: Store): void {
  const by = find<HTMLSelectElement>('show-by');
  const label = find<HTMLSelectElement>('show-label');
  by?.addEventListener('change', () => store.update({ by: by.value, pinned: null }));
  label?.addEventListener('change', () => store.update({ label: label.value, pinned: null }));
  find('reset')?.addEventListener('click', () =>
    store.update({ settings: { ...AS_WRITTEN, axis: store.view().settings.axis } }),
  );
  const axes = [...document.querySelectorAll<HTMLInputElement>('input[name="axis"]')];
  for (const input of axes)
    input.addEventListener('change', () => setAxis(store, input.value === 'size' ? 'size' : 'risk'));
  // The list can ask for everything to be seen again.
  store.onChange((view) => {
    for (const input of axes) input.checked = input.value === view.settings.axis;
    if (by !== null && by.value !== view.by) by.value = view.by;
    if (label !== null && label.value !== view.label) label.value = view.label;
  });
}

/** The handle keeps its percentile: the same number of changes, chosen by the other rank. */
function setAxis(store: Store, axis: Axis): void {
  const { settings } = store.view();
  store.update({ settings: { ...settings, axis }, pinned: null, hovered: null });
}
