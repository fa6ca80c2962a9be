import { useEffect, useState } from 'preact/hooks';

/** Milliseconds that the server's clock is ahead of this one: ages are told by the server's. */
let ahead = 0;

/** Ages are told in minutes. */
const TICK_MS = 20_000;

/** Notes the server's time as a document says it. */
export function setServerTime(at: number): void {
  if (Number.isFinite(at)) ahead = at - Date.now();
}

/** The server's time in milliseconds, as far as the documents tell. */
export function serverNow(): number {
  return Date.now() + ahead;
}

/** The server's time, again and again, so that ages stay true. */
export function useServerNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.max(now, serverNow());
}
