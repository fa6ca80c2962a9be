import { describe, expect, it } from 'vitest';
import { remembering } from './memo.ts';

function counted(limit: number) {
  const asked: string[] = [];
  const answer = remembering((text: string) => {
    asked.push(text);
    return { length: text.length };
  }, limit);
  return { asked, answer };
}

describe('remembering', () => {
  it('answers as the function does and asks it once', () => {
    const { asked, answer } = counted(10);
    expect([answer('a'), answer('bb'), answer('a')]).toEqual([{ length: 1 }, { length: 2 }, { length: 1 }]);
    expect(asked).toEqual(['a', 'bb']);
  });

  it('keeps no more answers than its limit', () => {
    const { asked, answer } = counted(2);
    for (const text of ['a', 'b', 'c', 'c', 'a']) answer(text);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });

  it('keeps no long text', () => {
    const { asked, answer } = counted(2);
    const long = 'x'.repeat(10_000);
    expect([answer(long), answer(long)]).toEqual([{ length: 10_000 }, { length: 10_000 }]);
    expect(asked).toHaveLength(2);
  });
});
