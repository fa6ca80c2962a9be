import { afterAll, beforeAll, expect, it } from 'vitest';
import { metricsReport, weeklyAnswer, weeklyReport } from '../../src/contract/index.ts';
import { DAY_MS } from '../../src/kernel/index.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { type ApiClient, type RunningServer, startServer, testClock } from '../support/server.ts';
import { AI, makeServerShop } from '../support/server-shop.ts';

const clock = testClock();

let server: RunningServer;
let ops: ApiClient;
let reader: ApiClient;
/** The week in which the shop was made. */
let week: string;

beforeAll(async () => {
  const shop = makeServerShop();
  shop.commit({
    branch: 'main',
    by: 'ann',
    message: `Sum up\n\n${AI}`,
    files: { 'src/checkout/sum.ts': 'export const sum = 1;\n' },
  });
  server = await startServer({ data: temporaryFolder(), clock, repositories: [shop.path], isIdle: true });
  ops = await server.account({ name: 'ops', person: null, roles: ['operator'] });
  reader = await server.account({ name: 'reader', person: null, roles: ['viewer'] });
  week = '2025-W41';
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

async function weekly(client: ApiClient) {
  const { status, body } = await client.get(`/api/v1/weekly/${week}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return weeklyReport.parse(body);
}

it('drafts a week out of the repositories’ own history, so that the first page is not empty', async () => {
  const { review, state, may } = await weekly(reader);
  expect(state).toBe('draft');
  expect(review.metrics.landings.count).toBeGreaterThan(0);
  expect(review.metrics.completeness.provenance_known.numerator).toBeGreaterThan(0);
  expect(review.wheel.candidates).toContain('checkout');
  expect(review.headline.every(({ sources }) => sources.length > 0)).toBe(true);
  expect(may.freeze.allowed).toBe(false);
  const { body } = await reader.get('/api/v1/metrics?days=30');
  expect(metricsReport.parse(body)).toMatchObject({ source: 'record', deployments: 'recorded' });
});

it('freezes a week once, by its digest, and lets only those who operate do it', async () => {
  expect((await reader.post(`/api/v1/weekly/${week}/freeze`)).status).toBe(403);
  const frozen = await ops.post(`/api/v1/weekly/${week}/freeze`);
  expect(frozen.status, JSON.stringify(frozen.body)).toBe(200);
  const first = await weekly(ops);
  expect(first.state).toBe('frozen');
  clock.move(60_000);
  const later = await weekly(ops);
  expect(later.review).toEqual(first.review);
  expect(later.digest).toBe(first.digest);
  expect((await ops.post(`/api/v1/weekly/${week}/freeze`)).body.code ?? '').toContain('frozen');
});

it('spins the wheel once and writes decisions down', async () => {
  const spun = await ops.post(`/api/v1/weekly/${week}/wheel`);
  expect(weeklyAnswer.parse(spun.body).text).toContain('the wheel drew');
  expect((await ops.post(`/api/v1/weekly/${week}/wheel`)).status).toBeGreaterThanOrEqual(400);
  const due = new Date(clock.now() + 7 * DAY_MS).toISOString();
  const told = { text: 'Two people for the checkout', owner: '@checkout', due };
  expect((await ops.post(`/api/v1/weekly/${week}/decisions`, told)).status).toBe(200);
  expect((await ops.post(`/api/v1/weekly/${week}/decisions`, { ...told, owner: '' })).status).toBeGreaterThanOrEqual(
    400,
  );
  expect((await ops.post(`/api/v1/weekly/${week}/decisions/d1`, { state: 'done' })).status).toBe(200);
  const { decisions, spun: draw } = await weekly(reader);
  expect(decisions.map(({ id, owner, state }) => [id, owner, state])).toEqual([['d1', '@checkout', 'done']]);
  expect(draw?.candidates).toContain(draw?.drawn);
});

it('refuses what is no week', async () => {
  for (const wrong of ['2025-W99', 'x', '2025-41']) {
    expect((await reader.get(`/api/v1/weekly/${wrong}`)).body.code ?? '').toBe('no-such-week');
  }
});
