import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM, launch, NO_BROWSER, openPage } from '../support/browser.ts';
import { startWebFixture, type WebFixture } from '../support/web-fixture.ts';
import { HOSTILE, webShop } from '../support/web-shop.ts';
import { webWeekly } from '../support/web-weekly.ts';

const { viewer } = webShop('busy').me;

describe.skipIf(CHROMIUM === undefined)(`a meeting's way through Weekly${NO_BROWSER}`, () => {
  let browser: Browser;
  let fixture: WebFixture;
  let page: Page;
  let trouble: string[];
  beforeAll(async () => {
    browser = await launch();
    fixture = await startWebFixture(webShop('busy'));
  });
  afterAll(async () => {
    await browser?.close();
    await fixture?.close();
  });
  beforeEach(async () => {
    fixture.shop = { ...webShop('busy'), weekly: webWeekly({ viewer, said: (text) => text }) };
    fixture.writes.length = 0;
    ({ page, trouble } = await openPage(browser, { width: 1280, colours: 'light' }));
  });
  afterEach(async () => {
    await page.close();
  });

  async function open(place: string): Promise<void> {
    await page.goto(fixture.url + place);
    await page.locator('h1').waitFor();
    await page.locator('.reading').waitFor({ state: 'detached' });
  }

  it('is reached by g w, and links its sentences to what they come from', async () => {
    await open('/');
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await page.getByRole('heading', { level: 1, name: 'Weekly' }).waitFor();
    await page.locator('.control-chart').first().waitFor();
    expect(await page.locator('.control-chart').count()).toBe(3);
    const sentences = page.locator('.sentences li');
    expect(await sentences.count()).toBeGreaterThan(10);
    await page.getByText('It is not shown to be the cause').waitFor();
    const source = page.locator('.sources a', { hasText: '258' }).first();
    expect(await source.getAttribute('href')).toBe('/changes/github%3Aacme%2Fshop%23258');
    expect(trouble).toEqual([]);
  });

  it('writes a decision down with its owner and day', async () => {
    await open('/weekly?at=2026-W48');
    await page.getByRole('button', { name: 'Write a decision down' }).click();
    await page.getByLabel('What is decided').fill('Freeze the gateway on Fridays');
    await page.getByLabel('Who answers for it').fill('@payment');
    await page.getByLabel('Due (17:00 UTC)').fill('2026-12-24');
    await page.getByRole('dialog').getByRole('button', { name: 'Write a decision down' }).click();
    await page.locator('.told').waitFor();
    expect(fixture.writes.map(({ what, body }) => [what, body])).toEqual([
      [
        `POST /api/v1/weekly/${fixture.shop.weekly?.review.week}/decisions`,
        { text: 'Freeze the gateway on Fridays', owner: '@payment', due: '2026-12-24T17:00:00Z' },
      ],
    ]);
    expect(trouble).toEqual([]);
  });

  it('shows what somebody wrote as text, prints on two pages, and fits a narrow screen', async () => {
    fixture.shop = { ...fixture.shop, weekly: webWeekly({ viewer, said: () => HOSTILE }) };
    await open('/weekly');
    await page.locator('.control-chart').first().waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    const pdf = await page.pdf({ format: 'A4', margin: { top: '11mm', bottom: '11mm', left: '12mm', right: '12mm' } });
    expect([...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b/g)].length).toBeLessThanOrEqual(2);
    await page.setViewportSize({ width: 380, height: 800 });
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expect(trouble).toEqual([]);
  });
});
