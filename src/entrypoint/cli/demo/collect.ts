import { openServerClient } from '../server-client.ts';
import type { DemoStage } from './stage.ts';

/** Several to a step of the judge, which is a second here. */
const EVERY_MS = 250;

/**
 * Carries counters from the shop's pages of figures to the server, as a collector does, until the signal ends it. What does not come once comes
 * with the next.
 */
export async function collect(stage: DemoStage, signal: AbortSignal): Promise<void> {
  const client = openServerClient({ url: stage.serverUrl, bearer: stage.signalToken, signal });
  while (!signal.aborted) {
    const time = new Date().toISOString();
    const push = async (): Promise<void> => {
      const samples = (await stage.figures()).map((reading) => ({ ...reading, time }));
      await client.post('/v1/counters', { samples });
    };
    await push().catch(() => {});
    await pause(EVERY_MS, signal);
  }
}

/** Waits so long, or until the signal; never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
