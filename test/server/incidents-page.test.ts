import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, launch, NO_BROWSER, openPage } from '../support/browser.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { type ApiClient, type RunningServer, startServer, testClock } from '../support/server.ts';
import { makeServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const FLOWS = `flows:
  pay: { tier: 1, services: [catalog], value: { orders_per_minute: 40, amount_per_order: 34.5, currency: GBP } }
`;

let browser: Browser;
let server: RunningServer;
let ops: ApiClient;

describe.skipIf(CHROMIUM === undefined)(`the page of incidents, over the real server${NO_BROWSER}`, () => {
  beforeAll(async () => {
    const shop = makeServerShop();
    shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': `${SHOP_CONFIGURATION}${FLOWS}` } });
    const options = { data: temporaryFolder(), clock: testClock(), repositories: [shop.path], variables: {} };
    [browser, server] = await Promise.all([launch(), startServer(options)]);
    ops = await server.account({ name: 'ops', person: 'dora', roles: ['operator'] });
    const example = JSON.parse(readFileSync('examples/incidents/march-2026.json', 'utf8'));
    expect((await ops.post('/api/v1/incidents/import', example)).status).toBe(200);
    const own = { title: '<b>Payments</b> fail', severity: 2, flows: ['pay'], started_at: '2026-03-01T10:00:00Z' };
    const { incident } = (await ops.post('/api/v1/incidents', own)).body;
    const drop = { measure: 'conversion-drop', low: 0.25, high: 0.4, flow: 'pay', basis: 'measured' };
    const said = { party: 'team pay', text: 'against last week' };
    expect((await ops.post(`/api/v1/incidents/${incident.id}/impact`, { ...drop, ...said })).status).toBe(200);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    removeFolders();
  });

  it('shows a dispute as one, a cost with its formula, and fits a phone', async () => {
    const { page, trouble } = await openPage(browser, { width: 390, colours: 'dark' });
    await page.goto(`${server.url}/incidents`);
    await page.getByLabel('Name').fill('ops');
    await page.getByLabel('Password').fill('plain words that nobody guesses');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('1 incident hurts now.').waitFor();
    await page.getByRole('link', { name: 'Reported: most orders of North America fail for hours' }).click();
    const answers = page.locator('.incident-answers article');
    await answers.filter({ hasText: 'Part of AI' }).getByText('Disputed').waitFor();
    expect(await answers.filter({ hasText: 'Part of AI' }).getByRole('link', { name: 'source' }).count()).toBe(4);
    expect(await answers.filter({ hasText: 'Which change' }).getByText('Not known').count()).toBe(1);
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.getByRole('link', { name: '<b>Payments</b> fail' }).click();
    await page.getByText('How that is worked out').click();
    await page.getByText('(1 - recapture)').waitFor();
    await page.locator('.incident-timeline').waitFor();
    const tooWide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
    expect([tooWide, trouble, server.faults]).toEqual([false, [], []]);
    await page.close();
  });
});
