import { find } from './dom.ts';
import type { Store } from './state.ts';

/** Links of the changes that flip: each shows its dot and pins its card. */
export function startFlips(store: Store): void {
  for (const link of document.querySelectorAll<HTMLElement>('[data-dot]')) {
    const index = Number(link.dataset['dot']);
    if (link.dataset['dot'] === '' || !Number.isInteger(index)) continue;
    link.addEventListener('click', () => {
      store.update({ pinned: index, by: 'all', label: 'all' });
      find('plot')?.scrollIntoView({ block: 'center', behavior: 'auto' });
    });
  }
}
