import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { haproxyEngine, haproxySource } from '../../src/adapter/haproxy/index.ts';
import {
  handleRollout,
  openLocalJudge,
  openSignalHub,
  passRollout,
  type RolloutWorld,
  readRollout,
  SERVER_VIEWS,
} from '../../src/control/index.ts';
import { type Rollout, startRollout } from '../../src/domain/rollout/index.ts';
import { digestOf, instant } from '../../src/kernel/index.ts';
import { emptyMemory, memoryStore } from '../event-store/memory-store.ts';
import { plan, stage } from '../rollout/plan.ts';
import { namedServer, noHaproxy, startHaproxy } from '../support/haproxy.ts';

const missing = noHaproxy();
if (missing !== null) console.warn(`test/engine/haproxy-rollout.test.ts is left out: ${missing}`);

const T0 = 1_790_000_000_000;
/** Counters are read so often; a step of the judge is twice as long. */
const READ_MS = 10_000;
const REQUESTS = 60;
/** HAProxy ends the turn that it is in by the weights of before. */
const A_TURN = 60;

const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop();
});

/** Fails one request in so many. */
function failing(name: string, each: number): RequestListener {
  const answer = namedServer(name);
  let count = 0;
  return (request, response) => {
    count += 1;
    if (count % each === 0) request.url = '/500';
    answer(request, response);
  };
}

/** A rollout of v2 beside v1, judged by what HAProxy counts alone, until it has ended or so many readings are over. */
async function rolledOut(v2: RequestListener, readings: number): Promise<{ rollout: Rollout; answers: object }> {
  const proxy = await startHaproxy({
    servers: {
      v1: { settings: 'weight 4', answer: failing('v1', 50) },
      v2: { settings: 'weight 0 disabled', answer: v2 },
    },
  });
  stopping.push(proxy.stop);
  let now = instant(T0);
  const settings = { socket: proxy.socket, timeoutMs: 5_000 };
  const selectors = ['haproxy_server_bad_answers_total{proxy="shop"}', 'haproxy_server_answers_total{proxy="shop"}'];
  const hub = openSignalHub({ sources: [haproxySource(settings)], selectors, now: () => now });
  const store = memoryStore({ memory: emptyMemory(), views: SERVER_VIEWS, upCasters: [] });
  const engine = haproxyEngine(settings);
  const world: RolloutWorld = {
    store,
    engineOf: () => engine,
    toldBy: () => null,
    judge: openLocalJudge({ series: hub.store, records: store.records }),
    brakesOn: async () => [],
    now: () => now,
  };
  const id = await start(world);
  for (let reading = 0; reading < readings; reading += 1) {
    now = instant(now + READ_MS);
    await hub.pass();
    await passRollout(world, id);
    if ((await readRollout(store, id)).rollout?.end != null) break;
    await proxy.answers(REQUESTS);
  }
  const { rollout } = await readRollout(store, id);
  if (rollout === null) throw new Error('it is gone');
  await proxy.answers(A_TURN);
  return { rollout, answers: await proxy.answers(20) };
}

async function start({ store, now }: RolloutWorld): Promise<string> {
  const labels = { proxy: 'shop' };
  const started = startRollout({
    plan: plan({
      targets: [{ id: 'deploy', engine: 'haproxy', name: 'shop/v2', version: null }],
      metrics: [
        {
          spec: { name: 'errors', kind: 'errors', isCritical: true, exposure: 'requests', harmlessShare: 0.15 },
          source: {
            kind: 'events',
            events: [{ metric: 'haproxy_server_bad_answers_total', labels }],
            exposure: [{ metric: 'haproxy_server_answers_total', labels }],
          },
          arms: { label: 'server', canary: 'v2', control: 'v1' },
          isAbsentZero: false,
        },
      ],
      timing: { stepMs: 2 * READ_MS, latenessMs: 0, silenceMs: 120_000, leastEvents: 5 },
      stages: [stage('part', 40, { leastMs: 60_000, leastUnlearntMs: 60_000 })],
    }),
    subject: { repository: 'local:shop', change: null, revision: 'abc', planDigest: digestOf('plan') },
    weight: { tier: 2, riskPercentile: 0.2 },
    safety: { answer: 'safe', reasons: [] },
    running: null,
    previous: null,
    by: { kind: 'human', id: 'ann', name: 'Ann' },
    now: now(),
  });
  const [first] = started.ok ? started.value : [];
  if (first?.kind !== 'RolloutStarted') throw new Error('it was not started');
  await handleRollout({ store, id: first.id, actor: 'ann', plan: () => started });
  return first.id;
}

describe.skipIf(missing !== null)('a rollout behind a real HAProxy, judged by its counters alone', () => {
  it('gives all traffic back to the old version where the new one fails', async () => {
    const { rollout, answers } = await rolledOut(failing('v2', 3), 30);
    expect(rollout).toMatchObject({
      end: { kind: 'rolled-back' },
      stop: { cause: 'worse', reasons: ['worse errors'] },
    });
    expect(answers).toMatchObject({ v1: 20 });
  });

  it('gives all traffic to a new version that is proved to harm nobody', async () => {
    const { rollout, answers } = await rolledOut(failing('v2', 50), 30);
    expect(rollout.end?.kind).toBe('finished');
    expect(answers).toMatchObject({ v2: 20 });
  });
});
