import { useEffect } from 'preact/hooks';
import { serverNow } from './clock.ts';

/** Timers take no longer wait; whatever is later is looked at again then. */
const LONGEST_MS = 86_400_000;
/** The server's clock and this one differ a little: a moment after is surely after. */
const AFTER_MS = 500;

/** Reads again when a moment has come at which time alone makes the document another one; `null` = there is none. */
export function useAgainAt(at: string | null | undefined, again: () => void): void {
  useEffect(() => {
    const moment = Date.parse(at ?? '');
    if (Number.isNaN(moment)) return;
    const wait = Math.min(LONGEST_MS, Math.max(0, moment - serverNow()) + AFTER_MS);
    const timer = setTimeout(again, wait);
    return () => clearTimeout(timer);
  }, [at, again]);
}

/** Reads again and again while `isOn`: measurements come without an event. */
export function useAgainEvery(
  ms: number,
  { isOn, again }: { readonly isOn: boolean; readonly again: () => void },
): void {
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(again, ms);
    return () => clearInterval(timer);
  }, [ms, isOn, again]);
}
