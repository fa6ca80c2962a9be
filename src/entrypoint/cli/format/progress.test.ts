import { describe, expect, it } from 'vitest';
import { makeProgress } from './progress.ts';

/** A progress line on a stream and a clock that the test owns. */
function setUp(options: { enabled?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  let now = 0;
  const progress = makeProgress({
    write: (text) => written.push(text),
    enabled: options.enabled ?? true,
    columns: options.columns ?? 80,
    clock: () => now,
  });
  return { written, progress, wait: (ms: number) => (now += ms) };
}

const CLEAR = '\r\u001b[2K';

describe('progress line', () => {
  it('is drawn at once, then at most ten times a second', () => {
    const { written, progress, wait } = setUp();
    for (let done = 0; done < 1_000; done += 1) {
      progress({ what: 'reading commits', done, total: 1_000 });
      wait(1);
    }
    expect(written).toHaveLength(10);
    expect(written[0]).toBe(`${CLEAR}reading commits 0/1000 0 %`);
  });

  it('estimates what is left only after a second', () => {
    const { written, progress, wait } = setUp();
    progress({ what: 'reading', done: 0, total: 100 });
    wait(500);
    progress({ what: 'reading', done: 10, total: 100 });
    wait(1_500);
    progress({ what: 'reading', done: 25, total: 100 });
    expect(written[1]).not.toContain('left');
    expect(written[2]).toBe(`${CLEAR}reading 25/100 25 %, about 6.0 s left`);
  });

  it('starts its estimate anew with other work', () => {
    const { written, progress, wait } = setUp();
    progress({ what: 'reading', done: 0, total: 100 });
    wait(60_000);
    progress({ what: 'deciding', done: 50, total: 100 });
    expect(written[1]).toBe(`${CLEAR}deciding 50/100 50 %`);
  });

  it('is cleared once, and drawn anew by a later step', () => {
    const { written, progress, wait } = setUp();
    progress.clear();
    progress({ what: 'reading', done: 3, total: null });
    progress.clear();
    progress.clear();
    wait(200);
    progress({ what: 'reading', done: 4, total: null });
    expect(written).toEqual([`${CLEAR}reading 3`, CLEAR, `${CLEAR}reading 4`]);
  });

  it('writes nothing where nobody watches', () => {
    const { written, progress } = setUp({ enabled: false });
    progress({ what: 'reading', done: 1, total: 2 });
    progress.clear();
    expect(written).toEqual([]);
  });

  it('never fills the last column and never passes hostile names on', () => {
    const { written, progress } = setUp({ columns: 20 });
    progress({ what: `\u001b[2J${'x'.repeat(50)}`, done: 1, total: 2 });
    const line = written[0]?.slice(CLEAR.length) ?? '';
    expect(line).toHaveLength(19);
    expect(line).not.toContain('\u001b');
  });
});
