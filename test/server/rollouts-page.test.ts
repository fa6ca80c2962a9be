import { basename } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rolloutAnswer, rolloutReport } from '../../src/contract/index.ts';
import { DEFINITIONS, definitions } from '../flag/shop.ts';
import { CHROMIUM, launch, NO_BROWSER, openPage } from '../support/browser.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { type ApiClient, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { makeServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

const TOKEN = 'push-token-of-sixteen';
const STEP_MS = 10_000;
const STEPS_AT_ONCE = 5;
const ROLLOUTS = `rollouts:
  shop:
    service: checkout
    targets: { switch: { engine: flag, name: new-checkout } }
    metrics:
      errors: { kind: errors, events: shop_errors_total, exposure: shop_requests_total }
    stages:
      - { name: some, weight: 20, promote: human }
      - { name: half, weight: 50, promote: human }
brakes:
  rules:
    storm: { when: rollback-storm, rollbacks: 1, minutes: 60 }
`;

const clock = testClock();
let browser: Browser;
let server: RunningServer;
let ops: ApiClient;
let repository: string;

describe.skipIf(CHROMIUM === undefined)(`somebody on call in a browser, over the real server${NO_BROWSER}`, () => {
  beforeAll(async () => {
    const shop = makeServerShop();
    const stated = `${SHOP_CONFIGURATION}flags: { definitions: ${DEFINITIONS} }\n${ROLLOUTS}`;
    shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': stated, [DEFINITIONS]: definitions(0) } });
    shop.commit({ branch: 'changes/search', files: { 'src/catalog/more.ts': 'export const more = 1;\n' } });
    repository = `local:${basename(shop.path).replaceAll(/[^\w.~-]/g, '-')}`;
    [browser, server] = await Promise.all([
      launch(),
      startServer({
        data: temporaryFolder(),
        clock,
        repositories: [shop.path],
        variables: { FIREBREAK_SIGNAL_TOKEN: TOKEN },
      }),
    ]);
    ops = await server.account({ name: 'ops', person: 'dora', roles: ['operator'] });
    await until(
      () => ops.get('/api/v1/flags'),
      (answer) => answer.body.sets?.length === 1,
    );
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    removeFolders();
  });

  it('sees a rollout begin, be judged by what is counted, stops it, and sees the brake that a rule pulls', async () => {
    const { page, trouble } = await openPage(browser, { width: 1280, colours: 'light' });
    await signIn(page, '/rollouts');
    await page.getByText('Nothing is rolled out.').first().waitFor();
    const change = await until(
      async () => (await ops.get('/api/v1/changes')).body.changes[0]?.id ?? '',
      (found) => found !== '',
    );
    const wish = { plan: 'shop', repository, change };
    const id = rolloutAnswer.parse((await ops.post('/api/v1/rollouts', wish)).body).rollout;
    await page.getByRole('link', { name: 'checkout in production' }).click();
    await page.getByText('In stage some: 20 % have the new version.').waitFor();
    // Whole steps: their counters are those of the judge's.
    const entered = Math.floor(clock.now() / STEP_MS) * STEP_MS;

    await count({ from: entered, steps: 40, errors: 1 });
    await page.locator('.lede').getByText('The judge waits').waitFor();
    const tile = page.locator('.metric').filter({ has: page.getByRole('heading', { name: 'errors' }) });
    await tile.getByText('Not told yet').waitFor();
    await tile.getByText(/Samples \d+ events, enough to stop it/).waitFor();

    await page.keyboard.press('x');
    const dialog = page.getByRole('dialog', { name: 'Roll back' });
    await dialog.getByLabel('Reason').fill('Customers call.');
    await dialog.getByRole('button', { name: 'Put the version before back' }).click();
    await page.locator('.rollout-head').getByText('Aborted: the version before has everything').waitFor();
    await page.getByRole('link', { name: 'All rollouts' }).click();
    await page.locator('.brake-row.is-active').getByText('checkout').first().waitFor();
    expect(await reported(id)).toMatchObject({ state: 'aborted', weights: { switch: 0 } });
    await page.goto(`${server.url}/changes/${encodeURIComponent(change)}`);
    await page.locator('.ladder').waitFor();
    expect(await page.locator('.rung', { hasText: 'Canary' }).textContent()).toContain('aborted: the version before');
    await page.getByRole('link', { name: 'Canary' }).click();
    await page.getByRole('heading', { level: 1, name: 'Rollout of checkout' }).waitFor();
    expect(trouble).toEqual([]);
    expect(server.faults).toEqual([]);
    await page.close();
  });
});

async function signIn(page: Page, place: string): Promise<void> {
  await page.goto(`${server.url}${place}`);
  await page.getByLabel('Name').fill('ops');
  await page.getByLabel('Password').fill('plain words that nobody guesses');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function reported(id: string) {
  return rolloutReport.parse((await ops.get(`/api/v1/rollouts/${id}`)).body);
}

/**
 * Both arms count so many errors of a hundred requests in each step. Counters are told before their moment comes, as a server takes them from a clock
 * that is a little ahead: so the judge never looks before they are there.
 */
async function count(given: { readonly from: number; readonly steps: number; readonly errors: number }): Promise<void> {
  const { from, steps, errors } = given;
  for (let done = 0; done < steps; done += STEPS_AT_ONCE) {
    const samples = ['canary', 'control'].flatMap((arm) =>
      Array.from({ length: STEPS_AT_ONCE + 1 }, (_, at) => {
        const time = new Date(from + (done + at) * STEP_MS).toISOString();
        return [
          { metric: 'shop_requests_total', arm, time, value: 1_000 + (done + at) * 100 },
          { metric: 'shop_errors_total', arm, time, value: 10 + (done + at) * errors },
        ];
      }).flat(),
    );
    const response = await fetch(`${server.url}/v1/counters`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ samples }),
    });
    expect(await response.json()).toMatchObject({ refused: {} });
    clock.move(Math.max(0, from + (done + STEPS_AT_ONCE) * STEP_MS - clock.now()));
  }
}
