import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Path of a Chromium; `undefined` = none here, then tests that need one are skipped. */
export const CHROMIUM = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== '' && existsSync(path));

/** Goes behind the title of what is skipped. */
export const NO_BROWSER = CHROMIUM === undefined ? ' (skipped: no Chromium found; set CHROMIUM to its path)' : '';

/** A browser that talks to nobody by itself. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A page of its own session; `trouble` gathers errors, messages of the console, dialogs and refused content. */
export async function openPage(
  browser: Browser,
  given: { readonly width: number; readonly colours: 'light' | 'dark' },
): Promise<{ readonly page: Page; readonly trouble: string[] }> {
  const page = await browser.newPage({ viewport: { width: given.width, height: 850 }, colorScheme: given.colours });
  const trouble: string[] = [];
  page.on('console', (message) => trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('dialog', (dialog) => {
    trouble.push(dialog.message());
    void dialog.dismiss();
  });
  return { page, trouble };
}
