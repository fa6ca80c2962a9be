import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ChangeRow,
  changeReport,
  exposureReport,
  findingList,
  inboxReport,
  nowReport,
  policyReport,
} from '../../src/contract/index.ts';
import { CHROMIUM, launch, NO_BROWSER, openPage } from '../support/browser.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import {
  type ApiClient,
  changePath,
  decided,
  type RunningServer,
  startServer,
  testClock,
  until,
} from '../support/server.ts';
import { AI, lines, makeServerShop, type ServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

/** A folder for pictures to look at; without it none are taken. */
const SHOTS = process.env['FIREBREAK_SHOTS'];

/** Many screens, on machines that are busy. */
const PATIENCE = { timeout: SHOTS === undefined ? 60_000 : 300_000 };

const clock = testClock();
let shop: ServerShop;
let server: RunningServer;
let repository: string;
let people: Readonly<Record<'ann' | 'bob' | 'cleo' | 'eli', ApiClient>>;

/** The shop with a team that a junior belongs to, and a rule that matches nothing. */
const CONFIGURATION = SHOP_CONFIGURATION.replace(
  'junior: ["@cleo cleo@shop.example"]\n',
  `junior:
    - "@cleo cleo@shop.example"
    - { id: eli, mails: [eli@shop.example], handles: [eli], teams: [payments] }
teams: { payments: ["@ann", "@bob", "@dora"] }
`,
).concat(`    - id: never
      when: catalog.tier == 3
      require: { signoffs: [{ count: 1, level: senior }] }
      because: Nothing here is of that tier today.
`);
const NO_TIME = CONFIGURATION.replace(
  'policy:\n',
  'review: { budgets: { senior: { minutes_per_week: 1 } } }\npolicy:\n',
);

const configure = (text: string): string =>
  shop.commit({ branch: 'main', by: 'ann', message: 'Configure', files: { 'firebreak.yaml': text } });

async function propose(name: string): Promise<string> {
  const files = { 'src/checkout/pay.ts': `${lines('pay')}// ${name}\n` };
  shop.commit({ branch: `changes/${name}`, message: `Proposal ${name}\n\n${AI}`, files });
  const { body } = await until(
    () => server.owner.get('/api/v1/changes'),
    (answer) => answer.body.changes.some(({ title }: ChangeRow) => title === `Proposal ${name}`),
  );
  const { id } = body.changes.find(({ title }: ChangeRow) => title === `Proposal ${name}`);
  await decided(server.owner, id, 'hold');
  return id;
}

const report = async (id: string) => changeReport.parse((await server.owner.get(changePath(id))).body);
const inbox = async (client: ApiClient) => inboxReport.parse((await client.get('/api/v1/inbox')).body);

beforeAll(async () => {
  shop = makeServerShop();
  configure(CONFIGURATION);
  repository = basename(shop.path).replaceAll(/[^\w.~-]/g, '-');
  server = await startServer({ data: temporaryFolder(), clock, repositories: [shop.path] });
  people = {
    ann: await server.account({ name: 'ann', person: 'ann' }),
    bob: await server.account({ name: 'bob', person: 'bob' }),
    cleo: await server.account({ name: 'cleo', person: 'cleo' }),
    eli: await server.account({ name: 'eli', person: 'eli' }),
  };
});
afterAll(async () => {
  await server.stop();
  removeFolders();
});

describe('who reviews', () => {
  it('has a junior of the same team beside, who is told and counts for nothing', async () => {
    const id = await propose('pair');
    const [ask, ...others] = (await report(id)).asks;
    expect([ask?.pair, others]).toEqual(['eli', []]);
    const asked = await inbox(people[ask?.person as 'ann']);
    expect(asked.items.find(({ change }) => change.id === id)?.pair).toBe('eli');
    const learning = await inbox(people.eli);
    expect(learning.items).toEqual([]);
    expect(learning.reading_along.map(({ change, beside }) => [change.id, beside])).toEqual([[id, ask?.person]]);
    expect((await inbox(people.cleo)).reading_along).toEqual([]);
  });

  it('is said to be nobody where nobody has time, with what to do, until somebody has', async () => {
    configure(NO_TIME);
    const id = await propose('short');
    const { asks, shortfalls, timeline } = await report(id);
    expect(asks).toEqual([]);
    expect(shortfalls).toMatchObject([{ kind: 'over-budget', missing: 1 }]);
    expect(shortfalls[0]?.next_step).toMatch(/^(?:ann|bob|dora) may still sign/);
    expect(timeline.map(({ type }) => type)).toContain('ReviewFellShort');
    const [named] = shortfalls[0]?.next_step.split(' ') ?? [];
    for (const person of ['ann', 'bob', 'cleo'] as const) {
      const { short } = await inbox(people[person]);
      expect([person, short.map(({ change, is_named }) => [change.id, is_named])]).toEqual([
        person,
        [[id, person === named]],
      ]);
    }
    configure(CONFIGURATION);
    expect((await server.owner.post(changePath(id, '/recheck'))).status).toBe(200);
    const after = await until(
      () => report(id),
      (now) => now.asks.length > 0,
    );
    expect([after.asks.length, after.shortfalls]).toEqual([1, []]);
    expect((await inbox(people.bob)).short).toEqual([]);
    configure(NO_TIME);
    await propose('still-short');
  });
});

describe('the numbers of rules', () => {
  it('are those of the changes behind them, and a rule that matches nothing says why it is there', async () => {
    const { rules } = policyReport.parse((await server.owner.get('/api/v1/policy')).body);
    const rows = async (rule: string, outcome: string): Promise<number> =>
      (await server.owner.get(`/api/v1/changes?state=open&rule=${rule}&outcome=${outcome}`)).body.changes.length;
    expect(rules.map(({ rule }) => rule).sort()).toEqual(['critical', 'critical-by-ai', 'never', 'rules']);
    for (const { rule, matched, holding, unevaluable, because } of rules) {
      const shown = [await rows(rule, 'matched'), await rows(rule, 'holding'), await rows(rule, 'unjudged')];
      expect([rule, shown]).toEqual([rule, [matched, holding, unevaluable]]);
      expect(because).not.toBe('');
    }
    const critical = rules.find(({ rule }) => rule === 'critical');
    expect([critical?.matched, critical?.holding]).toEqual([3, 3]);
    expect(rules.find(({ rule }) => rule === 'never')).toMatchObject({ matched: 0, holding: 0 });
  });
});

const FLAG = {
  kind: 'flag',
  key: 'basket/new',
  title: 'Show the new basket to everybody',
  content: 'new-basket:\n  on: true\n',
  paths: ['src/checkout/basket.ts'],
  prompter: 'ann',
};

describe('what is no pull request', () => {
  it('shows the text that is signed, who submitted and directed it, and how it is marked as done', async () => {
    const { body } = await people.cleo.post('/api/v1/operations', { ...FLAG, repository });
    await decided(server.owner, body.change, 'hold');
    const held = await report(body.change);
    expect(held.operation).toMatchObject({
      content: FLAG.content,
      paths: FLAG.paths,
      submitted_by: ['cleo'],
      prompters: ['ann'],
      argv: null,
    });
    const signed = { content_digest: held.revision.content_digest };
    expect((await people.bob.post(changePath(body.change, '/signoff'), signed)).status).toBe(200);
    await decided(server.owner, body.change, 'allow');
    const { operation, ladder } = await report(body.change);
    expect(operation?.argv?.slice(0, 4)).toEqual(['firebreak', 'submit', 'flag', 'basket/new']);
    expect(ladder.at(-1)).toMatchObject({ state: 'now', text: expect.stringContaining('carried out') });
  });
});

describe('what was found in production without a record', () => {
  it('stands where it belongs, with a next step and an address of its own', async () => {
    const place = { repository, service: 'checkout', environment: 'production' };
    const at = () => new Date(clock.now()).toISOString();
    const deploy = (commit: string) => server.owner.post('/api/v1/deployments', { ...place, at: at(), commit });
    await deploy('b'.repeat(40));
    await deploy('c'.repeat(40));
    clock.move(61_000);
    const list = async (query = '') => findingList.parse((await server.owner.get(`/api/v1/findings${query}`)).body);
    const { findings } = await until(list, ({ count }) => count === 2, 20_000);
    expect(findings.map(({ commit, deployed_since }) => [commit?.[0], deployed_since]).sort()).toEqual([
      ['b', true],
      ['c', false],
    ]);
    const [newest, older] = findings;
    expect((await list(`?at=${older?.position}`)).findings).toEqual([older]);
    expect((await list('?at=rubbish')).findings).toEqual(findings);
    const now = nowReport.parse((await server.owner.get('/api/v1/now')).body);
    expect([now.counts.findings, now.findings]).toEqual([2, [newest, older]]);
    const exposure = exposureReport.parse((await server.owner.get('/api/v1/exposure')).body);
    expect(exposure.findings).toEqual(findings);
    expect(newest?.reasons[0]).toMatchObject({ code: 'unknown-commit', next_step: expect.stringContaining('deploy') });
    expect(server.faults).toEqual([]);
  });
});

describe.skipIf(CHROMIUM === undefined)(`the pages of the same, over the real server${NO_BROWSER}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function pageOf(client: ApiClient, given: Parameters<typeof openPage>[1]) {
    const opened = await openPage(browser, given);
    await opened.page.context().addCookies([{ name: 'firebreak-session', value: client.cookie, url: server.url }]);
    return opened;
  }
  async function shown(page: Page, place: string): Promise<string> {
    await page.goto(server.url + place);
    await page.locator('h1').waitFor();
    await page.locator('.reading').waitFor({ state: 'detached' });
    return page.locator('main').innerText();
  }

  it(
    'show who reads along, what is short, what will be done, what was found, and the rows of a rule',
    PATIENCE,
    async () => {
      const { page, trouble } = await pageOf(people.bob, { width: 1280, colours: 'light' });
      const { changes } = (await server.owner.get('/api/v1/changes')).body;
      const idOf = (title: string): string => changes.find((row: ChangeRow) => row.title === title).id;
      const change = (title: string): string => `/changes/${encodeURIComponent(idOf(title))}`;
      expect(await shown(page, change('Proposal pair'))).toContain('eli may read along');
      expect(await shown(page, change('Proposal still-short'))).toContain('Nobody could be asked');
      expect(await shown(page, '/inbox')).toContain('Proposal still-short');
      const operation = change(FLAG.title);
      expect(await shown(page, operation)).toContain('carry it out, then mark it as done');
      expect(await page.getByLabel('The text that sign-offs are bound to').inputValue()).toBe(FLAG.content);
      expect(await shown(page, '/')).toContain('checkout in production');
      await page.getByRole('link', { name: 'checkout in production' }).first().click();
      await page.getByText('From this one back').waitFor();
      expect(await shown(page, '/exposure?at=checkout')).toContain('Without a record in checkout');
      await shown(page, '/policy');
      await page.getByRole('link', { name: '4 changes matched by critical', exact: true }).click();
      await page.getByText('4 changes shown').waitFor();
      // The record leads to the change that an event is about.
      await shown(page, '/policy');
      await page.locator('.record-table a').first().click();
      await page.getByRole('heading', { level: 2, name: 'The way to production' }).waitFor();
      expect(trouble).toEqual([]);
      await page.close();
      if (SHOTS !== undefined)
        await shoot({ operation, pair: change('Proposal pair'), short: change('Proposal still-short') });
    },
  );

  async function shoot(places: Readonly<Record<string, string>>): Promise<void> {
    mkdirSync(SHOTS ?? '', { recursive: true });
    const all = {
      now: '/',
      inbox: '/inbox',
      exposure: '/exposure',
      policy: '/policy',
      findings: '/findings',
      ...places,
    };
    for (const colours of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        const { page } = await pageOf(people.bob, { width, colours });
        for (const [name, place] of Object.entries(all)) {
          await shown(page, place);
          await page.screenshot({ path: `${SHOTS}/${name}-${colours}-${width}.png`, fullPage: true });
        }
        await page.close();
      }
    }
    const { page } = await pageOf(people.eli, { width: 390, colours: 'light' });
    await shown(page, '/inbox');
    await page.screenshot({ path: `${SHOTS}/inbox-of-eli.png`, fullPage: true });
    await page.close();
  }
});
