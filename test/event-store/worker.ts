import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import { streamId } from '../../src/event-log/index.ts';
import { Fault, instant } from '../../src/kernel/index.ts';
import { deposited } from './sample.ts';

/**
 * A node that works while it holds a lease, which it renews after each append: `worker.mjs URL NAME`. Says on stdout `holds TOKEN`,
 * `did TOKEN`, `fenced TOKEN` where an append was refused, and `failed CODE` where the database ended its connection.
 */
const [url = '', holder = ''] = process.argv.slice(2);
const TTL_MS = 500;
const PAUSE_MS = 20;
const store = await openPostgresStore({ url, views: [], upCasters: [] });
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
const lease = () => ({ name: 'work', holder, now: instant(Date.now()), ttlMs: TTL_MS });

/** Until the lease is lost. It appends first and renews then, so that only the fence stands between it and the log. */
async function work(token: number): Promise<void> {
  for (;;) {
    const events = [deposited(1, { holder, token })];
    try {
      const fence = { name: 'work', token };
      const answer = await store.append({ stream: streamId('account', 'work'), expected: 'any', events, fence });
      if (!answer.ok) return say(`fenced ${token}`);
      say(`did ${token}`);
      await pause();
      await store.leases.renew({ ...lease(), token });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      say(`failed ${error.code}`);
    }
  }
}

for (;;) {
  const claimed = await store.leases.claim(lease());
  if (claimed !== null) {
    say(`holds ${claimed.token}`);
    await work(claimed.token);
  }
  await pause();
}
