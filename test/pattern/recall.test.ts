import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecallReport } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { removeFolders, type TestRepository } from '../support/git-repository.ts';
import { catalog, makePatternShop } from './shop.ts';

const RULES = '    - { id: never, when: change.files > 1000, hold: true, because: Large. }\n';

let repository: TestRepository;
let ids: { readonly pay: string; readonly cart: string };

beforeAll(() => {
  ({ repository, ids } = makePatternShop(catalog(RULES)));
});

afterAll(removeFolders);

async function recall(...argv: readonly string[]): Promise<RecallReport> {
  const { out, err } = await run(['recall', ...argv, '--json', '-C', repository.path]);
  const report = JSON.parse(out) as RecallReport;
  expect(report.schema, err).toBe('firebreak.recall/v1');
  return report;
}

describe('recall', () => {
  it('leads from a repair to every live sibling, its owner, what mends it and who would bring another', async () => {
    const report = await recall('--repair', 'main..repair', '--proposal', 'third', '--proposal', 'repair');
    expect(report.fragments).toMatchObject([
      {
        id: expect.stringMatching(/^p[0-9a-f]{12}$/),
        place: { commit: ids.cart, path: 'services/cart/send.ts', first_line: 3 },
        siblings: [
          { path: 'services/pay/send.ts', owners: ['@ann'], deployed: 'unknown', remedies: [] },
          { path: 'services/cart/send.ts', owners: ['@bob'], remedies: ['repair'] },
        ],
        bringing: ['third'],
      },
    ]);
  });

  it('leads from a cause, a place and a family to the same siblings', async () => {
    const cause = await recall('--cause', ids.pay);
    const place = await recall('--at', 'services/pay/send.ts:6');
    const family = await recall('--family', cause.fragments[0]?.id ?? '');
    for (const report of [cause, place, family]) {
      expect(report.fragments.map(({ siblings }) => siblings.map(({ path }) => path))).toEqual([
        ['services/pay/send.ts', 'services/cart/send.ts'],
      ]);
    }
  });

  it('names a fragment that is alone by its place, so that a brake on it holds new copies and nothing else', async () => {
    const { fragments } = await recall('--at', 'services/search/report.ts:3');
    const id = fragments[0]?.id ?? '';
    expect(id).toBe(`${ids.cart}:services/search/report.ts:1`);
    const brake = `brakes:\n  calendar:\n    recalled: { scope: "pattern:${id}", window: 2026-01-01 to 2099-12-31, zone: UTC, reason: Recalled. }\n`;
    repository.git('checkout', '--quiet', '--force', 'main');
    writeFileSync(join(repository.path, 'firebreak.yaml'), catalog(RULES, brake));
    repository.git('commit', '--quiet', '--all', '--message', 'Hold what is like the report');
    const decided = async (head: string): Promise<unknown> =>
      JSON.parse((await run(['check', '--head', head, '--json', '-C', repository.path])).out).decision;
    expect(await decided('other')).toBe('hold');
    expect(await decided('small')).toBe('allow');
  });

  it('says where nothing stands, and that it begins at one place', async () => {
    const fails = async (...argv: readonly string[]) => (await run(['recall', ...argv, '-C', repository.path])).exit;
    expect(await fails('--at', 'services/pay/none.ts:6')).toBe(2);
    expect(await fails('--at', 'services/pay/send.ts')).toBe(2);
    expect(await fails()).toBe(2);
    expect(await fails('--family', 'p000000000000')).toBe(2);
  });
});
