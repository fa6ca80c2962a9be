import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { haproxyEngine, haproxySource } from '../../src/adapter/haproxy/index.ts';
import type { EngineAct, EngineTarget } from '../../src/domain/rollout/index.ts';
import { SeriesMemory } from '../../src/domain/signal/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { haproxyProgram, namedServer, noHaproxy, startHaproxy, type TestHaproxy } from '../support/haproxy.ts';
import { ROOT } from '../support/paper.ts';

const missing = noHaproxy();
if (missing !== null) console.warn(`test/engine/haproxy.test.ts is left out: ${missing}`);

const TARGET: EngineTarget = { engine: 'haproxy', name: 'shop/v2', version: null };
/** HAProxy ends the turn that it is in by the weights of before; a turn is as long as the sum of weights, which are small here. */
const A_TURN = 60;
const NOW = instant(1_790_000_000_000);

const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop();
});

async function shop(options: Partial<Parameters<typeof startHaproxy>[0]> = {}) {
  const proxy = await startHaproxy({
    servers: {
      v1: { settings: 'weight 4', answer: namedServer('v1') },
      v2: { settings: 'weight 0 disabled', answer: namedServer('v2') },
    },
    ...options,
  });
  stopping.push(proxy.stop);
  return { proxy, ...engineOf(proxy) };
}

function engineOf({ socket }: Pick<TestHaproxy, 'socket'>, timeoutMs = 5_000) {
  const engine = haproxyEngine({ socket, timeoutMs });
  let orders = 0;
  const act = (wish: EngineAct, target: EngineTarget = TARGET) => {
    orders += 1;
    return engine.act({ id: `o-${orders}`, target, act: wish });
  };
  return { engine, act };
}

describe.skipIf(missing !== null)('traffic of a real HAProxy', () => {
  it('goes to the new version in the share that was ordered, and all of it where it is promoted', async () => {
    const { proxy, engine, act } = await shop();
    expect(await proxy.answers(10)).toEqual({ v1: 10 });
    expect(await engine.observe(TARGET)).toMatchObject({ kind: 'seen', phase: 'idle', percent: 0 });
    expect(await act({ kind: 'set-weight', percent: 20 })).toEqual({ kind: 'done' });
    expect(await engine.observe(TARGET)).toMatchObject({ phase: 'steady', percent: 20, message: '' });
    await proxy.answers(A_TURN);
    expect(await proxy.answers(50)).toEqual({ v1: 40, v2: 10 });
    expect(await act({ kind: 'promote' })).toEqual({ kind: 'done' });
    expect(await engine.observe(TARGET)).toMatchObject({ phase: 'promoted', percent: 100 });
    expect(await proxy.answers(10)).toEqual({ v2: 10 });
  });

  it('leaves the new version at once at an abort, by cookie too, and a later rollout brings it back', async () => {
    const { proxy, engine, act } = await shop({ backend: ['  cookie stay insert'] });
    await act({ kind: 'promote' });
    const kept = (await fetch(proxy.url)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const again = async (): Promise<string | null> =>
      (await fetch(proxy.url, { headers: { cookie: kept } })).headers.get('x-server');
    expect(await again()).toBe('v2');
    expect(await act({ kind: 'abort' })).toEqual({ kind: 'done' });
    expect(await engine.observe(TARGET)).toMatchObject({ phase: 'idle', percent: 0 });
    expect([await again(), await proxy.answers(10)]).toEqual(['v1', { v1: 10 }]);
    await act({ kind: 'set-weight', percent: 50 });
    await proxy.answers(A_TURN);
    expect(await proxy.answers(10)).toEqual({ v1: 5, v2: 5 });
  });

  it('fails no request while it moves', async () => {
    const { proxy, act } = await shop();
    let isOver = false;
    const asking = (async () => {
      const seen = new Set<string>();
      while (!isOver) for (const name of Object.keys(await proxy.answers(5))) seen.add(name);
      return seen;
    })();
    for (const percent of [1, 50, 0, 99, 100, 3]) await act({ kind: 'set-weight', percent });
    await act({ kind: 'promote' });
    await act({ kind: 'abort' });
    isOver = true;
    expect([...(await asking)].filter((name) => !/^v[12]$/.test(name))).toEqual([]);
  });

  it('keeps the proportions of the stable servers, several new ones, and a server that somebody took out', async () => {
    const { proxy, engine, act } = await shop({
      servers: {
        big: { settings: 'weight 20', answer: namedServer('big') },
        small: { settings: 'weight 10', answer: namedServer('small') },
        out: { settings: 'weight 10', answer: namedServer('out') },
        last: { settings: 'weight 10 backup', answer: namedServer('last') },
        n1: { settings: 'weight 0', answer: namedServer('n1') },
        n2: { settings: 'weight 0', answer: namedServer('n2') },
      },
    });
    await proxy.say('set server shop/out state maint');
    const target = { ...TARGET, name: 'shop/n1,n2' };
    await act({ kind: 'set-weight', percent: 25 }, target);
    expect(await engine.observe(target)).toMatchObject({ phase: 'steady', percent: 25 });
    await proxy.answers(A_TURN);
    expect(await proxy.answers(24)).toEqual({ big: 12, small: 6, n1: 3, n2: 3 });
    await act({ kind: 'promote' }, target);
    await act({ kind: 'abort' }, target);
    expect(await proxy.say('show servers state shop')).toMatch(/ shop 3 out \S+ 0 1 /);
    expect(Object.keys(await proxy.answers(A_TURN)).sort()).toEqual(['big', 'small']);
  });

  it('says that a new version which is down has nothing, whatever it was given', async () => {
    const { engine, act, proxy } = await shop({
      servers: {
        v1: { settings: 'weight 100', answer: namedServer('v1') },
        v2: { settings: 'weight 0 check inter 50ms fall 1', answer: null },
      },
    });
    await act({ kind: 'set-weight', percent: 50 });
    for (;;) {
      const seen = await engine.observe(TARGET);
      if (seen.kind !== 'seen' || seen.phase === 'failed') break;
    }
    expect(await engine.observe(TARGET)).toMatchObject({ phase: 'failed', percent: 0, message: 'v2 is DOWN' });
    expect(await proxy.answers(4)).toEqual({ v1: 4 });
  });

  it('refuses what HAProxy has not, does not allow, or cannot mean, and changes nothing', async () => {
    const { act, engine, proxy } = await shop();
    for (const name of [
      'shop/v3',
      'shops/v2',
      'shop',
      'shop/v2;disable server shop/v1',
      'shop/v2 weight 0',
      'a/b/c',
      '/',
    ]) {
      const target = { ...TARGET, name };
      expect(await engine.observe(target)).toEqual({ kind: 'missing', message: expect.any(String) });
      expect(await act({ kind: 'abort' }, target)).toMatchObject({ kind: 'refused' });
    }
    for (const percent of [-1, 101, Number.NaN]) {
      expect(await act({ kind: 'set-weight', percent })).toMatchObject({ kind: 'refused', code: 'invalid' });
    }
    expect(await proxy.answers(4)).toEqual({ v1: 4 });
    const limited = await shop({ level: 'user' });
    expect(await limited.act({ kind: 'abort' })).toEqual({ kind: 'done' });
    expect(await limited.act({ kind: 'promote' })).toMatchObject({ kind: 'refused', code: 'not-permitted' });
  });
});

describe.skipIf(missing !== null)('the example for HAProxy', () => {
  it('is a configuration that HAProxy takes, with the target and the servers of its plan', () => {
    const folder = join(ROOT, 'examples/haproxy');
    const checked = spawnSync(haproxyProgram(), ['-c', '-f', join(folder, 'haproxy.cfg')], { encoding: 'utf8' });
    expect([checked.status, checked.stderr.match(/ALERT/)]).toEqual([0, null]);
    const plan = parse(readFileSync(join(folder, 'firebreak.yaml'), 'utf8')).rollouts.checkout;
    const [backend, server] = plan.targets.deploy.name.split('/');
    const text = readFileSync(join(folder, 'haproxy.cfg'), 'utf8');
    const part = text.slice(text.indexOf(`\nbackend ${backend}\n`));
    const servers = [...part.matchAll(/^ {2}server (\S+)/gm)].map(([, name]) => name);
    expect(servers.toSorted()).toEqual([plan.arms.canary, plan.arms.control].toSorted());
    expect(server).toBe(plan.arms.canary);
  });
});

describe.skipIf(missing !== null)('counters of a real HAProxy', () => {
  it('count each answer by server, what broke off and what never connected too', async () => {
    const { proxy, act } = await shop();
    await act({ kind: 'promote' });
    await proxy.answers(3);
    await proxy.answers(2, '/500');
    await proxy.answers(4, '/drop');
    const source = haproxySource({ socket: proxy.socket, timeoutMs: 5_000 });
    const read = async (selector: string): Promise<readonly (number | undefined)[]> => {
      const answer = await source.samples({ selector, from: instant(0), to: NOW });
      if (!answer.ok) throw new Error(answer.rejection.message);
      return answer.value.series.map(({ samples }) => samples[0]?.value);
    };
    expect(await read('haproxy_server_http_responses_total{proxy="shop",server="v2",code="5xx"}')).toEqual([2]);
    expect(await read('haproxy_server_response_errors_total{server="v2"}')).toEqual([4]);
    expect(await read('haproxy_server_answers_total{proxy="shop"}')).toEqual([0, 9]);
    expect(await read('haproxy_server_bad_answers_total{server="v2"}')).toEqual([6]);
    expect(await read('http_requests_total')).toEqual([]);
    expect(await source.samples({ selector: 'rate(up[5m])', from: instant(0), to: NOW })).toMatchObject({
      rejection: { code: 'bad-query' },
    });
  });

  it('go on from 0 after a restart, and nothing is counted twice or backwards', async () => {
    const { proxy } = await shop();
    const source = haproxySource({ socket: proxy.socket, timeoutMs: 5_000 });
    const memory = new SeriesMemory();
    const selector = 'haproxy_server_answers_total{server="v1"}';
    const look = async (at: number): Promise<void> => {
      const answer = await source.samples({ selector, from: instant(0), to: instant(NOW + at) });
      if (!answer.ok) throw new Error(answer.rejection.message);
      for (const { name, samples } of answer.value.series) {
        for (const sample of samples) {
          memory.take([{ name, kind: 'counter', states: 'total', from: null, id: null, ...sample }], instant(NOW + at));
        }
      }
    };
    await proxy.answers(5);
    await look(10_000);
    await proxy.restart();
    await proxy.answers(2);
    await look(20_000);
    const [known] = memory.list();
    expect(
      memory.samplesOf(known?.series as never, instant(0), instant(NOW + 30_000)).map(({ value }) => value),
    ).toEqual([5, 2]);
  });
});

describe('a runtime socket that misbehaves', () => {
  it('makes nothing known, and nothing waits for it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fb-ha-'));
    const socket = join(folder, 'socket');
    const open = new Set<Socket>();
    let reply: (connection: Socket) => void = () => {};
    const server = createServer((connection) => {
      open.add(connection);
      connection.on('error', () => {});
      connection.on('data', () => reply(connection));
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    stopping.push(async () => {
      for (const connection of open) connection.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    });
    const [patient, hasty] = [engineOf({ socket }), engineOf({ socket }, 200)];
    expect(await hasty.engine.observe(TARGET)).toMatchObject({ kind: 'unknown', code: 'timeout' });
    expect(await hasty.act({ kind: 'abort' })).toMatchObject({ kind: 'unknown', code: 'timeout' });
    const cases: readonly (readonly [(connection: Socket) => void, string])[] = [
      [(connection) => connection.end('1\n# be_id be_name srv_na'), 'malformed'],
      [(connection) => connection.end('2\n# be_id\n1\n'), 'malformed'],
      [(connection) => connection.end(''), 'malformed'],
      [(connection) => connection.end('<html>\n'), 'malformed'],
      [(connection) => connection.write('x'.repeat(9_000_000)), 'malformed'],
      [(connection) => connection.end('Permission denied\n'), 'not-permitted'],
    ];
    for (const [answer, code] of cases) {
      reply = answer;
      expect(await patient.engine.observe(TARGET)).toMatchObject({ kind: 'unknown', code });
    }
    const nowhere = engineOf({ socket: join(folder, 'no-such') });
    expect(await nowhere.engine.observe(TARGET)).toMatchObject({ kind: 'unknown', code: 'unavailable' });
    expect(await nowhere.act({ kind: 'abort' })).toMatchObject({ kind: 'unknown', code: 'unavailable' });
  });
});
