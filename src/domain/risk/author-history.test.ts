import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../kernel/index.ts';
import { MOMENT_LIMIT, newAuthor, recentExperience, rememberTouches } from './author-history.ts';

describe('an author kept small', () => {
  it('keeps few moments and stays within a hundredth of recent experience', () => {
    const author = newAuthor();
    let exact = 0;
    const now = 3_000 * DAY_MS;
    for (let day = 0; day < 3_000; day += 1) {
      rememberTouches(author, day * DAY_MS, 2);
      exact += 2 / (3_000 - day + 1);
    }
    expect(author.moments.length).toBeLessThanOrEqual(MOMENT_LIMIT);
    expect(author.touches).toBe(6_000);
    expect(author.moments.reduce((sum, [, files]) => sum + files, 0)).toBe(6_000);
    expect(Math.abs(recentExperience(author, now) / exact - 1)).toBeLessThan(0.01);
    const [oldest] = author.moments;
    expect(oldest?.[0]).toBeLessThan(300 * DAY_MS);
  });
});
