import { makeRepository, type Row, type TestRepository } from './git-repository.ts';

const DAY = 86_400;
const START = Date.UTC(2025, 9, 1) / 1000;

const CONFIGURATION = `version: 1
services:
  price: { tier: 1, paths: [packages/price/**, migration/**], owners: ["@ann"] }
  cart: { tier: 1, paths: [packages/cart/**] }
  web: { tier: 2, paths: [apps/web/**], owners: ["@bob"], calls: [price] }
  kiosk: { tier: 3, paths: [apps/kiosk/**], calls: [web] }
  mail: { tier: 3, paths: [apps/mail/**] }
flows:
  checkout:
    tier: 0
    services: [web]
    value: { orders_per_minute: 40, amount_per_order: 34.5, currency: GBP, users_per_minute: 300 }
  gift-card:
    tier: 1
    services: [kiosk]
    value: { orders_per_minute: 2, amount_per_order: 20, currency: GBP }
  newsletter: { tier: 2, services: [mail], value: { orders_per_minute: 9 } }
  browse: { tier: 1, services: [cart] }
people:
  senior: ["ann@shop.example @ann", "bob@shop.example @bob"]
policy:
  use: []
`;

const SOURCES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "shop", "private": true, "workspaces": ["packages/*", "apps/*"] }\n',
  'packages/price/package.json': '{ "name": "@shop/price", "exports": "./src/index.ts" }\n',
  'packages/price/src/index.ts': "export { total } from './total.ts';\n",
  'packages/price/src/total.ts': 'export const total = (cents: readonly number[]) => cents.length;\n',
  'packages/price/test/total.test.ts': "import { total } from '../src/total.ts';\ntotal([]);\n",
  'packages/cart/package.json': '{ "name": "@shop/cart", "exports": "./src/cart.ts" }\n',
  'packages/cart/src/cart.ts': "import { total } from '@shop/price';\nexport const cart = () => total([1]);\n",
  'apps/web/package.json': '{ "name": "web" }\n',
  'apps/web/src/page.ts': "import { price } from './client.ts';\nexport const page = price;\n",
  'apps/web/src/client.ts': "export const price = () => fetch('http://price/');\n",
  'apps/web/src/label.ts': "export const label = 'Total';\n",
  'apps/kiosk/package.json': '{ "name": "kiosk" }\n',
  'apps/kiosk/src/kiosk.ts': 'export const kiosk = 1;\n',
  'apps/mail/src/send.ts': 'export const send = 1;\n',
  'migration/0001_orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, total_text text);\n',
};

/** More files or changed ones for one test; `null` takes one away. */
export interface BlastShopOptions {
  readonly configuration?: string;
  readonly base?: Row['files'];
  /** What the proposal changes beside the total and the migration. */
  readonly proposal?: Row['files'];
  readonly title?: string;
}

/**
 * A web shop that does not exist: `price` is imported by `cart` and called by `web`, which `kiosk` calls. The label of
 * the page landed with the total six times. `proposal` (checked out) changes the total and drops a column.
 */
export function makeBlastShop(options: BlastShopOptions = {}): TestRepository {
  const repository = makeRepository();
  const rows: Row[] = [
    {
      id: 'root',
      message: 'Start the shop',
      at: START,
      files: { 'firebreak.yaml': options.configuration ?? CONFIGURATION, ...SOURCES, ...options.base },
    },
  ];
  for (let at = 1; at <= 12; at += 1) {
    const together = at % 2 === 0;
    rows.push({
      id: `c${at}`,
      parents: [rows.at(-1)?.id ?? 'root'],
      message: `${together ? 'Show the total' : 'Send mail'} (#${at})`,
      at: START + at * 5 * DAY,
      files: together
        ? {
            'packages/price/src/total.ts': `${SOURCES['packages/price/src/total.ts']}// ${at}\n`,
            'apps/web/src/label.ts': `${SOURCES['apps/web/src/label.ts']}// ${at}\n`,
          }
        : { 'apps/mail/src/send.ts': `${SOURCES['apps/mail/src/send.ts']}// ${at}\n` },
    });
  }
  rows.push({
    id: 'proposal',
    parents: [rows.at(-1)?.id ?? 'root'],
    message: options.title ?? 'Round the total to the cent',
    at: START + 70 * DAY,
    files: {
      'packages/price/src/total.ts': 'export const total = (cents: readonly number[]) => cents.length + 1;\n',
      'migration/0002_drop.sql': 'ALTER TABLE orders DROP COLUMN total_text;\n',
      ...options.proposal,
    },
  });
  repository.import(rows, { branches: { main: rows.at(-2)?.id ?? 'root', proposal: 'proposal' } });
  repository.git('checkout', '--quiet', '--force', 'proposal');
  return repository;
}
