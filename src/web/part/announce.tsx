import { useEffect, useState } from 'preact/hooks';
import { visibleText } from '../text/visible.ts';

let tell: (text: string) => void = () => {};

/** Time to read a short sentence twice. */
const SHOWN_MS = 8_000;

/** Says something once, to the eye and to a screen reader. */
export function announce(text: string): void {
  tell(visibleText(text));
}

/** The place where announcements stand; one on the page, always there, so that screen readers know it. */
export function Announcer() {
  const [said, setSaid] = useState<{ text: string; count: number } | null>(null);
  useEffect(() => {
    tell = (text) => setSaid((old) => ({ text, count: (old?.count ?? 0) + 1 }));
    return () => {
      tell = () => {};
    };
  }, []);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div class="announcer" role="status" aria-live="polite">
      {said === null ? null : <p key={said.count}>{said.text}</p>}
    </div>
  );
}
