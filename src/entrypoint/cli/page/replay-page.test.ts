import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { shopReplay } from '../../../../test/shop-replay.ts';
import { replayReport } from '../../../contract/index.ts';
import { replayPage } from './replay-page.ts';

const report = shopReplay({ changes: 200, seed: 3 });
const page = replayPage(report);

function contentsOf(html: string, tag: 'script' | 'style'): string[] {
  return [...html.matchAll(new RegExp(`<${tag}([^>]*)>([\\s\\S]*?)</${tag}>`, 'g'))]
    .filter(([, attributes]) => !attributes?.includes('application/json'))
    .map(([, , text]) => text ?? '');
}

function digestsOf(html: string): string[] {
  return [...html.matchAll(/'(sha256-[^']+)'/g)].map(([, digest]) => digest ?? '');
}

describe('replayPage', () => {
  it('is made of a report that keeps to the contract', () => {
    expect(replayReport.safeParse(report).success).toBe(true);
  });

  it('gives the same bytes for the same report', () => {
    expect(replayPage(report)).toBe(page);
  });

  it('lets run only the script and the style that it carries', () => {
    const carried = [...contentsOf(page, 'script'), ...contentsOf(page, 'style')].map(
      (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`,
    );
    expect(carried).toHaveLength(2);
    expect(digestsOf(page).sort()).toEqual(carried.sort());
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/unsafe-(?:inline|eval)/);
  });

  it('names no other resource, so that there is nothing to fetch', () => {
    const markup = page.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<style[\s\S]*?<\/style>/g, '');
    expect(markup).not.toMatch(/\b(?:src|href|action|style|on[a-z]+)=/i);
    expect(contentsOf(page, 'style')[0]).not.toMatch(/url\(|@import/i);
    expect(contentsOf(page, 'script')[0]).not.toMatch(/\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(/);
  });

  it('carries hostile titles as text', () => {
    const title = '</script><script>alert(1)</script><img src=x onerror=alert(1)>\u2028\u202e';
    const hostile = replayPage(shopReplay({ changes: 60, seed: 3, title }));
    expect(hostile.match(/<script/g)).toHaveLength(2);
    expect(hostile).not.toContain('<img');
    expect(hostile).not.toMatch(/[\u2028\u202e]/);
  });

  it('carries a hostile rule and repository name as text', () => {
    const rules = report.rules.map((rule) => ({ ...rule, because: '<b>x</b>"', rule: `<i>${rule.rule}` }));
    const hostile = replayPage({ ...report, rules, repository: '<u>\u202ename' });
    expect(hostile).not.toMatch(/<b>x|<i>critical|<u>/);
  });

  it('shows the figures without a script', () => {
    const { totals } = report;
    const minutes = Math.round(totals.senior_minutes_per_week);
    expect(page).toContain(`<p class="value">${minutes}</p>`);
    expect(page).toContain(`${totals.harm_held.count} <small>of ${totals.harm_held.n}</small>`);
    for (const limit of report.limits) expect(page).toContain(limit.replaceAll('“', '“').slice(0, 30));
  });

  it('shows how much harm ranks high, by risk and by size', () => {
    const many = shopReplay({ changes: 600, seed: 3 });
    expect(replayPage(many)).toContain('Caught when the riskiest X % are held');
    expect(replayPage(many)).toContain(`Of ${many.capture.n_harm} harmful changes of known rank.`);
    expect(page).toContain(`not enough data, ${report.capture.n_harm} harmful of known rank of at least 10`);
    expect(page).not.toContain('Caught when');
    expect(replayPage(shopReplay({ changes: 40, seed: 3, harm: false }))).not.toContain('Caught when');
  });

  it('says in words that there is no harm to count, and that there are no changes', () => {
    const calm = replayPage(shopReplay({ changes: 40, seed: 3, harm: false }));
    expect(calm).toContain('No reverts or Fixes: trailers found in 40 changes');
    const empty = replayPage(shopReplay({ changes: 0, seed: 3 }));
    expect(empty).toContain('No landed changes here yet');
    expect(empty).not.toContain('id="plot"');
  });

  it('is small enough to post: two hundred bytes a change', () => {
    const large = replayPage(shopReplay({ changes: 3_000, seed: 3 }));
    expect((large.length - page.length) / 2_800).toBeLessThan(200);
  });
});
