import { describe, expect, it } from 'vitest';
import { shopReplay } from '../../../../../test/shop-replay.ts';
import type { PolicyDifferenceDocument, PolicyFlip, ReplayReport } from '../../../../contract/index.ts';
import { formatReplay } from '../../format/index.ts';
import { replayPage } from '../replay-page.ts';
import { differenceSection } from './difference.ts';

const report = shopReplay({ changes: 60, seed: 3 });
const NONE = { 'newly-held': 0, 'newly-freed': 0, 'newly-refused': 0, 'no-longer-refused': 0, 'asks-otherwise': 0 };
const DELAY = { changes: 2, hours: 35, low: 8, high: 48, hours_per_week: 4 };

function flipOf(at: number, more: Partial<PolicyFlip> = {}): PolicyFlip {
  const { commit, title } = report.changes[at] ?? { commit: '', title: '' };
  const side = { asks: [], senior_minutes: 0, waits: false };
  return {
    commit,
    title,
    pull_request: '7',
    landed_at: null,
    label: 'reverted',
    kind: 'newly-held',
    unevaluable: false,
    rules: [{ rule: 'wide', side: 'policy' }],
    policy: { ...side, decision: 'hold' },
    against: { ...side, decision: 'allow' },
    explain: ['firebreak', 'explain', 'wide', '--change', commit, '--policy', 'a b.yaml'],
    ...more,
  };
}

function withFlips(flips: readonly PolicyFlip[]): ReplayReport {
  const share = { count: 1, n: 3, share: 1 / 3, low: 0.06, high: 0.79 };
  const difference: PolicyDifferenceDocument = {
    schema: 'firebreak.policy-difference/v1',
    policy: { source: 'a b.yaml', digest: 'sha256:1' },
    against: { source: '<u>base', digest: 'sha256:2' },
    kinds: { ...NONE, 'newly-held': flips.length },
    unevaluable: flips.filter((flip) => flip.unevaluable).length,
    held: { policy: 3, against: 1, more: 2, less: 0 },
    harm: { gained: share, lost: { ...share, count: 0 }, net: { value: 1, low: null, high: null }, n: 3 },
    harmless: { policy: 1, against: 1, more: 0, less: 0 },
    senior_minutes: { policy: 9, against: 0, per_week: { value: 9, low: 2, high: 20 } },
    delay: { policy: DELAY, against: { ...DELAY, changes: 0, hours_per_week: 0 }, hours: 35, low: 8, high: 48 },
    rules: [
      {
        rule: 'wide',
        mode: { policy: 'advise', against: null },
        flips: NONE,
        unevaluable: 0,
        harm_gained: 0,
        harm_lost: 0,
      },
    ],
    flips: [...flips],
  };
  return { ...report, difference };
}

describe('differenceSection', () => {
  it('is not there for one policy, and says so where nothing flips', () => {
    expect(differenceSection(report)).toBe('');
    expect(differenceSection(withFlips([]))).toContain('No change flips');
  });

  it('links each flip to the dot of its change, with the command that explains it', () => {
    const html = differenceSection(withFlips([flipOf(5), flipOf(2, { unevaluable: true })]));
    expect([...html.matchAll(/data-dot="(\d+)"/g)].map(([, dot]) => dot)).toEqual(['5', '2']);
    const short = report.changes[5]?.commit.slice(0, 12);
    expect(html).toContain(`firebreak explain wide --change ${short} --policy &#39;a b.yaml&#39;`);
    expect(html).toContain('Apart: only rules that could not be evaluated make the difference: 1');
    expect(html).toContain('wide (new, advise)');
  });

  it('unfolds what is too long to show at once', () => {
    const many = Array.from({ length: 40 }, (_, at) => flipOf(at));
    expect(differenceSection(withFlips(many))).toContain('<summary>15 more</summary>');
  });

  it('carries hostile names as text', () => {
    const title = '</script><img src=x onerror=alert(1)>\u202e';
    const page = replayPage(withFlips([flipOf(1, { title, rules: [{ rule: '<i>x', side: 'policy' }] })]));
    expect(page).not.toMatch(/<img|<i>x|<u>base|\u202e/);
    expect(page.match(/<script/g)).toHaveLength(2);
  });
});

describe('the difference as text', () => {
  const text = (where: readonly string[]) =>
    formatReplay({ format: 'text', report: withFlips([flipOf(5)]), color: false, width: 100, where });

  it('has a command that finds the repository from where the caller stands', () => {
    const short = report.changes[5]?.commit.slice(0, 12);
    expect(text([])).toContain(`firebreak explain wide --change ${short} --policy 'a b.yaml'`);
    expect(text(['-C', '/srv/shop'])).toContain(`firebreak -C /srv/shop explain wide --change ${short}`);
  });

  it('claims no range where too few changes flip', () => {
    expect(text([])).toMatch(/net \+1\n/);
    expect(text([])).toContain('senior minutes a week +9 (+2 to +20)');
  });
});
