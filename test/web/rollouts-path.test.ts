import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM, launch, NO_BROWSER, openPage } from '../support/browser.ts';
import { webBrakes } from '../support/web-brake.ts';
import { startWebFixture, type WebFixture } from '../support/web-fixture.ts';
import { webRollouts } from '../support/web-rollout.ts';
import { webShop } from '../support/web-shop.ts';

const AT = Date.now();
const making = { at: AT, viewer: webShop('busy').me.viewer, said: (text: string) => text };

describe.skipIf(CHROMIUM === undefined)(`a person's way through Rollouts & freezes${NO_BROWSER}`, () => {
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
    fixture.shop = { ...webShop('busy'), brakes: webBrakes('busy', making), rollouts: webRollouts('busy', making) };
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

  it('leads from Now over the brake to the rollout, with a picture, a sentence and numbers for each metric', async () => {
    await open('/');
    await page.getByText('Ship, with holds').waitFor();
    expect(await page.locator('.ship').innerText()).toContain('Hold tier 0, flow pay: INC-7: payments fail');
    await page.locator('.ship').getByRole('link', { name: 'brake-1' }).click();
    await page.locator('.brake-row.chosen').getByText('INC-7: payments fail').waitFor();
    await page.getByRole('link', { name: 'checkout in production' }).click();
    await page.getByRole('heading', { level: 1, name: 'Rollout of checkout' }).waitFor();
    const tile = (name: string) => page.locator('.metric').filter({ has: page.getByRole('heading', { name }) });
    await tile('processor time').getByText('No sample came').waitFor();
    expect(await tile('processor time').locator('.ratio-line').count()).toBe(0);
    expect(await tile('refunds').innerText()).toContain('Too little data');
    expect(await tile('errors').locator('.ratio-line').count()).toBe(1);
    await tile('errors').getByText('Numbers').click();
    expect(await tile('errors').locator('tbody tr').count()).toBeGreaterThan(3);
    expect(await page.locator('.stage.is-current').innerText()).toContain('25 %');
    expect(trouble).toEqual([]);
  });

  it('leads from Now to the alarm and its picture, and says of one that is over that it is', async () => {
    await open('/');
    await page.locator('.ship').getByRole('link', { name: 'the alarm' }).click();
    const row = page.locator('.alarm-row.chosen');
    await row.getByText('orders, PaymentErrorsHigh').waitFor();
    await row.getByRole('img', { name: /orders, a drop: 702 where 1,548 were expected/ }).waitFor();
    await open('/rollouts?at=alarm%3Agone');
    await page.getByText('The alarm that was asked for is over.').waitFor();
    expect(trouble).toEqual([]);
  });

  it('puts back what is not known to be safe only after one more tick, with a reason', async () => {
    await open('/rollouts?at=r-worse');
    await page.getByText('Resume, Promote: the judge found it worse').waitFor();
    await page.keyboard.press('m');
    await page.locator('[role=status]').getByText('The judge found it worse.').waitFor();
    await page.keyboard.press('x');
    const dialog = page.getByRole('dialog', { name: 'Roll back' });
    expect(await dialog.innerText()).toContain('The 25 % that have the new version get the version before');
    await page.keyboard.type('Customers call.');
    await page.getByRole('button', { name: 'Put the version before back' }).click();
    expect(fixture.writes).toEqual([]);
    await page.getByLabel('Put the version before back all the same').check();
    await page.getByRole('button', { name: 'Put the version before back' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(fixture.writes).toEqual([
      {
        what: 'POST /api/v1/rollouts/r-worse/abort',
        body: { reason: 'Customers call.', insist: true },
        csrf: 'token-1',
      },
    ]);
    expect(trouble).toEqual([]);
  });

  it('pauses and promotes by keys, and names the brake that holds a step forward', async () => {
    await open('/rollouts?at=r-running');
    await page.keyboard.press('p');
    await page.keyboard.type('Look at the logs first.');
    await page.keyboard.press('Control+Enter');
    await page.locator('[role=status]').getByText('Paused: asked.').waitFor();
    await page.keyboard.press('m');
    expect(await page.getByRole('dialog').innerText()).toContain('50 % get the new version by your word');
    await page.keyboard.type('Seen before.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(fixture.writes.map(({ what, body }) => [what, body])).toEqual([
      ['POST /api/v1/rollouts/r-running/pause', { reason: 'Look at the logs first.' }],
      ['POST /api/v1/rollouts/r-running/promote', { reason: 'Seen before.' }],
    ]);
    await open('/rollouts?at=r-waits');
    await page.getByText('Promote: held by brake-3').waitFor();
  });

  it('follows a rollout by itself, says aloud that it was stopped, and reads nothing for a change', async () => {
    await open('/rollouts?at=r-running');
    const worse = fixture.shop.rollouts.reports.find(({ id }) => id === 'r-worse');
    if (worse === undefined) throw new Error('the shop has one');
    const reads: string[] = [];
    page.on('request', (request) => reads.push(request.url()));
    fixture.tell({ position: 6_000, change: 'github:shop/store#2', queue: null, type: 'TitleChanged' });
    const { list, reports } = fixture.shop.rollouts;
    const stopped = { ...worse, id: 'r-running' };
    fixture.shop = { ...fixture.shop, rollouts: { list, reports: [stopped, ...reports] } };
    fixture.tell({ position: 6_001, change: null, queue: null, type: 'RolloutPaused' });
    await page.locator('[role=status]').getByText('Stands still.').waitFor();
    await page.locator('.rollout-head').getByText('Paused: found worse.').waitFor();
    expect(reads.filter((url) => url.endsWith('/r-running'))).toHaveLength(1);
  });

  it('pulls, amends and releases brakes after saying what follows', async () => {
    await open('/rollouts');
    await page.keyboard.press('b');
    expect(await page.getByRole('dialog').innerText()).toContain('rolling back and switching off always pass');
    await page.keyboard.type('tier:0, service:cart');
    await page.getByLabel('Reason').fill('INC-8');
    await page.getByLabel('For how long').selectOption('4h');
    await page.getByText('Only in windows').click();
    await page.getByLabel('Windows, by comma').fill('Friday 16:00 to Monday 08:00');
    await page.getByRole('textbox', { name: 'On the clock of' }).fill('Europe/London');
    await page.getByRole('button', { name: 'Hold what it covers' }).click();
    await page.getByText('Brake-4 holds tier:0.').waitFor();
    await page.getByRole('button', { name: 'Amend brake-1' }).click();
    await page.getByLabel('A hotfix passes with').selectOption('none');
    await page.getByRole('button', { name: 'Change brake-1' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Release brake-1' }).click();
    expect(await page.getByRole('dialog').innerText()).toContain('3 open changes that it holds are judged again.');
    await page.keyboard.type('Mended by #812.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(fixture.writes.map(({ what, body }) => [what.replace('POST /api/v1/brakes', ''), body])).toEqual([
      [
        '',
        {
          scope: ['tier:0', 'service:cart'],
          reason: 'INC-8',
          hotfix: 1,
          until: '4h',
          windows: ['Friday 16:00 to Monday 08:00'],
          zone: 'Europe/London',
        },
      ],
      ['/brake-1/amend', { hotfix: null }],
      ['/brake-1/off', { note: 'Mended by #812.' }],
    ]);
    expect(trouble).toEqual([]);
  });

  it('shows the calendar on the clock of the zone that is chosen, and says why somebody may not pull', async () => {
    fixture.shop = { ...fixture.shop, brakes: webBrakes('busy', { ...making, may: false }) };
    await open('/rollouts');
    await page.getByText('Pull a brake: your role does not include this').waitFor();
    await page.keyboard.press('b');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByText('hours of the clock in Europe/London').waitFor();
    const drawn = () => page.locator('.calendar-block rect').count();
    expect(await drawn()).toBeGreaterThan(10);
    await page.getByRole('combobox', { name: 'Clock of' }).selectOption('Asia/Kolkata');
    await page.getByText('hours of the clock in Asia/Kolkata').waitFor();
    await page.getByText('As a table').click();
    await page
      .getByText(/GMT\+5:30/)
      .first()
      .waitFor();
  });

  it('says what to do when its part of the page is gone from the server', async () => {
    await open('/');
    await page.route('**/later.css', (route) => route.abort());
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('alert').getByText('This screen could not be fetched.').waitFor();
    await page.unroute('**/later.css');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Rollouts & freezes' }).waitFor();
  });
});
