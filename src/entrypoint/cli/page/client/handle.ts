import { frontier, OFF, type Settings, thresholdWithin } from '../model.ts';
import { ordinal } from '../number-text.ts';
import { find } from './dom.ts';
import { type Geometry, isNarrow } from './geometry.ts';
import type { Store } from './state.ts';

/** The handle over the picture: pointer, touch and keys; it tells the store where it stands. */
export function startHandle(store: Store, geometry: () => Geometry): void {
  const handle = find('handle');
  const plot = find('plot');
  const beyond = find('beyond');
  if (handle === null || plot === null || beyond === null) return;
  const move = (threshold: number) => {
    const bounded = Math.min(OFF, Math.max(0, Math.round(threshold)));
    const { settings } = store.view();
    if (bounded !== settings.threshold) store.update({ settings: { ...settings, threshold: bounded } });
  };
  dragWith(handle, (clientX) => move(geometry().percentileAt(clientX - plot.getBoundingClientRect().left)));
  handle.addEventListener('keydown', (event) => {
    const step = keyStep(event);
    if (step === null) return;
    event.preventDefault();
    move(step.kind === 'to' ? step.value : store.view().settings.threshold + step.value);
  });
  store.onChange(({ settings }) => place({ handle, beyond, geometry: geometry(), settings }));
  addEventListener('resize', () => store.update({}));
}

function dragWith(handle: HTMLElement, moveTo: (clientX: number) => void): void {
  handle.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    handle.setPointerCapture(event.pointerId);
    handle.classList.add('dragging');
    // The line must not jump to the pointer when the grip is taken off its middle.
    const box = handle.getBoundingClientRect();
    const grabbed = event.clientX - (box.left + box.width / 2);
    const follow = (moved: PointerEvent) => moveTo(moved.clientX - grabbed);
    const stop = () => {
      handle.classList.remove('dragging');
      handle.removeEventListener('pointermove', follow);
    };
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('pointerup', stop, { once: true });
    handle.addEventListener('pointercancel', stop, { once: true });
  });
}

type Step = { readonly kind: 'by' | 'to'; readonly value: number };

/** WAI-ARIA Authoring Practices, slider pattern. */
function keyStep(event: KeyboardEvent): Step | null {
  const large = event.shiftKey ? 10 : 1;
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return { kind: 'by', value: -large };
    case 'ArrowRight':
    case 'ArrowUp':
      return { kind: 'by', value: large };
    case 'PageDown':
      return { kind: 'by', value: -10 };
    case 'PageUp':
      return { kind: 'by', value: 10 };
    case 'Home':
      return { kind: 'to', value: 0 };
    case 'End':
      return { kind: 'to', value: OFF };
    default:
      return null;
  }
}

function place(given: {
  readonly handle: HTMLElement;
  readonly beyond: HTMLElement;
  readonly geometry: Geometry;
  readonly settings: Settings;
}): void {
  const { handle, beyond, geometry } = given;
  const { axis, threshold } = given.settings;
  const x = geometry.xOf(threshold);
  const isOff = threshold === OFF;
  // In shares of the frame, so that they stay right where a printer scales it.
  const across = (length: number) => `${(100 * length) / geometry.width}%`;
  const down = (length: number) => `${(100 * length) / geometry.height}%`;
  for (const element of [handle, beyond]) {
    element.style.left = across(x);
    element.style.top = down(geometry.top);
    element.style.height = down(geometry.bottom - geometry.top);
  }
  beyond.style.width = across(Math.max(0, geometry.right - x));
  handle.classList.toggle('at-rest', isOff);
  handle.classList.toggle('near-left', x < geometry.left + (geometry.right - geometry.left) * 0.4);
  handle.setAttribute('aria-valuenow', String(threshold));
  handle.setAttribute(
    'aria-valuetext',
    isOff
      ? 'off: only the rules hold'
      : `a senior also reads every change from the ${ordinal(threshold)} ${axis} percentile up`,
  );
  handle.setAttribute('aria-label', `Ask a senior from this ${axis} percentile up`);
  const tag = handle.querySelector('.tag');
  if (tag !== null) {
    tag.textContent = isOff ? `ask a senior from this ${axis} up` : tagText(given.settings, geometry);
  }
}

function tagText({ axis, threshold }: Settings, { width }: Geometry): string {
  return `senior from the ${ordinal(threshold)} ${isNarrow(width) ? `of ${axis}` : `${axis} percentile`}`;
}

/** Where the budget ends: the lowest place of the handle that it pays for; `null` where it pays for none or there is none. */
export function budgetThreshold(store: Store): number | null {
  const { data, dots } = store;
  if (data.budget === null) return null;
  const { axis, off } = store.view().settings;
  const points = frontier(dots, { axis, off, weeks: data.weeks });
  return thresholdWithin(points, data.budget);
}
