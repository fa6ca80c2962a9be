import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import {
  brakesAt,
  engageBrake,
  evolve,
  holdsOn,
  known,
  MAX_BRAKES,
  NO_BRAKES,
  parseScope,
  parseWindows,
  targetOf,
  windowAt,
} from '../../src/domain/brake/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { removeFolders, temporaryFolder } from '../../test/support/git-repository.ts';
import { type ApiClient, changePath, decided, startServer, testClock } from '../../test/support/server.ts';
import { makeServerShop, SHOP_CONFIGURATION } from '../../test/support/server-shop.ts';

/** Benchmark of brakes: `./script/bench brake [--rounds N] [--changes N] [--seed N] [--json]`. */
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    changes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

/** As often as the rates of sessions allow for a round. */
const PAUSE_MS = 40;
const GIVEN_UP_MS = 60_000;
const QUESTIONS = 20_000;

interface Figure {
  readonly name: string;
  readonly median: number;
  readonly max: number;
  readonly unit: 'ms';
  readonly n: number;
  readonly method: string;
}

const times = new Map<string, number[]>();

function note(name: string, ms: number): void {
  times.set(name, [...(times.get(name) ?? []), ms]);
}

/** Asks again and again until it is so, and gives how long that took from `since`. */
async function timed(since: number, isSo: () => Promise<boolean>): Promise<number> {
  while (!(await isSo())) {
    if (performance.now() - since > GIVEN_UP_MS) throw new Error('never came');
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return performance.now() - since;
}

interface Place {
  readonly name: string;
  readonly isHeld: () => Promise<boolean>;
}

async function server(): Promise<void> {
  const shop = makeServerShop();
  // What is queued is built for ever: it waits, and shows whether it might land.
  const stated = 'queue:\n  build: sleep 3600\n  workers: 1\n';
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': `${SHOP_CONFIGURATION}${stated}` } });
  const repository = basename(shop.path).replaceAll(/[^\w.~-]/g, '-');
  const queue = `/api/v1/queue/${encodeURIComponent(`local:${repository}@main`)}`;
  const clock = testClock();
  const running = await startServer({
    data: temporaryFolder(),
    clock,
    repositories: [shop.path],
    variables: { FIREBREAK_QUEUE: 'local' },
  });
  const ops: ApiClient = await running.account({ name: 'ops', person: 'dora', roles: ['operator'] });
  const viewers = await Promise.all(
    ['queue', 'verdict', 'list'].map((name) => running.account({ name, person: null, roles: ['viewer'] })),
  );
  const [ofQueue = ops, ofChange = ops, ofList = ops] = viewers;
  const id = (number: number): string => `local:${repository}#${number}`;
  const count = Number(options.changes);
  for (let number = 1; number <= count; number += 1) {
    shop.commit({
      branch: `changes/c${number}`,
      files: { [`src/catalog/c${number}.ts`]: `export const c = ${number};\n` },
    });
    await decided(ops, id(number), 'allow');
  }
  await ops.post(`${queue}/entries`, { change: id(1) });
  const askedFor = (body: object) => async () => (await ops.post('/api/v1/brakes/ask', body)).body.allowed === false;
  const places: readonly Place[] = [
    { name: 'rollout question', isHeld: askedFor({ services: ['catalog'] }) },
    { name: 'flag question', isHeld: askedFor({ services: ['catalog'], paths: ['flags/shop.json'] }) },
    { name: 'operation question', isHeld: askedFor({ paths: ['src/catalog/x.sql'], services: ['catalog'] }) },
    {
      name: 'merge queue',
      isHeld: async () => (await ofQueue.get(`${queue}/entries/1`)).body.entry.constraint.text.includes('brake-'),
    },
    {
      name: 'verdict of a change',
      isHeld: async () => (await ofChange.get(changePath(id(1)))).body.change.verdict === 'hold',
    },
    {
      name: `verdicts of all ${count} changes`,
      isHeld: async () => {
        const { changes } = (await ofList.get('/api/v1/changes?state=open')).body;
        return changes.every((each: { readonly verdict: string }) => each.verdict === 'hold');
      },
    },
  ];
  for (let round = 0; round < Number(options.rounds); round += 1) {
    const since = performance.now();
    const engaging = ops.post('/api/v1/brakes', { scope: ['service:catalog'], reason: 'bench', until: '1d' });
    const answered = engaging.then(() => note('engage: answer', performance.now() - since));
    await Promise.all([
      answered,
      ...places.map(async ({ name, isHeld }) => note(`engage: ${name}`, await timed(since, isHeld))),
    ]);
    const { brake } = (await engaging).body;
    // Rates of sessions are for people; the clock gives them back.
    clock.move(60_000);
    const off = performance.now();
    await ops.post(`/api/v1/brakes/${brake.id}/off`, { note: 'bench' });
    await Promise.all(
      places.map(async ({ name, isHeld }) => note(`release: ${name}`, await timed(off, async () => !(await isHeld())))),
    );
    clock.move(60_000);
  }
  await running.stop();
  removeFolders();
}

function figures(): readonly Figure[] {
  return [...times].map(([name, found]) => ({
    name,
    median: quantile(found, 0.5) ?? Number.NaN,
    max: Math.max(...found),
    unit: 'ms',
    n: found.length,
    method: 'wall clock from before the request until the place answers so, asked each 40 ms',
  }));
}

/** Time of one question in this process. */
function perQuestion(name: string, count: number, act: (at: number) => void): Figure {
  for (let at = 0; at < count / 10; at += 1) act(at);
  const started = performance.now();
  for (let at = 0; at < count; at += 1) act(at);
  const mean = (performance.now() - started) / count;
  return { name, median: mean, max: mean, unit: 'ms', n: count, method: 'mean over all, one process' };
}

function inProcess(): readonly Figure[] {
  const now = instant(Date.parse('2026-11-21T12:00:00Z'));
  let board = NO_BRAKES;
  for (let at = 0; at < MAX_BRAKES; at += 1) {
    const scope = parseScope([`service:s${at}`, `path:src/s${at}/**`, 'agent:nobody']);
    if (!scope.ok) throw new Error(scope.rejection);
    const came = engageBrake(
      board,
      {
        scope: scope.value,
        reason: 'bench',
        by: { kind: 'human', id: 'account:1', name: 'dora' },
        from: null,
        end: { kind: 'until', at: instant(now + 3_600_000) },
        window: null,
        lanes: { hotfix: 1, revert: true },
        cause: null,
      },
      now,
    );
    if (!came.ok) throw new Error(came.rejection.code);
    board = came.value.reduce(evolve, board);
  }
  const target = targetOf({
    services: known(['checkout']),
    paths: known(Array.from({ length: 20 }, (_, at) => `src/checkout/f${at}.ts`)),
    agents: known([]),
  });
  const window = parseWindows(['Friday 16:00 to Monday 08:00'], 'Europe/London');
  if (!window.ok) throw new Error(window.rejection);
  return [
    perQuestion(`in process: ${MAX_BRAKES} brakes, 20 paths`, QUESTIONS / 100, () => {
      holdsOn(brakesAt(board, now), target);
    }),
    perQuestion('in process: a window of a zone', QUESTIONS / 10, (at) => {
      windowAt(window.value, instant(now + at * 3_600_000));
    }),
  ];
}

await server();
const found = [...figures(), ...inProcess()];
if (options.json)
  console.log(
    JSON.stringify({ schema: 'firebreak.bench-brake/v1', seed: Number(options.seed), figures: found }, null, 2),
  );
else
  for (const { name, median, max, n } of found)
    console.log(`${name.padEnd(40)} ${median.toFixed(2)} ms  max ${max.toFixed(2)}  n ${n}`);
