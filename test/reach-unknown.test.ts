import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlastReport, DecisionDocument } from '../src/contract/index.ts';
import { run } from './support/command-line.ts';
import { makeRepository, removeFolders, type TestRepository } from './support/git-repository.ts';

const RULES = `policy:
  use: []
  mode: enforce
  rules:
    - { id: checkout, when: '"checkout" in blast.flows', hold: true, because: Checkout. }
    - { id: money, when: blast.money_per_minute > 1.0, hold: true, because: Money. }
    - { id: wide, when: blast.dependents >= 1, hold: true, because: Wide. }
`;
const CATALOG = `services:
  cart: { tier: 1, paths: [cart] }
flows:
  checkout: { tier: 0, services: [cart], value: { orders_per_minute: 1, amount_per_order: 9, currency: EUR } }
`;
const LOCK = (version: string) =>
  `{"lockfileVersion":3,"packages":{"":{"dependencies":{"left":"1"}},"node_modules/left":{"version":"${version}"}}}`;

const folder = mkdtempSync(join(tmpdir(), 'firebreak-reach-'));
let repository: TestRepository;
let ids: Record<string, string>;

beforeAll(() => {
  repository = makeRepository();
  const row = (id: string, files: Readonly<Record<string, string>>) => ({ id, parents: ['root'], files });
  ids = repository.import(
    [
      {
        id: 'root',
        files: {
          'package.json': '{"name":"shop","dependencies":{"left":"1"}}',
          'package-lock.json': LOCK('1.0.0'),
          'cart/total.js': "import 'left';\n",
          'docs/a.md': 'a\n',
        },
      },
      row('locked', { 'package-lock.json': LOCK('1.0.1') }),
      row('broken', { 'package-lock.json': '{ "lockfileVersion": 3, "packages": {' }),
      row('docs', { 'docs/a.md': 'b\n' }),
    ],
    { branches: { main: 'root' } },
  );
  writeFileSync(join(folder, 'with.yaml'), `version: 1\n${CATALOG}${RULES}`);
  writeFileSync(
    join(folder, 'without.yaml'),
    `version: 1\nname: reach\ndescription: Reach.\n${RULES.slice(RULES.indexOf('  rules:')).replace(/^ {2}/gm, '')}`,
  );
});

afterAll(() => {
  removeFolders();
  rmSync(folder, { recursive: true, force: true });
});

async function check(id: string, policy: string): Promise<DecisionDocument> {
  const { out } = await run([
    'check',
    ...['--range', `${ids['root']}..${ids[id]}`, '--policy', join(folder, policy)],
    ...['--json', '-C', repository.path],
  ]);
  return JSON.parse(out) as DecisionDocument;
}

const unevaluable = async (id: string, policy: string) => (await check(id, policy)).unevaluable.map(({ rule }) => rule);

describe('rules about reach', () => {
  it('hold by what a lock file that is understood reaches', async () => {
    const { blockers } = await check('locked', 'with.yaml');
    expect([...new Set(blockers.map(({ rule }) => rule))].sort()).toEqual(['checkout', 'money', 'wide']);
  });

  it('do not take a lock file that is not understood for one that reaches nothing', async () => {
    expect(await unevaluable('broken', 'with.yaml')).toEqual(['checkout', 'money', 'wide']);
    expect((await check('broken', 'with.yaml')).decision).not.toBe('allow');
  });

  it('know nothing of flows where no catalogue names any', async () => {
    // A policy alone keeps the catalog of the repository, which has none.
    expect(await unevaluable('docs', 'without.yaml')).toEqual(['checkout', 'money']);
    expect(await unevaluable('docs', 'with.yaml')).toEqual([]);
  });
});

describe('blast', () => {
  it('says which observed services it could not read', async () => {
    const observed = join(folder, 'observed.json');
    writeFileSync(observed, '{"status":');
    const range = `${ids['root']}..${ids['docs']}`;
    const { out } = await run(['blast', '--range', range, '--observed', observed, '--json', '-C', repository.path]);
    expect((JSON.parse(out) as BlastReport).unread.map(({ path }) => path)).toEqual(['observed.json']);
  });
});
