/** Tells listeners that the log grew: each head once, never a smaller one after a larger. */
export interface Announcer {
  /** A head that was seen, by whatever way. */
  readonly tell: (head: number) => void;
  readonly onAppend: (listener: (head: number) => void) => () => void;
}

/** Listeners are called after what tells has ended, so that one that throws undoes no append; `onFirst` runs once, before the first of them. */
export function announcing(onFirst: () => void = () => {}): Announcer {
  const listeners = new Set<(head: number) => void>();
  let newest = 0;
  let pending = false;
  let started = false;
  const call = (): void => {
    pending = false;
    for (const listener of listeners) listener(newest);
  };
  return {
    tell(head) {
      if (head <= newest) return;
      newest = head;
      if (pending || listeners.size === 0) return;
      pending = true;
      queueMicrotask(call);
    },
    onAppend(listener) {
      // Kept apart from the caller's own, which may be given twice.
      const own = (head: number): void => listener(head);
      listeners.add(own);
      if (!started) onFirst();
      started = true;
      return () => void listeners.delete(own);
    },
  };
}
