import { describe, expect, it } from 'vitest';
import type { QueueReport } from '../../../contract/index.ts';
import { queueNews } from './queue-news.ts';

function report(states: readonly string[], more: Partial<QueueReport> = {}): QueueReport {
  const entries = states.map((state, at) => ({ number: at + 1, state }));
  return { entries, paused: null, freezes: [], running: [], ...more } as unknown as QueueReport;
}

const waiting = (count: number) => Array.from({ length: count }, () => 'waiting');
const freeze = { id: 'freeze-1' } as QueueReport['freezes'][number];
const pause = { reason: 'r', by: null, at: '' };

describe('news of a queue', () => {
  it('are none where only builds began or ended, or an entry came', () => {
    expect(queueNews(report(waiting(3)), report(waiting(4)))).toBeNull();
    expect(queueNews(report(['landed']), report(['landed']))).toBeNull();
  });

  it('name what landed and what was sent back, a few by number', () => {
    expect(queueNews(report(waiting(3)), report(['landed', 'landed', 'waiting']))).toBe('#1, #2 landed.');
    expect(queueNews(report(waiting(2)), report(['ejected', 'waiting']))).toBe('#1 was sent back.');
    expect(queueNews(report(waiting(9)), report(Array.from({ length: 9 }, () => 'landed')))).toBe('9 entries landed.');
  });

  it('name a pause and its end, a freeze and its end', () => {
    const free = report([]);
    expect(queueNews(free, report([], { paused: pause }))).toBe('The queue is paused.');
    expect(queueNews(report([], { paused: pause }), free)).toBe('The queue goes on.');
    expect(queueNews(free, report([], { freezes: [freeze] }))).toBe('Landing is frozen.');
    expect(queueNews(report([], { freezes: [freeze] }), free)).toBe('A freeze ended.');
  });
});
