import { type AccessEvent, afterFailure, type Backoff, backoffMs, NO_FAILURES } from '../../domain/access/index.ts';
import { digestOf, type Instant } from '../../kernel/index.ts';
import { commit, keep, retrying } from './commit.ts';
import { FAILURES, type KeptFailures, putting, readRecord, removing } from './record.ts';
import type { AccessWorld } from './world.ts';

/** Attempts that are counted together, and how they are slowed down. */
export interface Counter {
  readonly key: string;
  readonly backoff: Backoff;
  /** What a right attempt takes back: `one` = its own count, `all` = every one. */
  readonly forgives: 'one' | 'all';
}

/** Attempts of one text. It is kept by digest: what people mistype here is sometimes their password. */
export function counterOf(given: {
  readonly backoff: Backoff;
  readonly text: string;
  readonly forgives: 'one' | 'all';
}): Counter {
  const { backoff, text, forgives } = given;
  return { key: digestOf(`firebreak.failure/v1\n${text}`), backoff, forgives };
}

/**
 * Counts one attempt under each key, before it is looked at, so that many at once are held back as many in a row are. Gives
 * milliseconds to wait where one of them holds it back, and then counts nothing. `event` is told once, when that begins.
 */
export async function countAttempt(
  access: AccessWorld,
  counters: readonly Counter[],
  event: AccessEvent | null,
): Promise<number> {
  return retrying(async () => {
    const now = access.now();
    const kept = await Promise.all(counters.map(({ key }) => readRecord(access, FAILURES, key)));
    const waits = counters.map(({ backoff }, at) => backoffMs(kept[at]?.value ?? NO_FAILURES, backoff, now));
    const wait = Math.max(...waits);
    if (wait > 0) return wait;
    const next = counters.map(({ key, backoff }, at): KeptFailures => {
      return { key, ...afterFailure(kept[at]?.value ?? NO_FAILURES, backoff, now) };
    });
    const records = next.map((value, at) =>
      putting(FAILURES, value, {
        before: kept[at] ?? null,
        expiresAt: (now + (counters[at]?.backoff.forgetMs ?? 0)) as Instant,
      }),
    );
    const isFirstHeld = counters.some(({ backoff }, at) => next[at]?.count === backoff.free + 1);
    if (event === null || !isFirstHeld) return (await keep(access, records)) ? 0 : 'again';
    return (await commit(access, { actor: null, events: [event], records })).ok ? 0 : 'again';
  });
}

/** The attempt was right: takes back what each counter forgives. */
export async function forgetAttempt(access: AccessWorld, counters: readonly Counter[]): Promise<void> {
  for (const { key, forgives, backoff } of counters) {
    const kept = await readRecord(access, FAILURES, key);
    if (kept === null) continue;
    const left = forgives === 'one' ? kept.value.count - 1 : 0;
    const expiresAt = (kept.value.lastAt + backoff.forgetMs) as Instant;
    // Where somebody wrote in between, one count too many stays: that is the safe side.
    await keep(access, [
      left > 0
        ? putting(FAILURES, { ...kept.value, count: left }, { before: kept, expiresAt })
        : removing(FAILURES, kept),
    ]);
  }
}
