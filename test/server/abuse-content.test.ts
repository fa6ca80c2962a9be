import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pull } from '../support/fake-github-state.ts';
import {
  type GithubShop,
  HELD,
  NAME,
  type OpenedPull,
  type Proposal,
  startGithubShop,
} from '../support/github-shop.ts';
import { type Answer, decided, until } from '../support/server.ts';
import { AI, lines } from '../support/server-shop.ts';

/** Attempts to pass by what a change holds and where it comes from; docs/abuse.md tells what holds against each. */
const PLAIN = 'Tidy up';
const NEIGHBOUR = { 'src/catalog/search.ts': `${lines('search')}// a neighbour of tier 2\n` };

/** All of them are judged one after the other. */
const SLOW_MS = 60_000;

/** What is opened at the start, all to be judged at once. */
const OPENED = {
  moved: { files: { 'lib/pay.ts': lines('pay'), ...NEIGHBOUR }, remove: ['src/checkout/pay.ts'] },
  case: { files: { 'src/Checkout/pay.ts': lines('evil'), ...NEIGHBOUR } },
  invisible: { files: { 'src/check\u200bout/pay.ts': lines('evil'), ...NEIGHBOUR } },
  link: { files: NEIGHBOUR, remove: ['src/checkout'], links: { 'src/checkout': 'catalog' } },
  many: {
    files: Object.fromEntries([
      ...Array.from({ length: 3_100 }, (_, at) => [`docs/${at}.md`, `${at}\n`]),
      ['src/checkout/zzz.ts', lines('zzz')],
    ]),
  },
  generated: {
    files: {
      '.gitattributes': 'src/checkout/** linguist-generated -diff\n',
      'src/checkout/pay.ts': lines('generated'),
    },
  },
  disguised: {
    message: `${PLAIN}\n\nCo\u200b-Author\uff45d-By: Claude <noreply@anthropic.com>`,
    files: { 'src/checkout/disguised.ts': lines('disguised') },
  },
  coauthor: {
    message: `${PLAIN}\n\nCo-authored-by: Bob <bob@shop.example>`,
    files: { 'src/checkout/coauthor.ts': lines('coauthor') },
  },
  stripped: { files: { 'src/checkout/stripped.ts': lines('stripped') } },
  updated: { files: { 'src/checkout/basket.ts': `${lines('basket')}// updated\n` } },
  late: { files: { 'src/checkout/late.ts': lines('late') } },
  elsewhere: { base: 'side', from: 'side', files: { 'src/catalog/elsewhere.ts': lines('elsewhere') } },
  stale: { files: { 'tool/build.ts': lines('build'), 'src/catalog/stale.ts': lines('stale') } },
} satisfies Record<string, Proposal>;

let at: GithubShop;
let pulls: Readonly<Record<keyof typeof OPENED, OpenedPull>>;
/** From somebody's own repository, whose branch is called as ours. */
let fork: OpenedPull;

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: at.shop.path, encoding: 'utf8' }).trim();
const held = (of: OpenedPull): Promise<Answer['body']> => decided(at.server.owner, of.id, 'hold', SLOW_MS);
const required = ({ head }: Pull) => at.fake.act.requiredCheck(NAME, head);

beforeAll(async () => {
  at = await startGithubShop();
  at.shop.commit({ branch: 'side', by: 'ann', files: { 'docs/side.md': 'side\n' } });
  const opened: [string, OpenedPull][] = [];
  for (const [name, proposal] of Object.entries(OPENED)) opened.push([name, await at.open(proposal)]);
  pulls = Object.fromEntries(opened) as typeof pulls;
  const head = at.shop.commit({ branch: 'of-a-fork', files: { 'src/checkout/pay.ts': lines('fork') } });
  const pull = await at.fake.act.openPull(NAME, { head, base: at.shop.tip('main'), headRef: 'main', author: 'cleo' });
  git('update-ref', '-d', 'refs/heads/of-a-fork');
  fork = { id: `github:${NAME}#${pull.number}`, pull, branch: 'main' };
}, 120_000);
afterAll(async () => {
  expect(await at.close()).toEqual([]);
});

describe('what a change holds', { timeout: 120_000 }, () => {
  it('is looked at under its old and its new path, and under every path that it replaces on some machine', async () => {
    for (const name of ['moved', 'case', 'invisible', 'link'] as const) {
      const { change } = await held(pulls[name]);
      expect([name, change.tier, change.held_by.toSorted()]).toEqual([name, 0, ['critical', 'critical-by-ai']]);
      expect([name, await at.checked(pulls[name].pull, HELD)]).toEqual([name, HELD]);
    }
  });

  it('is seen whole where a forge shows no more than three thousand files, or is told to hide some', async () => {
    for (const name of ['many', 'generated'] as const) {
      const { change, current } = await held(pulls[name]);
      expect([name, change.tier, change.verdict, current]).toEqual([name, 0, 'hold', true]);
    }
  });

  it('comes from a fork like from anywhere, also from a branch that is called as ours', async () => {
    const { change, revision } = await held(fork);
    expect([change.tier, revision.head]).toEqual([0, fork.pull.head]);
    expect(await at.checked(fork.pull, HELD)).toBe(HELD);
  });
});

describe('who wrote it', { timeout: 120_000 }, () => {
  it('is read through invisible and full-width characters, and is unknown once a force-push strips it', async () => {
    expect((await held(pulls.disguised)).change.assistance).toBe('ai');
    const { id, pull, branch } = pulls.stripped;
    const before = await held(pulls.stripped);
    expect(before.change.assistance).toBe('ai');
    git('update-ref', '-d', `refs/heads/${branch}`);
    const head = at.shop.commit({ branch, message: PLAIN, files: OPENED.stripped.files });
    await at.fake.act.push(NAME, pull.number, head);
    const isNew = ({ body }: Answer) => body.current && body.revision.head === head;
    const { body } = await until(() => at.read(id), isNew, SLOW_MS);
    expect([body.change.assistance, body.change.verdict]).toEqual(['unknown', 'hold']);
    // What was declared before stays in the log.
    expect(body.timeline.length).toBeGreaterThan(before.timeline.length);
  });

  it('counts co-authors as makers: their approval is not that of somebody else', async () => {
    await held(pulls.coauthor);
    await at.approve(pulls.coauthor.pull, 'bob');
    expect((await at.again(pulls.coauthor.id)).change.verdict).toBe('hold');
    expect(required(pulls.coauthor.pull)).toBe(HELD);
  });
});

describe('after a sign-off', { timeout: 120_000 }, () => {
  it('a clean update of the branch keeps it, and anything that its merge commit writes besides does not', async () => {
    const { id, pull, branch } = pulls.updated;
    await held(pulls.updated);
    await at.approve(pull, 'ann');
    await decided(at.server.owner, id, 'allow', SLOW_MS);
    at.shop.commit({ branch: 'main', by: 'ann', files: { 'src/catalog/more.ts': lines('more') } });
    await at.fake.act.push(
      NAME,
      pull.number,
      at.shop.merge('main', branch, { message: 'Update the branch', by: 'cleo' }),
    );
    const clean = await until(
      () => at.read(id),
      ({ body }) => body.current && body.revision.head === pull.head,
      SLOW_MS,
    );
    expect([clean.body.change.verdict, clean.body.signoffs[0].counts]).toEqual(['allow', true]);
    at.shop.commit({ branch: 'main', by: 'ann', files: { 'src/catalog/more.ts': lines('again') } });
    const smuggled = { 'src/checkout/basket.ts': `${lines('basket')}// updated\n// and smuggled\n` };
    await at.fake.act.push(
      NAME,
      pull.number,
      at.shop.merge('main', branch, { message: 'Update the branch', by: 'cleo', files: smuggled }),
    );
    const after = await held(pulls.updated);
    expect([after.revision.head, after.signoffs[0].counts]).toEqual([pull.head, false]);
    expect(await at.checked(pull, HELD)).toBe(HELD);
  });

  it('a push that lands before it was seen is a finding, as is what an administrator lets in', async () => {
    const { id, pull, branch } = pulls.late;
    await held(pulls.late);
    await at.approve(pull, 'ann');
    await decided(at.server.owner, id, 'allow', SLOW_MS);
    at.fake.hook = null;
    const head = at.shop.commit({ branch, files: { 'src/checkout/unseen.ts': lines('unseen') }, message: PLAIN });
    await at.fake.act.push(NAME, pull.number, head);
    at.fake.hook = `${at.server.url}/hooks/github`;
    await at.merge(pull);
    await at.merge(pulls.coauthor.pull);
    const { body } = await until(
      () => at.server.owner.get('/api/v1/findings'),
      (answer) => answer.body.findings.length >= 2,
    );
    const found = body.findings.map(({ reasons }: { reasons: readonly { code: string; change: string }[] }) =>
      reasons.map(({ code, change }) => `${code} ${change}`).join(),
    );
    expect(found.toSorted()).toEqual([`landed-while-held ${pulls.coauthor.id}`, `landed-without-decision ${id}`]);
  });

  it('given in a branch of one’s own, a verdict is none of the protected one: what is deployed all the same is a finding', async () => {
    await decided(at.server.owner, pulls.elsewhere.id, 'allow', SLOW_MS);
    const pushed = at.shop.commit({ branch: 'main', message: PLAIN, files: OPENED.elsewhere.files });
    await at.fake.act.deploymentStatus(NAME, { environment: 'staging', sha: pulls.many.pull.head });
    await at.fake.act.deploymentStatus(NAME, { environment: 'production', sha: pushed, state: 'in_progress' });
    await at.fake.act.deploymentStatus(NAME, { environment: 'production', sha: pushed });
    at.clock.move(61_000);
    type Finding = { readonly kind: string; readonly commit: string; readonly reasons: readonly { code: string }[] };
    const deployed = async (): Promise<readonly Finding[]> => {
      const { body } = await at.server.owner.get('/api/v1/findings');
      return body.findings.filter(({ kind }: Finding) => kind === 'deployment');
    };
    const found = await until(deployed, ({ length }) => length > 0, SLOW_MS);
    expect(found).toMatchObject([{ commit: pushed, reasons: [{ code: 'landed-without-decision' }] }]);
  });

  it('rules that the protected branch gained since are asked for, whatever base the change was made on', async () => {
    const { id, pull } = pulls.stale;
    await decided(at.server.owner, id, 'allow', SLOW_MS);
    const strict = `${git('show', 'main:firebreak.yaml')}
    - id: tools
      when: touches("tool/**")
      require: { signoffs: [{ count: 1, level: senior }] }
      because: What builds everything reaches everything.
`;
    const tip = at.shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': strict } });
    await at.fake.act.branchPushed(NAME, { branch: 'main', head: tip });
    expect((await held(pulls.stale)).change.held_by).toEqual(['tools']);
    expect(await at.checked(pull, HELD)).toBe(HELD);
  });
});

describe('a forge that does not answer', { timeout: 120_000 }, () => {
  it('or has no calls left lets nothing pass: the check of a new head is missing until it was judged', async () => {
    const { id, pull, branch } = pulls.case;
    const head = at.shop.commit({ branch, files: { 'docs/x.md': 'x\n' }, message: `More\n\n${AI}` });
    const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '0' };
    for (let tries = 0; tries < 2; tries += 1) {
      at.fake.troubles.push({ path: `/pulls/${pull.number}/reviews`, how: { status: 403, headers: spent } });
      at.fake.troubles.push({ path: `/pulls/${pull.number}/reviews`, how: { status: 502 } });
    }
    await at.fake.act.push(NAME, pull.number, head);
    expect(required(pull)).toBeNull();
    const after = await held(pulls.case);
    expect([after.revision.head, at.fake.troubles]).toEqual([head, []]);
    expect((await at.read(id)).body.change.verdict).toBe('hold');
    expect(await at.checked(pull, HELD)).toBe(HELD);
    at.server.faults.splice(0);
  });
});
