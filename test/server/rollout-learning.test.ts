import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rolloutAnswer, rolloutList, rolloutReport } from '../../src/contract/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';
import { DEFINITIONS, definitions } from '../flag/shop.ts';
import { Fleet } from '../rollout/fleet.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { type ApiClient, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { makeServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const TOKEN = 'push-token-of-sixteen';
const STEP_MS = 30_000;
const HOUR_MS = 3_600_000;
const ROLLOUTS = `flags: { definitions: ${DEFINITIONS} }
rollouts:
  shop:
    service: checkout
    on_worse: pause
    targets: { switch: { engine: flag, name: new-checkout } }
    metrics:
      errors: { kind: errors, events: shop_errors_total, exposure: shop_requests_total }
    stages:
      - { name: some, weight: 20, least: 10h, within: 1d }
`;

const clock = testClock();
const data = temporaryFolder();
const random = seededRandom(17);
const stable = new Fleet({ random, arm: 'control', instances: ['a', 'b', 'c', 'd'], share: 0.01, noise: 0 });
const canary = new Fleet({ random, arm: 'canary', instances: ['e'], share: 0.0135, noise: 0 });
let server: RunningServer;
let ops: ApiClient;
let repositories: readonly string[] = [];
let repository = '';

const start = () => startServer({ data, clock, repositories, variables: { FIREBREAK_SIGNAL_TOKEN: TOKEN } });

beforeAll(async () => {
  const shop = makeServerShop();
  const files = { 'firebreak.yaml': `${SHOP_CONFIGURATION}${ROLLOUTS}`, [DEFINITIONS]: definitions(0) };
  shop.commit({ branch: 'main', by: 'ann', files });
  repositories = [shop.path];
  repository = `local:${basename(shop.path).replaceAll(/[^\w.~-]/g, '-')}`;
  server = await start();
  ops = await server.account({ name: 'ops', person: 'dora', roles: ['operator'] });
  await until(
    () => ops.get('/api/v1/flags'),
    (answer) => answer.body.sets?.length === 1,
  );
});
afterAll(async () => {
  await server?.stop();
  removeFolders();
});

/** Time goes on by so much, and the counters of it are pushed, some of them twice. */
async function pass(ms: number, { hasCanary = false } = {}): Promise<void> {
  const from = clock.now();
  clock.move(ms);
  const points = Array.from({ length: Math.floor(ms / STEP_MS) }, (_, step) => {
    const at = instant(Math.round(from + (step + 1) * STEP_MS));
    return [...stable.serve(750, at), ...(hasCanary ? canary.serve(750, at) : [])];
  }).flat();
  const samples = points.map(({ name, at, value }) => ({
    metric: name.metric,
    labels: name.labels,
    time: new Date(at).toISOString(),
    value,
  }));
  for (const some of [samples, samples.slice(-500)]) {
    const response = await fetch(`${server.url}/v1/counters`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ samples: some }),
    });
    expect(response.status).toBe(200);
  }
}

const learnt = async () => rolloutList.parse((await ops.get('/api/v1/rollouts')).body).plans[0]?.learnt[0];
const reported = async (id: string) => rolloutReport.parse((await ops.get(`/api/v1/rollouts/${id}`)).body);

it('learns between rollouts how much a metric scatters, keeps it, and stops for a ratio that it would have spared', async () => {
  expect((await learnt())?.text).toBe('not learnt: nothing is counted of the version that stands');
  await pass(10 * STEP_MS);
  await until(learnt, (metric) => metric?.standing === 'learning');
  for (const minutes of [16, 64]) {
    await pass(3 * HOUR_MS);
    await until(learnt, (metric) => (metric?.minutes ?? 0) >= minutes);
  }
  const before = await learnt();
  expect(before).toMatchObject({ metric: 'errors', instances: 4, minutes: 64 });
  expect(before?.text).toMatch(
    /^learnt from \d+ windows of 4 instances since \d{4}-\d\d-\d\d, for comparisons of up to 64 min$/,
  );

  await server.stop();
  server = await start();
  ops = await server.signIn('ops');
  expect((await learnt())?.windows).toBe(before?.windows);

  const id = rolloutAnswer.parse((await ops.post('/api/v1/rollouts', { plan: 'shop', repository })).body).rollout;
  await until(
    () => reported(id),
    ({ stage }) => stage === 'some',
  );
  await pass(50 * 60_000, { hasCanary: true });
  const stopped = await until(
    () => reported(id),
    ({ stop }) => stop !== null,
  );
  expect(stopped.stop?.reasons).toEqual(['worse errors']);
  expect(stopped.metrics).toMatchObject([{ stop: { base: 1 }, dispersion: { state: 'learnt' } }]);
  // What is measured while it goes on is no noise.
  expect(await learnt()).toMatchObject({ standing: 'rollout', windows: before?.windows });
  expect(server.faults).toEqual([]);
});
