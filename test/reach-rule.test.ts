import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionDocument, ReplayReport, RiskReport } from '../src/contract/index.ts';
import { run } from './support/command-line.ts';
import { makeRepository, removeFolders, type TestRepository } from './support/git-repository.ts';

const CATALOG = `version: 1
services:
  prices: { tier: 2, paths: [libraries/prices] }
  cart: { tier: 1, paths: [services/cart], calls: [stock] }
  stock: { tier: 2, paths: [services/stock] }
flows:
  checkout: { tier: 0, services: [cart], value: { orders_per_minute: 12, amount_per_order: 40, currency: EUR } }
policy:
  use: []
  mode: enforce
  rules:
    - { id: destroys, when: '"data-losing" in operation.effects', hold: true, because: Data is gone for good. }
    - { id: no-way-back, when: operation.reversible == "no", require: { evidence: [rollback-plan] }, because: No way back. }
    - { id: wide, when: blast.dependents >= 2, require: { signoffs: [{ count: 1 }] }, because: Many files use it. }
    - { id: money, when: blast.money_per_minute > 400.0, require: { two_person: true }, because: Money stands behind it. }
    - { id: critical, when: '"checkout" in blast.flows && blast.tier == 0', require: { signoffs: [{ count: 1 }] }, because: Checkout. }
`;

let repository: TestRepository;
let ids: Record<string, string>;
let policy: string;

beforeAll(() => {
  repository = makeRepository();
  const step = (id: string, parent: string | null, files: Readonly<Record<string, string | null>>) => ({
    id,
    ...(parent === null ? {} : { parents: [parent] }),
    message: `Change ${id}`,
    files,
  });
  ids = repository.import(
    [
      step('root', null, {
        'firebreak.yaml': CATALOG,
        'libraries/prices/money.ts': 'export const tax = 1;\n',
        'services/cart/total.ts': "import { tax } from '../../libraries/prices/money';\nexport const total = tax;\n",
        'services/cart/view.ts': "import { tax } from '../../libraries/prices/money';\nexport const view = tax;\n",
        'services/stock/left.ts': 'export const left = 2;\n',
        'docs/readme.md': 'Shop\n',
      }),
      step('docs', 'root', { 'docs/readme.md': 'The shop\n' }),
      step('tax', 'docs', { 'libraries/prices/money.ts': 'export const tax = 2;\n' }),
      step('stock', 'tax', { 'services/stock/left.ts': 'export const left = 3;\n' }),
      step('drop', 'stock', { 'db/migrations/V2__drop.sql': 'ALTER TABLE orders DROP COLUMN note;\n' }),
      step('add', 'drop', { 'db/migrations/V3__add.sql': 'ALTER TABLE orders ADD COLUMN memo text;\n' }),
    ],
    { branches: { main: 'add' } },
  );
  policy = join(repository.path, 'policy.yaml');
  writeFileSync(policy, CATALOG);
});

afterAll(removeFolders);

async function check(id: string): Promise<DecisionDocument> {
  const { out, err } = await run([
    'check',
    '--change',
    ids[id] ?? '',
    '--json',
    '--policy',
    policy,
    '-C',
    repository.path,
  ]);
  const document = JSON.parse(out) as DecisionDocument;
  expect(document.schema, err).toBe('firebreak.decision/v1');
  return document;
}

function holdersOf(document: DecisionDocument): readonly string[] {
  return [...new Set(document.blockers.map(({ rule }) => rule))].sort();
}

describe('rules about content and reach', () => {
  it('hold by what a migration destroys, and let one that only adds pass', async () => {
    expect(holdersOf(await check('drop'))).toEqual(['destroys', 'no-way-back']);
    expect((await check('add')).decision).toBe('allow');
  });

  it('hold by who imports what changed, and by the flow and money behind them', async () => {
    expect(holdersOf(await check('tax'))).toEqual(['critical', 'money', 'wide']);
  });

  it('hold by the flow whose service calls the one that changed', async () => {
    expect(holdersOf(await check('stock'))).toEqual(['critical', 'money']);
  });

  it('know that no flow and no money stand behind a page of documentation', async () => {
    const document = await check('docs');
    expect(holdersOf(document)).toEqual([]);
    expect(document.unevaluable).toEqual([]);
  });

  it('say the same in a replay as in a check, change by change', async () => {
    const { out } = await run(['replay', '--all', '--format', 'json', '--policy', policy, '-C', repository.path]);
    const replay = JSON.parse(out) as ReplayReport;
    expect(replay.changes.length).toBe(6);
    expect(replay.reach).toEqual({
      content: { read: 6, cannot_be_undone: { changes: 1, harmful: 0 }, not_known: { changes: 0, harmful: 0 } },
      flows: { read: 6, critical: { changes: 3, harmful: 0 } },
    });
    for (const change of replay.changes) {
      const id = Object.entries(ids).find(([, commit]) => commit === change.commit)?.[0] ?? '';
      if (id === 'root') continue;
      const document = await check(id);
      const held = document.decision !== 'allow';
      expect({ id, held: change.decision !== 'allow' }).toEqual({ id, held });
    }
  });

  it('raise the risk by what is destroyed, where the policy asks for risk or content', async () => {
    const { out } = await run([
      'risk',
      '--change',
      ids['drop'] ?? '',
      '--json',
      '--policy',
      policy,
      '-C',
      repository.path,
    ]);
    const { risk, would_lower } = JSON.parse(out) as RiskReport;
    expect(risk.factors.map(({ text }) => text).join('\n')).toContain('sql/drop-column');
    expect(would_lower.length).toBeGreaterThan(0);
  });
});
