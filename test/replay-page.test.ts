import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compact } from '../src/entrypoint/cli/page/compact.ts';
import { replayPage } from '../src/entrypoint/cli/page/index.ts';
import { countersOf, type Settings } from '../src/entrypoint/cli/page/model.ts';
import { countText, minutesText } from '../src/entrypoint/cli/page/number-text.ts';
import { dotsOf } from '../src/entrypoint/cli/page/page-data.ts';
import { shopReplay } from './shop-replay.ts';

const CHROMIUM = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== '' && existsSync(path));

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const report = shopReplay({ changes: 300, seed: 21 });
const data = compact(report);
const dots = dotsOf(data);

const reason = CHROMIUM === undefined ? ' (skipped: no Chromium found; set CHROMIUM to its path)' : '';

describe.skipIf(CHROMIUM === undefined)(`the replay page in a browser${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-page-'));
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: QUIET });
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Opened {
    readonly page: Page;
    /** Requests beyond the file itself, errors, and policy violations. */
    readonly trouble: string[];
  }

  async function open(html: string, options: { readonly dark?: boolean } = {}): Promise<Opened> {
    const file = join(folder, `${Math.floor(performance.now() * 1000)}.html`);
    writeFileSync(file, html);
    const page = await context.newPage();
    await page.emulateMedia({ colorScheme: options.dark === true ? 'dark' : 'light' });
    const trouble: string[] = [];
    const url = pathToFileURL(file).href;
    page.on('request', (request) => {
      if (request.url() !== url) trouble.push(request.url());
    });
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('dialog', (dialog) => {
      trouble.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(url);
    return { page, trouble };
  }

  async function shown(page: Page): Promise<string[]> {
    // Settings take effect with the next frame.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const texts = await page.locator('.counter .value').allInnerTexts();
    return texts.map((text) => text.replace(/\s+/g, ' ').trim());
  }

  function expected(settings: Settings): string[] {
    const { minutesPerWeek, harm, harmless } = countersOf(dots, settings, data.weeks);
    const of = (part: { count: number; n: number }) => `${countText(part.count)} of ${countText(part.n)}`;
    return [minutesText(minutesPerWeek), of(harm), of(harmless)];
  }

  it('starts with the counters at the totals of the report, and asks the network for nothing', async () => {
    const { page, trouble } = await open(replayPage(report));
    const { totals } = report;
    expect(await shown(page)).toEqual([
      minutesText(totals.senior_minutes_per_week),
      `${countText(totals.harm_held.count)} of ${countText(totals.harm_held.n)}`,
      `${countText(totals.harmless_held.count)} of ${countText(totals.harmless_held.n)}`,
    ]);
    expect(trouble).toEqual([]);
    await page.close();
  });

  it('moves the counters with the handle, by keys and by pointer, and back', async () => {
    const { page, trouble } = await open(replayPage(report));
    const handle = page.getByRole('slider');
    await handle.focus();
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowLeft');
    expect(await shown(page)).toEqual(expected({ axis: 'risk', threshold: 89, off: new Set() }));
    expect(await handle.getAttribute('aria-valuenow')).toBe('89');
    const box = (await handle.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x - 200, box.y + 40, { steps: 4 });
    await page.mouse.up();
    const counters = await shown(page);
    const threshold = Number(await handle.getAttribute('aria-valuenow'));
    expect(threshold).toBeLessThan(80);
    expect(counters).toEqual(expected({ axis: 'risk', threshold, off: new Set() }));
    await page.getByRole('button', { name: 'Reset' }).click();
    expect(await shown(page)).toEqual(expected({ axis: 'risk', threshold: 100, off: new Set() }));
    expect(trouble).toEqual([]);
    await page.close();
  });

  it('ranks by size instead, by keys, and keeps the place of the handle', async () => {
    const { page, trouble } = await open(replayPage(report));
    const handle = page.getByRole('slider');
    await handle.press('PageDown');
    await page.getByRole('radio', { name: 'risk' }).press('ArrowRight');
    expect(await shown(page)).toEqual(expected({ axis: 'size', threshold: 90, off: new Set() }));
    expect(await handle.getAttribute('aria-valuetext')).toContain('90th size percentile');
    await page.getByRole('radio', { name: 'risk' }).check();
    expect(await shown(page)).toEqual(expected({ axis: 'risk', threshold: 90, off: new Set() }));
    expect(trouble).toEqual([]);
    await page.close();
  });

  it('ranks by size without asking where no risk is known', async () => {
    const changes = report.changes.map((change) => ({ ...change, risk_score: null, risk_percentile: null }));
    const { page, trouble } = await open(replayPage({ ...report, changes }));
    expect(await page.getByRole('radio').count()).toBe(0);
    await page.getByRole('slider').press('PageDown');
    expect(await shown(page)).toEqual(expected({ axis: 'size', threshold: 90, off: new Set() }));
    expect(trouble).toEqual([]);
    await page.close();
  });

  it('counts without a rule that is switched off', async () => {
    const { page } = await open(replayPage(report));
    await page.locator('[data-rule="1"]').getByRole('switch').click();
    await page.locator('[data-rule="3"]').getByRole('switch').press('Space');
    expect(await shown(page)).toEqual(expected({ axis: 'risk', threshold: 100, off: new Set([1, 3]) }));
    await page.close();
  });

  it('shows a card for a dot under the pointer, and for a change chosen from the list', async () => {
    const { page } = await open(replayPage(report));
    const harmful = dots.findLast(({ label }) => label === 'reverted' || label === 'fixed');
    await page.locator('#changes button').first().click();
    const card = page.locator('#card');
    await card.waitFor({ state: 'visible' });
    expect(await card.innerText()).toContain(harmful?.commit);
    expect(await card.innerText()).toMatch(
      /risk [\d.]+ % in the public data it is trained on; higher than \d+ % of changes here/,
    );
    const spot = (await page.locator('.spot').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await card.getByRole('button', { name: 'Close' }).click();
    await card.waitFor({ state: 'hidden' });
    await page.mouse.move(spot.x + spot.width / 2, spot.y + spot.height / 2);
    await card.waitFor({ state: 'visible' });
    await page.close();
  });

  it('runs nothing that a commit title says', async () => {
    const title = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>';
    const { page, trouble } = await open(replayPage(shopReplay({ changes: 80, seed: 5, title })));
    await page.locator('#list-show').selectOption('all');
    await page.locator('#changes button').first().click();
    await page.locator('#card').waitFor({ state: 'visible' });
    expect(await page.locator('#card .card-title').innerText()).toBe(title);
    expect(trouble).toEqual([]);
    await page.close();
  });

  it('never scrolls sideways, from 360 to 1,600 pixels', async () => {
    const { page } = await open(replayPage(report));
    await page.getByRole('slider').press('Home');
    for (const width of [360, 390, 768, 1280, 1600]) {
      await page.setViewportSize({ width, height: 900 });
      await shown(page);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    }
    await page.close();
  });

  it('prints on one page', async () => {
    const { page } = await open(replayPage(report), { dark: true });
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await page.close();
  });

  it('opens a history without harm and one without changes', async () => {
    for (const changes of [0, 1]) {
      const { page, trouble } = await open(replayPage(shopReplay({ changes, seed: 2, harm: false })));
      await page.waitForLoadState('load');
      expect(trouble).toEqual([]);
      await page.close();
    }
  });

  it('would notice a counter that is wrong, a request and an error', async () => {
    const wrong = { ...report, totals: { ...report.totals, senior_minutes_per_week: 1 } };
    const { page } = await open(replayPage(wrong));
    expect(await shown(page)).not.toContain('1');
    await page.close();
    const loud = await open('<script>console.log(1);fetch("http://127.0.0.1:9/");throw new Error("x")</script>');
    await loud.page.waitForTimeout(50);
    expect(loud.trouble.length).toBeGreaterThanOrEqual(3);
    await loud.page.close();
  });
});
