import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM, launch, NO_BROWSER, openPage } from '../support/browser.ts';
import { startWebFixture, type WebFixture } from '../support/web-fixture.ts';
import { webShop } from '../support/web-shop.ts';

const FIRST = 'github:shop/store#1';
const SECOND = 'github:shop/store#2';

describe.skipIf(CHROMIUM === undefined)(`a person's way through the web client${NO_BROWSER}`, () => {
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
    fixture.shop = webShop('busy');
    fixture.failWith = null;
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
    await page.locator('.connection.is-live').waitFor();
  }

  it('goes from screen to screen by g and a letter, and back', async () => {
    await open('/');
    for (const [letter, heading] of [
      ['i', 'Sign-off inbox'],
      ['q', 'Queue'],
      ['r', 'Rollouts & freezes'],
      ['e', 'Blast & exposure'],
      ['p', 'Policy & proof'],
      ['c', 'Changes'],
      ['n', 'Now'],
    ]) {
      await page.keyboard.press('g');
      await page.keyboard.press(letter ?? '');
      await page.getByRole('heading', { level: 1, name: heading ?? '' }).waitFor();
      expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    }
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Changes' }).waitFor();
    expect(trouble).toEqual([]);
  });

  it('signs by keys alone: j, k, a, and enter to confirm', async () => {
    await open('/inbox');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    expect(await page.locator('.brief h2').innerText()).toContain('Retry card payments');
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: 'Sign off' });
    expect(await dialog.innerText()).toContain('Retry card payments');
    expect(fixture.writes).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('Recorded. Verdict: May pass.').waitFor();
    expect(await dialog.count()).toBe(0);
    expect(fixture.writes).toEqual([
      {
        what: `POST /api/v1/changes/${SECOND}/signoff`,
        body: { content_digest: fixture.shop.inbox.items[1]?.content_digest },
        csrf: 'token-1',
      },
    ]);
    expect(trouble).toEqual([]);
  });

  it('signs nothing when the confirmation is left by escape, and gives the focus back', async () => {
    await open('/inbox');
    await page.getByRole('button', { name: /^Sign off/ }).focus();
    await page.keyboard.press('a');
    await page.getByRole('dialog').waitFor();
    for (let tab = 0; tab < 8; tab += 1) await page.keyboard.press('Tab');
    expect(
      await page.evaluate(
        "document.activeElement === document.body || document.activeElement.closest('dialog') !== null",
      ),
    ).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Sign off');
    expect(fixture.writes).toEqual([]);
  });

  it('returns with a reason; a refusal says what to do and keeps what was typed', async () => {
    await open('/inbox');
    await page.keyboard.press('r');
    await page.getByLabel('What has to change').fill('refuse: add a test');
    await page.getByRole('button', { name: 'Return to its author' }).click();
    await page.getByText('Look at it again.').waitFor();
    expect(await page.getByLabel('What has to change').inputValue()).toBe('refuse: add a test');
    await page.getByLabel('What has to change').fill('Add a test');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Recorded.').waitFor();
    expect(fixture.writes.at(-1)).toMatchObject({
      what: `POST /api/v1/changes/${FIRST}/return`,
      body: { reason: 'Add a test' },
    });
  });

  it('overrides only after it named whom it passes over, for how long, and what is owed', async () => {
    await open('/changes/github%3Ashop%2Fstore%231');
    await page.keyboard.press('o');
    const dialog = page.getByRole('dialog', { name: 'Override the hold' });
    expect(await dialog.innerText()).toMatch(/For 1 h this content may pass/);
    expect(await dialog.innerText()).toContain('ida, olaf');
    expect(await dialog.innerText()).toContain('A review is owed');
    await dialog.getByLabel('Reason').fill('Prices are wrong for everybody');
    await dialog.getByLabel('Ticket').fill('OPS-7');
    await dialog.getByLabel('For how long').selectOption('30');
    await dialog.getByRole('button', { name: 'Let it pass for 30 min' }).click();
    await page.getByText('Recorded.').waitFor();
    expect(fixture.writes[0]).toMatchObject({
      what: `POST /api/v1/changes/${FIRST}/override`,
      body: { reason: 'Prices are wrong for everybody', ticket: 'OPS-7', ttl_minutes: 30 },
    });
  });

  it('refuses in words what may not be done', async () => {
    await open('/changes/github%3Ashop%2Fstore%234');
    await page.keyboard.press('o');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByRole('status').innerText()).toContain('nothing to override');
    expect(await page.getByRole('button', { name: /Override/ }).getAttribute('aria-disabled')).toBe('true');
  });

  it('shows a new verdict as it comes, says it aloud, and keeps focus and place', async () => {
    await open('/changes/github%3Ashop%2Fstore%231');
    await page.locator('summary', { hasText: 'Evidence and rules' }).focus();
    await page.evaluate('scrollTo(0, 300)');
    const report = fixture.shop.changes[0];
    if (report === undefined) throw new Error('no change');
    const others = fixture.shop.changes.slice(1);
    const words = { allow: 'May pass', hold: 'Held' } as const;
    let soonest = Number.POSITIVE_INFINITY;
    // The best of a few, so that other work on the machine does not decide; it ends as it began, with a verdict that lets pass.
    for (const verdict of ['allow', 'hold', 'allow', 'hold', 'allow'] as const) {
      fixture.shop = { ...fixture.shop, changes: [{ ...report, change: { ...report.change, verdict } }, ...others] };
      const before = Date.now();
      fixture.tell({ position: 5_000, change: FIRST, queue: null, type: 'ChangeDecided' });
      await page.locator('.verdict .badge', { hasText: words[verdict] }).waitFor();
      soonest = Math.min(soonest, Date.now() - before);
      if (soonest < 1_000 && verdict === 'allow') break;
    }
    // Sooner than any look that nobody asked for; bench/server measures how soon.
    expect(soonest).toBeLessThan(1_000);
    expect(await page.getByRole('status').innerText()).toContain('Verdict: May pass');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Evidence and rules');
    expect(await page.evaluate('scrollY')).toBe(300);
    expect(trouble).toEqual([]);
  });

  it('reads nothing anew for an event of another change', async () => {
    await open('/changes/github%3Ashop%2Fstore%231');
    await page.waitForTimeout(50);
    const reads: string[] = [];
    page.on('request', (request) => reads.push(request.url()));
    fixture.tell({ position: 5_001, change: SECOND, queue: null, type: 'ChangeDecided' });
    await page.waitForTimeout(300);
    expect(reads).toEqual([]);
    fixture.tell({ position: 5_002, change: FIRST, queue: null, type: 'ChangeDecided' });
    await expect.poll(() => reads.length).toBe(1);
  });

  it('reads a burst of a thousand events in few readings', async () => {
    await open('/');
    let reads = 0;
    page.on('request', () => {
      reads += 1;
    });
    for (let position = 0; position < 1_000; position += 1)
      fixture.tell({ position, change: SECOND, queue: null, type: 'RevisionObserved' });
    await page.waitForTimeout(1_000);
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThanOrEqual(3);
  });

  it('comes back after the connection was cut, and reads what it missed', async () => {
    await open('/');
    fixture.cut();
    fixture.shop = { ...fixture.shop, now: { ...fixture.shop.now, counts: { ...fixture.shop.now.counts, open: 77 } } };
    await page.getByRole('link', { name: '77 open' }).waitFor({ timeout: 30_000 });
    await page.locator('.connection.is-live').waitFor();
  });

  it('holds no connection while nobody sees it, and reads what it missed when somebody does', async () => {
    await open('/');
    const see = (state: string) =>
      page.evaluate(`Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${state}' });
        document.dispatchEvent(new Event('visibilitychange'));`);
    expect(fixture.listeners()).toBe(1);
    await see('hidden');
    await expect.poll(() => fixture.listeners()).toBe(0);
    fixture.shop = { ...fixture.shop, now: { ...fixture.shop.now, counts: { ...fixture.shop.now.counts, open: 78 } } };
    await see('visible');
    await page.getByRole('link', { name: '78 open' }).waitFor({ timeout: 30_000 });
    expect(fixture.listeners()).toBe(1);
  });

  it('asks who looks, goes on to where one wanted to go, and says why it refused', async () => {
    const me = fixture.shop.me;
    const nobody = {
      ...me,
      csrf: null,
      viewer: { ...me.viewer, account: null, person: null, roles: [], permissions: [] },
    };
    fixture.shop = { ...fixture.shop, me: nobody };
    await page.goto(`${fixture.url}/policy`);
    await page.getByLabel('Name').fill('ida');
    await page.getByLabel('Password').fill('refuse');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    fixture.shop = { ...fixture.shop, me };
    await page.getByLabel('Password').fill('correct horse');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Policy & proof' }).waitFor();
    expect(fixture.writes.at(-1)).toMatchObject({
      what: 'POST /api/v1/session',
      body: { name: 'ida', password: 'correct horse' },
    });
  });

  it('signs in by a link whose secret leaves the address', async () => {
    const me = fixture.shop.me;
    fixture.shop = { ...fixture.shop, me: { ...me, csrf: null, viewer: { ...me.viewer, account: null } } };
    await page.goto(`${fixture.url}/sign-in#owner=s3cret`);
    await expect.poll(() => fixture.writes.at(-1)?.body).toEqual({ link: 's3cret' });
    await expect.poll(() => page.url()).not.toContain('s3cret');
  });

  it('looks through further pages for what a filter asks for', async () => {
    fixture.shop = webShop('many');
    const rare = fixture.shop.changes[420];
    if (rare === undefined) throw new Error('no change');
    const changes = [...fixture.shop.changes];
    changes[420] = { ...rare, change: { ...rare.change, services: ['kiosk'] } };
    fixture.shop = { ...fixture.shop, changes };
    await open('/changes?state=open&service=kiosk');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    expect(trouble).toEqual([]);
  });

  it('says what to do when the server cannot answer, and keeps what was shown', async () => {
    await open('/');
    fixture.failWith = { status: 503, body: 'upstream connect error' };
    fixture.tell({ position: 1, change: null, queue: null, type: 'ChangeDecided' });
    await page.getByText('The server may be starting').waitFor();
    expect(await page.getByRole('heading', { name: 'Ship or hold' }).count()).toBe(1);
    fixture.failWith = null;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The server may be starting').waitFor({ state: 'detached', timeout: 30_000 });
  });

  it('shows the keys of the screen, and can switch them off', async () => {
    await open('/inbox');
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    expect(await sheet.innerText()).toContain('sign off');
    await sheet.getByLabel('Single keys work on this device').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('filters the list by keys and keeps the focus while it reads', async () => {
    fixture.shop = webShop('many');
    await open('/changes?state=open');
    await page.keyboard.press('/');
    await page.keyboard.type('payment');
    await expect.poll(() => page.url()).toContain('q=payment');
    await expect.poll(() => page.locator('tbody tr').first().innerText()).toContain('payment');
    expect(await page.evaluate('document.activeElement.id')).toBe('filter');
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => page.locator('tbody tr').count()).toBeGreaterThan(6);
  });

  it('leads from every number to its rows', async () => {
    await open('/');
    await page.getByRole('link', { name: '1 blocked', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Changes' }).waitFor();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    expect(page.url()).toContain('verdict=block');
  });

  it('moves nothing for those who asked for less motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open('/inbox');
    expect(await page.evaluate("getComputedStyle(document.querySelector('button')).transitionDuration")).toBe('0s');
  });
});
