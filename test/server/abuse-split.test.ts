import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeGithub } from '../support/fake-github.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { decided, type RunningServer, startServer, testClock } from '../support/server.ts';
import { lines, makeServerShop, type ServerShop, SHOP_CONFIGURATION } from '../support/server-shop.ts';

/** What one change may add before somebody reads it; each part stays below. */
const MOST = 100;
const PLACES = ['docs', 'tool/one', 'tool/two', 'tool/three'].map(
  (path) => `  ${path.replace('/', '-')}: { tier: 2, paths: [${path}] }\n`,
);
const SUM = `${SHOP_CONFIGURATION.replace('people:', `${PLACES.join('')}people:`)}    - id: large
      when: change.review_lines > ${MOST}
      require: { signoffs: [{ count: 1, level: senior }] }
      because: Somebody reads what is large.
    - id: large-in-parts
      when: companions.lines > ${MOST}
      require: { signoffs: [{ count: 1, level: senior }] }
      because: Parts are read like the whole.
`;

const NAME = 'shop/store';
const clock = testClock();
let shop: ServerShop;
let fake: FakeGithub;
let server: RunningServer;

beforeAll(async () => {
  shop = makeServerShop();
  shop.commit({ branch: 'main', by: 'ann', files: { 'firebreak.yaml': SUM } });
  fake = await FakeGithub.start();
  Object.defineProperty(fake, 'nowMs', { get: clock.now });
  fake.act.addRepository(NAME, { path: shop.path });
  server = await startServer({ data: temporaryFolder(), clock, github: fake });
});
afterAll(async () => {
  await server.stop();
  await fake.stop();
  removeFolders();
  expect([...fake.flaws, ...server.faults]).toEqual([]);
});

let made = 0;

/** Opens a pull request of forty lines. */
async function open(
  path: string,
  given: { readonly author?: string; readonly mail?: string; readonly base?: string } = {},
) {
  made += 1;
  const { author = 'cleo', mail = `${author}@shop.example`, base = 'main' } = given;
  const branch = `part-${made}`;
  const head = shop.commit({
    branch,
    from: base,
    by: author,
    mail,
    message: `Part ${made}`,
    files: { [path]: lines(`p${made}`) },
  });
  const pull = await fake.act.openPull(NAME, { head, base: shop.tip(base), baseRef: base, headRef: branch, author });
  return { id: `github:${NAME}#${pull.number}`, number: pull.number, branch };
}

/** The change once it is judged so; fails where it never is. */
async function judged(id: string, verdict: string) {
  const body = await decided(server.owner, id, verdict);
  expect([body.current, body.change.verdict]).toEqual([true, verdict]);
  return body;
}

interface Shown {
  readonly rule: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

describe('one change split in three', () => {
  it('is held by the sum rule, which names the parts, while each part alone is small', async () => {
    const first = await open('src/catalog/one.ts');
    await judged(first.id, 'allow');
    const second = await open('src/catalog/two.ts');
    await judged(second.id, 'allow');
    const third = await open('src/catalog/three.ts');
    const held = await judged(third.id, 'hold');
    const blockers = (held.decision.blockers ?? []) as readonly Shown[];
    expect(blockers.map(({ rule }) => rule)).toEqual(['large-in-parts']);
    expect(blockers[0]?.facts).toEqual([
      { name: 'companions.changes', value: `#${first.number}, #${second.number}` },
      { name: 'companions.lines', value: '120' },
    ]);
  });

  it('leaves alone what somebody else proposes there, and what the same author proposes elsewhere', async () => {
    await judged((await open('src/catalog/other.ts', { author: 'bob' })).id, 'allow');
    await judged((await open('docs/guide/page.md')).id, 'allow');
  });

  it('is held when another account commits in the name of the same person', async () => {
    const posing = await open('src/catalog/four.ts', { author: 'stranger', mail: 'cleo@shop.example' });
    await judged(posing.id, 'hold');
  });

  it('is held as a stack too, whatever folders its parts are in', async () => {
    const lower = await open('tool/one/a.ts', { author: 'dora' });
    await judged(lower.id, 'allow');
    const upper = await open('tool/two/b.ts', { author: 'dora', base: lower.branch });
    await judged(upper.id, 'allow');
    const top = await open('tool/three/c.ts', { author: 'dora', base: upper.branch });
    await judged(top.id, 'hold');
  });
});
