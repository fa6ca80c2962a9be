import { describe, expect, it } from 'vitest';
import { webShop } from '../../../../test/support/web-shop.ts';
import { queueText, queueWhyText } from './queue.ts';

const [long] = webShop('many').queues;
const report = long?.report(null);
const why = long?.why('400');

describe('a long queue as text', () => {
  it('shows the first of what waits, how many more there are, and what was decided last', () => {
    if (report === undefined) throw new Error('the long queue is there');
    const lines = queueText(report).trim().split('\n');
    expect(lines.filter((line) => / waits: /.test(line))).toHaveLength(50);
    expect(lines).toContain('and 450 more wait behind them: --first 500 shows all');
    expect(lines.at(-1)).not.toMatch(/ waits: /);
    expect(queueText(report, 500)).not.toContain('more wait');
    expect(queueText(report, 499)).toContain('and 1 more waits behind them');
  });

  it('names the first before an entry', () => {
    if (why === undefined || why === null) throw new Error('the entry is there');
    expect(why.ahead.length).toBeGreaterThan(100);
    expect(queueWhyText(why)).toMatch(/before it: #\d+(, #\d+){7} and \d+ more\n/);
  });
});
