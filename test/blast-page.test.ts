import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blastPage } from '../src/entrypoint/cli/page/index.ts';
import { shopBlast } from './shop-blast.ts';

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

const HOSTILE = '</title></script><script>alert(1)</script><img src=x onerror=alert(1)>"\'';
const reason = CHROMIUM === undefined ? ' (skipped: no Chromium found; set CHROMIUM to its path)' : '';

describe.skipIf(CHROMIUM === undefined)(`the blast page in a browser${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-blast-page-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: QUIET });
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

  async function open(
    options: Parameters<typeof shopBlast>[0],
    look: { readonly width?: number; readonly script?: boolean } = {},
  ): Promise<Opened> {
    const file = join(folder, `${Math.floor(performance.now() * 1000)}.html`);
    writeFileSync(file, blastPage(shopBlast(options)));
    const page = await browser.newPage({
      viewport: { width: look.width ?? 1280, height: 900 },
      javaScriptEnabled: look.script ?? true,
    });
    const trouble: string[] = [];
    const url = pathToFileURL(file).href;
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== url) trouble.push(request.url());
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

  it('asks for nothing and runs nothing of a stranger', async () => {
    const { page, trouble } = await open({ files: 30, flows: 3, hostile: HOSTILE });
    expect(await page.locator('img').count()).toBe(0);
    await page.locator('svg.wide .node.certain').first().hover();
    expect(trouble).toEqual([]);
    await page.close();
  });

  it('shows one mark with its lines and its row when pointed at, and says what it is', async () => {
    const { page } = await open({ files: 30, services: 6, flows: 3 });
    await page.locator('svg.wide [data-node="service-2"]').hover();
    expect(await page.locator('#readout').innerText()).toContain('service checkout');
    // The service, the one it calls and the flow through it.
    const lit = await page
      .locator('svg.wide .node.lit')
      .evaluateAll((nodes) => nodes.map((node) => node.dataset['node']));
    expect(lit).toEqual(expect.arrayContaining(['service-0', 'service-2', 'flow-0']));
    expect(await page.locator('#service-2.lit').count()).toBe(1);
    await page.close();
  });

  it('is one stop of the Tab key, with the arrow keys from mark to mark', async () => {
    const { page } = await open({ files: 9 });
    expect(await page.locator('svg.wide [tabindex="0"]').count()).toBe(1);
    await page.locator('svg.wide .node').first().focus();
    const first = await page.locator('#readout').innerText();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#readout').innerText()).not.toBe(first);
    expect(await page.locator('svg.wide [tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await page.locator('tr:target').count()).toBe(1);
    await page.close();
  });

  it('draws the picture and follows its links without a script', async () => {
    const { page } = await open({ files: 9 }, { script: false });
    expect(await page.locator('svg.wide .node').first().isVisible()).toBe(true);
    expect(await page.locator('#readout').isVisible()).toBe(false);
    await page.locator('svg.wide [data-node="file-1"]').click();
    expect(page.url()).toMatch(/#file-1$/);
    await page.close();
  });

  it('fits a narrow screen with the picture made for it', async () => {
    const { page } = await open({ files: 200, services: 20, flows: 6 }, { width: 390 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await page.locator('svg.wide').isVisible()).toBe(false);
    expect(await page.locator('svg.narrow').isVisible()).toBe(true);
    await page.close();
  });
});
