import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionDocument, PatternReport } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { removeFolders, type TestRepository } from '../support/git-repository.ts';
import { catalog, makePatternShop } from './shop.ts';

const RULES = `    - { id: third-copy, when: pattern.ai_copies >= 3, hold: true, because: Look at it before it is everywhere. }
    - { id: wide, when: pattern.exposure > 100.0 && pattern.engineers >= 3, hold: true, because: Much hangs on it. }
`;
const NO_RULES = '    - { id: never, when: change.files > 1000, hold: true, because: Large. }\n';

let repository: TestRepository;
let ids: { readonly pay: string; readonly cart: string };
let family: string;

beforeAll(async () => {
  ({ repository, ids } = makePatternShop(catalog(RULES)));
  family = (await exposure('--least', '2')).families[0]?.id ?? '';
});

afterAll(removeFolders);

async function exposure(...argv: readonly string[]): Promise<PatternReport> {
  const { out, err } = await run(['exposure', ...argv, '--json', '-C', repository.path]);
  const report = JSON.parse(out) as PatternReport;
  expect(report.schema, err).toBe('firebreak.patterns/v1');
  return report;
}

async function check(head: string, policy: string): Promise<DecisionDocument> {
  const file = join(repository.path, 'policy.yaml');
  writeFileSync(file, policy);
  const { out, err } = await run(['check', '--head', head, '--json', '--policy', file, '-C', repository.path]);
  const document = JSON.parse(out) as DecisionDocument;
  expect(document.schema, err).toBe('firebreak.decision/v1');
  return document;
}

describe('exposure', () => {
  it('names the family with its copies, who merged each by what right, and what hangs on it', async () => {
    const report = await exposure('--least', '2');
    expect(report).toMatchObject({ landings: 3, families_known: 1, more_families: 0, limits: [] });
    const [only] = report.families;
    expect(only).toMatchObject({
      exposure: {
        copies: 2,
        engineers: 2,
        services: ['cart', 'pay'],
        tier: 0,
        provenance: { ai: 2, human: 0, unknown: 0 },
        number: 2 * 2 * 2 * 8,
      },
      alert: false,
    });
    expect(only?.copies).toMatchObject([
      {
        path: 'services/pay/send.ts',
        first_line: 3,
        owners: ['@ann'],
        landing: { pull_request: '7', engineer: 'ann@x.org', assistance: 'ai', evidence: 'declared' },
      },
      { path: 'services/cart/send.ts', landing: { commit: ids.cart, engineer: 'bob@x.org' } },
    ]);
  });

  it('of a change names what it adds to, as the third copy by AI-assisted changes', async () => {
    const report = await exposure('--head', 'third');
    expect(report.families).toMatchObject([
      {
        id: family,
        alert: true,
        exposure: { copies: 3, engineers: 3, services: ['cart', 'pay', 'search'], number: 3 * 3 * 3 * 8 },
        coming: [{ path: 'services/search/send.ts' }],
      },
    ]);
    expect((await exposure('--head', 'small')).families).toEqual([]);
    expect((await exposure('--head', 'repair')).families).toEqual([]);
  });

  it('of one family is found by its id, and says so where there is none', async () => {
    expect((await exposure('--family', family)).families).toHaveLength(1);
    const { exit: code, err } = await run(['exposure', '--family', 'p000000000000', '-C', repository.path]);
    expect([code, err]).toEqual([2, expect.stringContaining('p000000000000')]);
  });

  it('of a landed change is told as things stood when it landed', async () => {
    const report = await exposure('--change', ids.cart);
    expect(report.families).toMatchObject([
      { id: family, exposure: { copies: 2 }, coming: [{ path: 'services/cart/send.ts' }] },
    ]);
    expect((await exposure('--change', ids.pay)).families).toEqual([]);
  });

  it('is drawn as text', async () => {
    const { out } = await run(['exposure', '--least', '2', '-C', repository.path]);
    expect(out).toContain(family);
    expect(out).toContain('2 copies by 2 engineers, cart, pay, tier 0: exposure 64');
  });
});

describe('rules about patterns', () => {
  it('hold the third copy, and nothing else', async () => {
    const held = await check('third', catalog(RULES));
    expect(held.blockers.map(({ rule }) => rule).sort()).toEqual(['third-copy', 'wide']);
    for (const head of ['small', 'repair', 'other'])
      expect((await check(head, catalog(RULES))).decision).not.toBe('hold');
  });

  it('are asked of landings as they stood then', async () => {
    const file = join(repository.path, 'policy.yaml');
    writeFileSync(file, catalog(RULES.replace('>= 3, hold', '>= 2, hold')));
    const { out } = await run(['replay', '--json', '--policy', file, '-C', repository.path]);
    expect(JSON.parse(out)).toMatchObject({ totals: { held: { count: 1 } } });
  });
});

describe('a brake on a family', () => {
  const braked = (id: string) =>
    catalog(
      NO_RULES,
      `brakes:\n  calendar:\n    recalled: { scope: "pattern:${id}", window: 2026-01-01 to 2099-12-31, zone: UTC, reason: Recalled. }\n`,
    );

  it('holds a change that brings a fragment of it, and lets others pass', async () => {
    const shop = makePatternShop(braked(family));
    const ask = async (head: string): Promise<DecisionDocument> =>
      JSON.parse((await run(['check', '--head', head, '--json', '-C', shop.repository.path])).out) as DecisionDocument;
    expect(await ask('third')).toMatchObject({ decision: 'hold', blockers: [{ rule: 'brake' }] });
    expect((await ask('small')).decision).toBe('allow');
    expect((await ask('repair')).decision).toBe('allow');
  });

  it('holds everything where nobody knows the family', async () => {
    const shop = makePatternShop(braked('p000000000000'));
    const { out } = await run(['check', '--head', 'small', '--json', '-C', shop.repository.path]);
    expect(JSON.parse(out)).toMatchObject({ decision: 'hold' });
  });
});
