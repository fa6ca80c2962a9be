import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, launch, NO_BROWSER, openPage } from '../support/browser.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { decided, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { AI, lines, makeServerShop, type ServerShop } from '../support/server-shop.ts';

let browser: Browser;
let shop: ServerShop;
let server: RunningServer;

describe.skipIf(CHROMIUM === undefined)(`a senior in a browser, over the real server${NO_BROWSER}`, () => {
  beforeAll(async () => {
    browser = await launch();
    shop = makeServerShop();
    server = await startServer({ data: temporaryFolder(), clock: testClock(), repositories: [shop.path] });
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    removeFolders();
  });

  it('is asked for a junior’s assisted change to tier 0, signs it by the keyboard, and sees a push make that stale', async () => {
    const branch = 'changes/pay';
    const files = { 'src/checkout/pay.ts': `${lines('pay')}// first\n` };
    shop.commit({ branch, message: `Round to the cent\n\n${AI}`, files });
    const { body } = await until(
      () => server.owner.get('/api/v1/changes'),
      (answer) => answer.body.changes.length === 1,
    );
    const [{ id }] = body.changes;
    const [{ person }] = (await decided(server.owner, id, 'hold')).asks;
    await server.account({ name: person, person });

    const { page, trouble } = await openPage(browser, { width: 1280, colours: 'light' });
    await page.goto(`${server.url}/inbox`);
    await page.getByLabel('Name').fill(person);
    await page.getByLabel('Password').fill('plain words that nobody guesses');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Round to the cent').first().waitFor();
    await page.goto(`${server.url}/changes/${encodeURIComponent(id)}`);
    await page.getByText('stuck here').waitFor();
    await page.keyboard.press('a');
    await page.getByRole('dialog').getByRole('button', { name: /sign/i }).click();
    await decided(server.owner, id, 'allow');
    // Nobody reloads: the page hears of it.
    await page.getByText('May pass').first().waitFor();

    shop.commit({
      branch,
      message: `Another thing\n\n${AI}`,
      files: { 'src/checkout/pay.ts': `${lines('pay')}// second\n` },
    });
    await decided(server.owner, id, 'hold');
    await page.getByText('the content changed after it was given').first().waitFor();
    expect(trouble).toEqual([]);
    expect(server.faults).toEqual([]);
    await page.close();
  });
});
