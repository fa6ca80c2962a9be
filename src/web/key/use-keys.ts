import { useLayoutEffect, useRef } from 'preact/hooks';
import { type KeyBinding, type Pending, stepKeys } from './key-map.ts';

/** Bindings of one part of the page, under one heading of the cheat sheet. */
export interface KeyGroup {
  readonly name: string;
  readonly bindings: readonly KeyBinding[];
}

const OFF_KEY = 'firebreak-keys';
const groups: { current: KeyGroup }[] = [];
let pending: Pending | null = null;

/** Every key that works now, the page's own first. */
export function keyGroups(): readonly KeyGroup[] {
  return groups.map(({ current }) => current);
}

/** Single keys can be switched off: speech input and some aids press letters (WCAG 2.1.4). */
export function areKeysOn(): boolean {
  try {
    return localStorage.getItem(OFF_KEY) !== 'off';
  } catch {
    return true;
  }
}

export function setKeysOn(isOn: boolean): void {
  try {
    localStorage.setItem(OFF_KEY, isOn ? 'on' : 'off');
  } catch {
    // Without storage the choice cannot be kept.
  }
}

/** Makes keys work while the part is on the page. */
export function useKeys(name: string, bindings: readonly KeyBinding[]): void {
  const entry = useRef<KeyGroup>({ name, bindings });
  entry.current = { name, bindings };
  // Before the part is painted: who sees it can press its keys.
  useLayoutEffect(() => {
    groups.push(entry);
    return () => {
      groups.splice(groups.indexOf(entry), 1);
    };
  }, []);
}

/** Listens for the whole page; call once. */
export function startKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (event.repeat && event.key === 'a'))
      return;
    if (isTyping(event.target)) {
      if (event.key === 'Escape') (event.target as HTMLElement).blur();
      return;
    }
    if (!areKeysOn() || document.querySelector('dialog[open]') !== null) return;
    // Enter belongs to the link or button that has the focus.
    if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('a, button, summary')) return;
    const step = stepKeys({
      bindings: keyGroups().flatMap((group) => group.bindings),
      pending,
      key: event.key,
      at: event.timeStamp,
    });
    pending = step.pending;
    if (step.binding === null) return;
    event.preventDefault();
    step.binding.run();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
