import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTENTION_CAP_MINUTES, estimateReview, type ReviewLoad } from './minutes.ts';

const small: ReviewLoad = { reviewLines: 100, files: 4, areas: 1, classes: ['code'] };

describe('predicted review minutes', () => {
  it('add up orientation, files, areas and lines at the inspection rate', () => {
    // 2 + 4 x 0.25 + 1 x 1 + 100 / 300 x 60
    expect(estimateReview(small)).toMatchObject({ minutes: 24, low: 19, high: 34 });
  });

  it('weigh migrations, infrastructure, policy and CI heavier', () => {
    expect(estimateReview({ ...small, classes: ['code', 'migration'] }).minutes).toBe(34);
    expect(estimateReview({ ...small, classes: ['documentation'] }).minutes).toBe(24);
  });

  it('end where attention ends', () => {
    expect(estimateReview({ ...small, reviewLines: 50_000 })).toMatchObject({
      minutes: ATTENTION_CAP_MINUTES,
      low: ATTENTION_CAP_MINUTES,
    });
  });

  it('give the whole range where lines are not known', () => {
    const unknown = estimateReview({ reviewLines: null, files: null, areas: null, classes: null });
    expect(unknown).toMatchObject({ low: 3.3, high: ATTENTION_CAP_MINUTES });
    expect(unknown.method).toContain('not known');
  });

  it('say that they are an assumption, with their rates', () => {
    expect(estimateReview(small).method).toMatch(/assumption.*300 an hour.*200 to 400/);
  });

  it('stay in order and never fall when there is more to read', () => {
    const count = fc.nat({ max: 5000 });
    fc.assert(
      fc.property(count, count, count, (lines, files, areas) => {
        const one = estimateReview({ reviewLines: lines, files, areas, classes: [] });
        const more = estimateReview({ reviewLines: lines + 10, files: files + 1, areas, classes: ['migration'] });
        expect(one.low).toBeLessThanOrEqual(one.minutes);
        expect(one.minutes).toBeLessThanOrEqual(one.high);
        expect(more.minutes).toBeGreaterThanOrEqual(one.minutes);
      }),
    );
  });
});
