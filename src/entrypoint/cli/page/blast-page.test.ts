import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { shopBlast } from '../../../../test/shop-blast.ts';
import { blastReport } from '../../../contract/index.ts';
import { blastPage } from './blast-page.ts';

const report = shopBlast({ files: 60, services: 6, flows: 3 });
const page = blastPage(report);
const HOSTILE = '</title></script><script>alert(1)</script><img src=x onerror=alert(1)>"\' \u202e\u0007\u2028';

function contentsOf(html: string, tag: 'script' | 'style'): string[] {
  return [...html.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, text]) => text ?? '');
}

function keysOf(html: string): string[] {
  return [...new Set([...html.matchAll(/data-node="([^"]+)"/g)].map(([, key]) => key ?? ''))];
}

describe('blastPage', () => {
  it('is made of a report that keeps to the contract, the same bytes each time', () => {
    expect(blastReport.safeParse(report).success).toBe(true);
    expect(blastPage(shopBlast({ files: 60, services: 6, flows: 3 }))).toBe(page);
  });

  it('lets run only the script and the style that it carries', () => {
    const carried = [...contentsOf(page, 'script'), ...contentsOf(page, 'style')].map(
      (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`,
    );
    const named = [...page.matchAll(/'(sha256-[^']+)'/g)].map(([, digest]) => digest ?? '');
    expect(carried).toHaveLength(2);
    expect(named.sort()).toEqual(carried.sort());
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/unsafe-(?:inline|eval)/);
  });

  it('links to nothing but its own rows, so that there is nothing to fetch', () => {
    const markup = page.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<style[\s\S]*?<\/style>/g, '');
    expect(markup).not.toMatch(/\b(?:src|action|style|on[a-z]+)=/i);
    expect([...markup.matchAll(/href="([^"]*)"/g)].filter(([, to]) => !to?.startsWith('#'))).toEqual([]);
    expect(contentsOf(page, 'style')[0]).not.toMatch(/url\(|@import/i);
    expect(contentsOf(page, 'script')[0]).not.toMatch(/\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(/);
  });

  it('draws every file, service and flow, and each mark leads to its row', () => {
    const keys = keysOf(page);
    expect(keys).toHaveLength(60 + 6 + 3);
    expect(keys.filter((key) => !page.includes(` id="${key}"`))).toEqual([]);
    for (const [, to] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${to}"`);
  });

  it('tells certain, likely and possible by shape, not by colour alone', () => {
    const large = blastPage(shopBlast({ files: 120 }));
    const shape = (certainty: string) =>
      (
        new RegExp(`class="node ${certainty}"[^>]*><title>[^<]*</title><circle class="hit"[^>]*/>(<circle[^>]*>)`).exec(
          large,
        )?.[1] ?? ''
      ).replace(/c[xy]="[^"]*"/g, '');
    const shapes = ['certain', 'likely', 'possible'].map(shape);
    expect(shapes).not.toContain('');
    expect(new Set(shapes).size).toBe(3);
  });

  it('draws more traffic and more money as a wider line, and what nobody states as a dashed one', () => {
    const [wide] = page.split('<svg class="blast narrow"');
    const width = (to: string) =>
      Number(
        new RegExp(`class="line[^"]*" data-from="[^"]*" data-to="${to}" stroke-width="([^"]+)"`).exec(wide ?? '')?.[1],
      );
    // 1,200 calls a minute and 600; GBP 1,380 and 460.
    expect(width('service-2')).toBeGreaterThan(width('service-4'));
    expect(width('flow-0')).toBeGreaterThan(width('flow-2'));
    expect(page).toMatch(/class="line unknown money" data-from="[^"]*" data-to="flow-1"/);
  });

  it('carries hostile names as text in every place', () => {
    const hostile = blastPage(shopBlast({ files: 30, services: 5, flows: 3, hostile: HOSTILE }));
    expect(hostile.match(/<script/g)).toHaveLength(1);
    expect(hostile).not.toContain('<img');
    expect(hostile).not.toMatch(/[\u202e\u0007\u2028]/);
    expect(hostile.match(/<\/title><\/script>/)).toBeNull();
  });

  it('answers in words where there is nothing to draw', () => {
    const empty = blastPage({ ...shopBlast({ files: 0, services: 0, flows: 0 }), rings: null, operations: [] });
    expect(keysOf(empty)).toEqual([]);
    for (const said of ['No import graph could be had', 'No file is connected', 'That is not a promise']) {
      expect(empty).toContain(said);
    }
  });

  it('stays small enough to post with as many files and services as an answer names', () => {
    expect(blastPage(shopBlast({ files: 200, services: 40, flows: 12 })).length).toBeLessThan(300_000);
  });
});
