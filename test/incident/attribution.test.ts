import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { incidentAnswer, incidentReport } from '../../src/contract/index.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { type ApiClient, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { makeServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const MINUTE = 60_000;
const clock = testClock();
let server: RunningServer;
let cleo: ApiClient;
let repository: string;

beforeAll(async () => {
  const shop = makeServerShop();
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': SHOP_CONFIGURATION } });
  repository = basename(shop.path).replaceAll(/[^\w.~-]/g, '-');
  server = await startServer({ data: temporaryFolder(), clock, repositories: [shop.path] });
  cleo = await server.account({ name: 'cleo', person: 'cleo' });
});
afterAll(async () => {
  await server?.stop();
  removeFolders();
});

const iso = (at: number) => new Date(at).toISOString();
const report = async (id: string) => incidentReport.parse((await cleo.get(`/api/v1/incidents/${id}`)).body);

async function deploy(service: string, commit: string): Promise<void> {
  const stated = { repository, service, environment: 'production', commit, at: iso(clock.now()) };
  expect((await server.owner.post('/api/v1/deployments', stated)).status).toBe(202);
}

async function opened(): Promise<string> {
  const body = { title: 'Orders fail', severity: 3, services: ['checkout'], started_at: iso(clock.now() - 2 * MINUTE) };
  const answer = await cleo.post('/api/v1/incidents', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return incidentAnswer.parse(answer.body).incident.id;
}

it('has no attribution while nothing that could have done it is recorded', async () => {
  expect((await report(await opened())).attribution).toBeNull();
});

it('weighs what the record knows: deployments before it, by place and time, as suspects and never as causes', async () => {
  clock.move(400 * MINUTE);
  await deploy('catalog', 'b'.repeat(40));
  await deploy('checkout', 'a'.repeat(40));
  clock.move(8 * MINUTE);
  const id = await opened();
  clock.move(3 * MINUTE);
  await deploy('checkout', 'c'.repeat(40));
  const found = await until(
    () => report(id),
    ({ attribution }) => (attribution?.candidates.length ?? 0) >= 2,
  );
  const { attribution, cause } = found;
  expect(attribution?.candidates[0]).toMatchObject({ id: 'a'.repeat(40), kind: 'code', grade: 'spatial' });
  expect(attribution?.candidates.map((one) => one.id)).not.toContain('c'.repeat(40));
  const sum = (attribution?.candidates ?? []).reduce(
    (total, { probability }) => total + probability,
    (attribution?.none ?? 0) + (attribution?.unknown ?? 0),
  );
  expect(sum).toBeCloseTo(1, 9);
  expect(JSON.stringify(cause)).not.toContain('"is_cause":true');
});
