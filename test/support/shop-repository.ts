import { makeRepository, type Row, type TestRepository } from './git-repository.ts';

/**
 * The repository of a shop that does not exist: what every example of the documentation runs on. The same commits with
 * the same ids each time. `main` has a good year of landed changes; `refund-rounding` is a proposal on top of it.
 */
export function makeShopRepository(): TestRepository {
  const repository = makeRepository();
  repository.import([...history(), ...proposal()], { branches: { main: 'tip', 'refund-rounding': 'proposal' } });
  repository.git('checkout', '--quiet', 'refund-rounding');
  return repository;
}

/** The day after the newest commit, in seconds; before the moment at which tests decide. */
const SHOP_END = Date.UTC(2026, 0, 13, 9) / 1000;

const DAY = 86_400;
const LANDED = 180;
const PEOPLE = ['Ann <ann@shop.example>', 'Bob <bob@shop.example>', 'Cleo <cleo@shop.example>'] as const;
const CLAUDE = 'Co-Authored-By: Claude <noreply@anthropic.com>';
const CURSOR = 'Co-authored-by: Cursor <cursoragent@cursor.com>';

const CONFIGURATION = `version: 1
services:
  checkout: { tier: 0, paths: [src/checkout, src/payment], owners: ["@ann"] }
  catalog: { tier: 2, paths: [src/catalog], owners: ["@bob"] }
people:
  senior: ["ann@shop.example @ann", "bob@shop.example @bob"]
  mid: ["cleo@shop.example @cleo"]
policy:
  use: [starter]
  mode: enforce
`;

const PLACES = [
  'src/catalog/search.ts',
  'src/catalog/ranking.ts',
  'src/catalog/image.ts',
  'src/catalog/filter.ts',
  'src/checkout/basket.ts',
  'src/checkout/address.ts',
  'src/payment/refund.ts',
  'src/payment/retry.ts',
  'src/site/banner.ts',
  'src/site/menu.ts',
] as const;
const VERBS = ['Add', 'Simplify', 'Cache', 'Retry', 'Validate', 'Rename', 'Speed up', 'Log'] as const;

function history(): readonly Row[] {
  const random = generator(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const rows: Row[] = [
    {
      id: 'root',
      message: 'Start the shop',
      author: PEOPLE[0],
      at: SHOP_END - 380 * DAY,
      files: {
        'firebreak.yaml': CONFIGURATION,
        'package.json': '{ "name": "shop", "private": true }\n',
        'test/basket.test.ts': lines('test', 30),
        ...Object.fromEntries(PLACES.map((path) => [path, lines(path, 60)])),
      },
    },
  ];
  // The change of the key takes back that of the value.
  const reverts = new Map([
    [62, 55],
    [101, 97],
    [142, 137],
    [159, 154],
    [171, 168],
  ]);
  const undoneLater = new Set(reverts.values());
  for (let at = 1; at <= LANDED; at += 1) {
    const parents = [rows.at(-1)?.id ?? 'root'];
    const when = SHOP_END - Math.round((370 - at * 2.03) * DAY);
    const undone = reverts.get(at);
    if (undone !== undefined) {
      const title = String(rows[undone]?.message).split('\n')[0];
      rows.push({
        id: `c${at}`,
        parents,
        author: pick(PEOPLE),
        at: when,
        message: `Revert "${title?.replace(/ \(#\d+\)$/, '')}" (#${2000 + at})\n\nReverts #${2000 + undone}.\n`,
        files: rows[undone - 1]?.files ?? {},
      });
      continue;
    }
    const path = pick(PLACES);
    const wide = random() < 0.15;
    const files: Record<string, string> = { [path]: lines(`${path} ${at}`, 20 + Math.floor(random() * 80)) };
    if (wide) for (const extra of PLACES.slice(0, 4)) files[extra] = lines(`${extra} ${at}`, 120);
    if (random() < 0.04) files[`migration/${at}.sql`] = `ALTER TABLE orders ADD COLUMN c${at} text;\n`;
    if (random() < 0.5 && !undoneLater.has(at)) files['test/basket.test.ts'] = lines(`test ${at}`, 30);
    const name = path.replace(/^.*\/|\.ts$/g, '');
    const origin = random();
    const trailer = origin < 0.3 ? `\n\n${CLAUDE}` : origin < 0.4 ? `\n\n${CURSOR}` : '';
    const message = `${pick(VERBS)} ${name} (#${2000 + at})${trailer}\n`;
    rows.push({ id: `c${at}`, parents, author: pick(PEOPLE), at: when, message, files });
  }
  rows.push({
    id: 'tip',
    parents: [rows.at(-1)?.id ?? 'root'],
    author: PEOPLE[1],
    at: SHOP_END - 4 * DAY,
    message: `Add menu (#${2001 + LANDED})\n`,
    files: { 'src/site/menu.ts': lines('menu', 40) },
  });
  return rows;
}

function proposal(): readonly Row[] {
  return [
    {
      id: 'proposal',
      parents: ['tip'],
      author: PEOPLE[2],
      at: SHOP_END - DAY,
      message: `Round refunds to the cent\n\n${CLAUDE}\n`,
      files: {
        'src/payment/refund.ts': lines('refund to the cent', 96),
        'src/checkout/basket.ts': lines('basket to the cent', 40),
      },
    },
  ];
}

function lines(word: string, count: number): string {
  return Array.from({ length: count }, (_, at) => `// ${word} ${at}\n`).join('');
}

/** mulberry32, T. Ettinger, public domain. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
