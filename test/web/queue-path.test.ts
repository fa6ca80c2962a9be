import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM, launch, NO_BROWSER, openPage } from '../support/browser.ts';
import { startWebFixture, type WebFixture } from '../support/web-fixture.ts';
import { QUEUE_ID, stopped, webQueue } from '../support/web-queue.ts';
import { webShop } from '../support/web-shop.ts';

const AT = Date.now();
const making = { at: AT, viewer: webShop('busy').me.viewer, said: (text: string) => text };
const PATH = `/api/v1/queue/${QUEUE_ID}`;

describe.skipIf(CHROMIUM === undefined)(`a person's way through the Queue screen${NO_BROWSER}`, () => {
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

  /** Serves this queue from now on, and tells so. */
  function become(queue: ReturnType<typeof webQueue>, told: string | null = QUEUE_ID): void {
    fixture.shop = { ...fixture.shop, queues: [queue] };
    fixture.tell({ position: 6_000, change: null, queue: told, type: 'TrialEnded' });
  }

  const row = (entry: number) => page.locator(`.entry-table tr[data-entry="${entry}"]`);

  it('steps by j and k, asks why by w, and opens the change by enter', async () => {
    await open('/queue');
    for (const key of ['j', 'j', 'j', 'j', 'k', 'j']) await page.keyboard.press(key);
    await page.keyboard.press('w');
    await page.getByRole('heading', { level: 2, name: 'Search by article number' }).waitFor();
    expect(page.url()).toContain('at=8');
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('why-heading');
    const why = page.getByRole('region', { name: 'Search by article number' });
    expect(await why.innerText()).toContain('Entry 11 (revert 8b3e2f24dd) is decided first.');
    expect(await why.innerText()).toContain('Nothing to do');
    expect(await row(8).getAttribute('class')).toContain('chosen');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/changes/github%3Ashop%2Fstore%238');
    await page.getByText('#8 in store@main').click();
    await page.waitForURL('**/queue?in=*&at=8');
    expect(trouble).toEqual([]);
  });

  it('shows of what landed the tree, the base and the builds, and of what was sent back whether it may be queued again', async () => {
    await open('/queue?at=4');
    const why = page.locator('.why');
    for (const part of ['Exactly this tree was built', 'tree20000000', 'build-2', 'nothing but the branch'])
      expect(await why.innerText()).toContain(part);
    expect(await why.getByRole('button', { name: 'Take it back…' }).count()).toBe(0);
    await open('/queue?at=5');
    await why.getByRole('button', { name: 'Take it back…' }).click();
    await page.getByRole('button', { name: 'Queue what takes #5 back' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(fixture.writes.at(-1)?.body).toEqual({ revert: fixture.shop.queues[0]?.why('5')?.landing?.to });
    await open('/queue?at=3');
    expect(await why.innerText()).toContain('it would end the same way');
    expect(await why.locator('.build-output').innerText()).toContain('expected 1999 to be 2000');
    await why.getByRole('button', { name: 'Queue it again…' }).click();
    expect(await page.getByLabel('Change, as its page names it').inputValue()).toBe('github:shop/store#3');
  });

  it('moves by itself for its own queue, reads nothing for another, and keeps focus and place', async () => {
    await open('/queue?at=8');
    await row(20).getByRole('link').focus();
    const reads: string[] = [];
    page.on('request', (request) => reads.push(request.url()));
    become(
      webQueue({ ...making, waiting: 14, more: [stopped('freeze', AT, 'The release is cut.')] }),
      'local:docs@main',
    );
    fixture.tell({ position: 6_001, change: 'github:shop/store#2', queue: null, type: 'ChangeDecided' });
    await page.waitForTimeout(300);
    expect(reads).toEqual([]);
    become(webQueue({ ...making, waiting: 14, more: [stopped('freeze', AT, 'The release is cut.')] }));
    await page.getByText('Frozen: builds go on').waitFor();
    await page.locator('[role=status]').getByText('Landing is frozen.').waitFor();
    await page.locator('.why').getByText('Landing is frozen: The release is cut.').waitFor();
    expect(await page.evaluate("document.activeElement.closest('tr').dataset.entry")).toBe('20');
    expect(reads.filter((url) => url.endsWith('/api/v1/queue'))).toEqual([]);
    expect(trouble).toEqual([]);
  });

  it('takes an entry out with a reason, by keys, after saying what follows', async () => {
    await open('/queue?at=18');
    await page.keyboard.press('x');
    const dialog = page.getByRole('dialog', { name: 'Take it out' });
    expect(await dialog.innerText()).toContain('1 entry stacked on it');
    expect(fixture.writes).toEqual([]);
    await page.keyboard.type('It breaks the build of others.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('It is so now.').waitFor();
    expect(fixture.writes).toEqual([
      {
        what: `POST ${PATH}/eject`,
        body: { entry: '18', reason: 'It breaks the build of others.' },
        csrf: 'token-1',
      },
    ]);
  });

  it('queues a hotfix, freezes targets for a while, pauses and resumes', async () => {
    await open('/queue');
    await page.keyboard.press('a');
    await page.keyboard.type('held');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('the gate says hold').waitFor();
    await page.getByLabel('Change, as its page names it').fill('local:store#9');
    await page.getByLabel('In the hotfix lane').check();
    await page.getByRole('button', { name: 'Queue it' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Freeze…' }).click();
    await page.getByLabel('Reason').fill('Release day');
    await page.getByLabel('Targets').fill('checkout, search');
    await page.getByRole('button', { name: 'Let nothing of it land' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    become(webQueue({ ...making, waiting: 14, more: [stopped('pause', AT, 'The runners move.')] }));
    await page.getByRole('button', { name: 'Resume…' }).first().click();
    await page.getByRole('button', { name: 'Go on building and landing' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(fixture.writes.map(({ what, body }) => [what.replace(`POST ${PATH}/`, ''), body])).toEqual([
      ['entries', { change: 'held', lane: 'normal' }],
      ['entries', { change: 'local:store#9', lane: 'hotfix' }],
      ['freeze', { reason: 'Release day', targets: ['checkout', 'search'], until: expect.stringMatching(/Z$/) }],
      ['resume', {}],
    ]);
    expect(trouble).toEqual([]);
  });

  it('says why somebody may not, and opens no dialog', async () => {
    fixture.shop = { ...fixture.shop, queues: [webQueue({ ...making, waiting: 3, may: false })] };
    await open('/queue?at=7');
    expect(await page.locator('.why-not').innerText()).toBe('Pause, Freeze: your role does not include this');
    await page.keyboard.press('x');
    await page.locator('[role=status]').getByText('Your role does not include this.').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('draws the front of a long queue and says how much it leaves out', async () => {
    fixture.shop = webShop('many');
    await open('/queue');
    expect(await page.locator('.lane-cell').count()).toBeGreaterThan(30);
    await page.getByText(/And \d+ more entries behind these, which are not drawn/).waitFor();
    await page.getByRole('button', { name: 'Show 100 rows' }).click();
    expect(await page.locator('.entry-table tbody tr').count()).toBe(100);
    await page.getByText('And 400 more entries behind these').waitFor();
    await page.setViewportSize({ width: 390, height: 850 });
    await expect.poll(() => page.locator('.lane-cell').count()).toBeLessThan(20);
  });

  it('lets somebody choose among several queues, and come back', async () => {
    const other = webQueue({ ...making, id: 'local:docs@main', waiting: 0 });
    fixture.shop = { ...fixture.shop, queues: [...fixture.shop.queues, other] };
    await open('/queue');
    await page.getByRole('link', { name: 'docs@main' }).click();
    await page.getByText('Nothing waits for docs@main.').waitFor();
    expect(await page.locator('.empty code').innerText()).toContain('firebreak queue add CHANGE --server');
    await page.getByRole('link', { name: 'All queues' }).click();
    await page.getByRole('link', { name: 'store@main' }).waitFor();
    await open('/');
    await page.getByRole('heading', { name: 'On the way to the branch' }).waitFor();
    expect(await page.getByText('4 of 14').count()).toBe(1);
  });
});
