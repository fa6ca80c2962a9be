import { afterEach, describe, expect, it } from 'vitest';
import { readServerSettings } from '../../src/server-setting.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { type RunningServer, startServer, testClock } from '../support/server.ts';

const servers: RunningServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  removeFolders();
});

async function start(variables: Readonly<Record<string, string>>): Promise<RunningServer> {
  const server = await startServer({ data: temporaryFolder(), clock: testClock(), variables, isIdle: true });
  servers.push(server);
  return server;
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

describe('figures', () => {
  it('stand among everything else where nothing is said', async () => {
    const { url, metricsUrl } = await start({});
    expect(metricsUrl).toBeNull();
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('firebreak_events ');
  });

  it('stand at an address of their own, alone there and nowhere else', async () => {
    const { url, metricsUrl } = await start({ FIREBREAK_METRICS_LISTEN: '127.0.0.1:0' });
    expect(await statusOf(`${url}/metrics`)).toBe(404);
    expect(await statusOf(`${url}/healthz`)).toBe(200);
    const answer = await fetch(`${metricsUrl}/metrics`);
    const text = await answer.text();
    expect([answer.status, text.includes('firebreak_events ')]).toEqual([200, true]);
    // Answers are those of the server, not of this address.
    expect(text).toMatch(/^firebreak_http_answers_total\{method="GET",status="2xx"\} [1-9]/m);
    for (const path of ['/', '/healthz', '/api/v1/me', '/hooks/github', '/metrics/x']) {
      expect([path, await statusOf(`${metricsUrl}${path}`)]).toEqual([path, 404]);
    }
    expect((await fetch(`${metricsUrl}/metrics`, { method: 'POST' })).status).toBe(404);
  });

  it('stop a start whose second address is taken, and leave the first one free', async () => {
    const { url } = await start({});
    const taken = new URL(url).host;
    await expect(start({ FIREBREAK_METRICS_LISTEN: taken })).rejects.toMatchObject({ code: 'cannot-listen' });
  });

  it.each(['4681', 'localhost:99999', 'localhost', ':x'])('refuse "%s" as an address', (text) => {
    expect(() => readServerSettings({ FIREBREAK_METRICS_LISTEN: text }, { repositories: [] })).toThrow(/no address/);
  });
});
