import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlastReport } from '../../src/contract/index.ts';
import { makeBlastShop } from '../support/blast-shop.ts';
import { run } from '../support/command-line.ts';
import { misfits } from '../support/document.ts';
import { removeFolders, type TestRepository } from '../support/git-repository.ts';

afterAll(removeFolders);

/** The answer of `blast --json`, which is held to its published schema. */
async function blast(repository: TestRepository, ...argv: readonly string[]): Promise<BlastReport> {
  const { exit, out, err } = await run(['blast', '--base', 'main', '--json', ...argv], { cwd: repository.path });
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  const report = JSON.parse(out) as BlastReport;
  expect(misfits('blast', report)).toEqual([]);
  return report;
}

function write(repository: TestRepository, name: string, content: string): string {
  writeFileSync(join(repository.path, name), content);
  return name;
}

const OBSERVED = JSON.stringify({
  status: 'success',
  data: {
    resultType: 'vector',
    result: [
      { metric: { client: 'web', server: 'price' }, value: [1_768_000_000, '20'] },
      { metric: { client: 'mail', server: 'price' }, value: [1_768_000_000, '0.5'] },
    ],
  },
});

describe('blast', () => {
  let shop: TestRepository;
  let report: BlastReport;

  beforeAll(async () => {
    shop = makeBlastShop();
    report = await blast(shop);
  });

  it('names what imports the change as certain, over packages', () => {
    const certain = report.files.filter(({ certainty }) => certainty === 'certain').map(({ path }) => path);
    expect(certain.sort()).toEqual(['packages/price/src/index.ts', 'packages/price/test/total.test.ts']);
    expect(report.files.find(({ path }) => path === 'packages/cart/src/cart.ts')).toMatchObject({ dependent_hops: 2 });
    expect(report.rings).toEqual([
      { hops: 1, files: 2 },
      { hops: 2, files: 1 },
    ]);
    expect(report.packages.map(({ folder }) => folder)).toEqual(['packages/price', 'packages/cart']);
  });

  it('names what history alone connects, and counts how often', () => {
    const label = report.files.find(({ path }) => path === 'apps/web/src/label.ts');
    // Six landings, and the first one, which brought everything.
    expect(label).toMatchObject({ landings: 7, dependent_hops: null });
    const mail = report.files.find(({ path }) => path === 'apps/mail/src/send.ts');
    expect(label?.probability).toBeGreaterThan(mail?.probability ?? 0);
  });

  it('names services by the change, by imports and by calls, with the way', () => {
    const ways = Object.fromEntries(report.services.map(({ id, by, call_hops }) => [id, [by, call_hops]]));
    expect(ways).toEqual({ price: ['change', 0], cart: ['import', 0], web: ['call', 1], kiosk: ['call', 2] });
    const kiosk = report.services.find(({ id }) => id === 'kiosk');
    expect(kiosk?.through.map(({ caller, callee }) => `${caller} ${callee}`)).toEqual(['kiosk web', 'web price']);
    expect(report.services.find(({ id }) => id === 'price')).toMatchObject({ tier: 1, inherited_tier: 1 });
  });

  it('adds up what the reached flows are worth, names those that do not say, and leaves out the others', () => {
    expect(report.flows.map(({ id }) => id).sort()).toEqual(['browse', 'checkout', 'gift-card']);
    expect(report.tier).toBe(0);
    expect(report.exposure.money).toEqual([{ currency: 'GBP', per_minute: 40 * 34.5 + 2 * 20 }]);
    expect(report.exposure.orders_per_minute).toBe(42);
    expect(report.exposure.flows_without_value).toEqual(['browse']);
  });

  it('finds the column that is dropped, and says that it cannot be undone', () => {
    expect(report.operations).toHaveLength(1);
    expect(report.operations[0]).toMatchObject({
      path: 'migration/0002_drop.sql',
      line: 1,
      certainty: 'certain',
    });
    expect(report.operations[0]?.object).toContain('total_text');
    expect(report.reversal).toMatchObject({ answer: 'no', allows_automatic_rollback: false });
  });

  it('takes traffic of a file, with its rate and time, and tells where it contradicts the catalogue', async () => {
    const seen = await blast(shop, '--observed', write(shop, 'traffic.json', OBSERVED));
    const web = seen.services.find(({ id }) => id === 'web');
    expect(web?.through[0]).toMatchObject({ calls_per_minute: 1200 });
    expect(web?.through[0]?.sources.map(({ place }) => place)).toEqual([
      'firebreak.yaml',
      expect.stringContaining('traffic.json'),
    ]);
    expect(seen.services.map(({ id }) => id)).toContain('mail');
    expect(seen.findings.some(({ services }) => services.includes('mail'))).toBe(true);
    expect(seen.flows.map(({ id }) => id)).toContain('newsletter');
  });

  it.each(['text', 'markdown', 'mermaid', 'dot', 'html'])('tells the same as %s', async (format) => {
    const { exit, out } = await run(['blast', '--base', 'main', '--format', format], { cwd: shop.path });
    expect(exit).toBe(0);
    for (const name of ['cart', 'web', 'kiosk', 'checkout']) expect(out).toContain(name);
  });

  it('writes the page where it is asked to, and a page to open', async () => {
    await run(['blast', '--base', 'main', '--format', 'html=reach.html'], { cwd: shop.path });
    const { exit, err } = await run(['blast', '--base', 'main', '--open'], { cwd: shop.path });
    expect({ exit, err }).toEqual({ exit: 0, err: expect.stringContaining('firebreak-blast.html') });
    const page = readFileSync(join(shop.path, 'reach.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(readFileSync(join(shop.path, 'firebreak-blast.html'), 'utf8')).toBe(page);
  });
});

describe('blast of what is hostile or broken', () => {
  it('ends with 2 and the name of an observed file that is not there', async () => {
    const { exit, out, err } = await run(['blast', '--base', 'main', '--observed', 'gone.json'], {
      cwd: makeBlastShop().path,
    });
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain('gone.json');
  });

  it('lists a plan that was cut off as unread and never calls the change safe to undo', async () => {
    const shop = makeBlastShop({ proposal: { 'migration/0002_drop.sql': null } });
    const plan = write(shop, 'plan.json', '{"format_version":"1.2","resource_changes":[{"address":"aws_db_instance.or');
    const report = await blast(shop, '--plan', plan);
    expect(report.unread.map(({ path }) => path)).toEqual([expect.stringContaining('plan.json')]);
    expect(report.reversal.answer).not.toBe('yes');
    expect(report.reversal.allows_automatic_rollback).toBe(false);
  });

  it('ends at catalogues whose calls go round in a circle, each service once', async () => {
    const component = (name: string, needs: string) =>
      `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: ${name} }\nspec: { type: service, lifecycle: production, owner: team, dependsOn: ['component:${needs}'] }\n`;
    const report = await blast(
      makeBlastShop({
        base: {
          'ring/a/catalog-info.yaml': component('ring-a', 'price'),
          'ring/b/catalog-info.yaml': component('ring-b', 'ring-a'),
          'ring/c/catalog-info.yaml': component('price', 'ring-b'),
        },
      }),
    );
    const ids = report.services.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['price', 'ring-a', 'ring-b']));
  });

  it('does not stumble over a source file of one line with fifty megabytes, and says that it was not read', async () => {
    const line = Buffer.alloc(50 << 20, "import './total.ts';");
    const shop = makeBlastShop({ base: { 'packages/price/src/table.ts': line } });
    const report = await blast(shop);
    expect(report.not_analysed_in_tree?.['too-large']).toBe(1);
    expect(report.files.some(({ certainty }) => certainty === 'certain')).toBe(true);
  });

  it('carries names with control characters and markup in no format as more than text', async () => {
    const evil = 'packages/price/src/\u001b[31m<img src=x onerror=alert(1)>"]; click A callback\u202e.ts';
    const shop = makeBlastShop({
      title: '\u001b]0;x\u0007<script>alert(1)</script> | `a` "] --> B',
      proposal: { [evil]: "import { total } from './total.ts';\nexport const evil = total;\n" },
      base: { [evil.replace('.ts', '2.ts')]: "import { total } from './total.ts';\ntotal([]);\n" },
    });
    for (const format of ['text', 'json', 'markdown', 'mermaid', 'dot', 'html']) {
      const { exit, out } = await run(['blast', '--base', 'main', '--format', format], { cwd: shop.path });
      expect({ format, exit }).toEqual({ format, exit: 0 });
      expect({ format, found: out.match(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/g) }).toEqual({
        format,
        found: null,
      });
      if (format === 'html') {
        expect(out.match(/<script/g)).toHaveLength(1);
        expect(out).not.toContain('<img');
      }
      if (format === 'markdown') expect(out).not.toMatch(/(?<![`\\])<(?:script|img)/);
      if (format === 'mermaid') expect(out).not.toMatch(/^\s*click /m);
      if (format === 'dot') expect(out).not.toMatch(/[^\\]"\];\s*click/);
    }
  });
});
