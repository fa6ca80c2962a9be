import { setTimeout as sleep } from 'node:timers/promises';

/** Calls, and gives what comes of it, or `late` after so many milliseconds, or `failed` where it throws; never rejects. */
export async function bounded<T>(
  call: () => Promise<T>,
  given: { readonly timeoutMs: number; readonly late: T; readonly failed: T },
): Promise<T> {
  const over = new AbortController();
  const timer = sleep(given.timeoutMs, given.late, { signal: over.signal });
  timer.catch(() => {});
  try {
    // Called inside of a promise: what throws at once fails like what rejects.
    return await Promise.race([Promise.resolve().then(call), timer]);
  } catch {
    return given.failed;
  } finally {
    over.abort();
  }
}
