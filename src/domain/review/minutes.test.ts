import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ATTENTION_CAP_MINUTES,
  estimateReview,
  FULL_EXPERIENCE,
  MINUTES_FACTOR_RANGE,
  type ReviewLoad,
} from './minutes.ts';

const small: ReviewLoad = {
  reviewLines: 100,
  files: 4,
  areas: 1,
  classes: ['code'],
  // The middle of the scale: neither more nor less.
  fileChangesBefore: Math.sqrt(1 + FULL_EXPERIENCE) - 1,
  teamFactor: null,
};

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
    const none = { reviewLines: null, files: null, areas: null, classes: null };
    const unknown = estimateReview({ ...none, fileChangesBefore: null, teamFactor: null });
    expect(unknown).toMatchObject({ low: 3.1, high: ATTENTION_CAP_MINUTES });
    expect(unknown.method).toContain('not known');
  });

  it('say that they are an assumption, with their rates', () => {
    expect(estimateReview(small).method).toMatch(/assumption.*300 an hour.*200 to 400/);
  });

  it('stay in order and never fall when there is more to read', () => {
    const count = fc.nat({ max: 5000 });
    const known = fc.record({
      fileChangesBefore: fc.option(fc.nat({ max: 3000 })),
      teamFactor: fc.option(fc.double({ min: MINUTES_FACTOR_RANGE.min, max: MINUTES_FACTOR_RANGE.max, noNaN: true })),
    });
    fc.assert(
      fc.property(count, count, count, known, (lines, files, areas, rest) => {
        const one = estimateReview({ reviewLines: lines, files, areas, classes: [], ...rest });
        const more = estimateReview({
          ...{ reviewLines: lines + 10, files: files + 1, areas, classes: ['migration'] },
          ...rest,
        });
        expect(one.low).toBeLessThanOrEqual(one.minutes);
        expect(one.minutes).toBeLessThanOrEqual(one.high);
        expect(more.minutes).toBeGreaterThanOrEqual(one.minutes);
        expect(more.low).toBeGreaterThanOrEqual(one.low);
        expect(more.high).toBeGreaterThanOrEqual(one.high);
        expect(more.high).toBeLessThanOrEqual(ATTENTION_CAP_MINUTES);
      }),
    );
  });

  it('fall a little with what the author has changed here before, within bounds', () => {
    const of = (fileChangesBefore: number | null) => estimateReview({ ...small, fileChangesBefore });
    expect([0, 10, 100, 1_000, 100_000].map((count) => of(count).minutes)).toEqual([25.2, 24.4, 23.6, 22.8, 22.8]);
    const unknown = of(null);
    expect(unknown.minutes).toBe(24);
    // Not to know it widens the range to what either end would give.
    expect(unknown.low).toBe(of(FULL_EXPERIENCE).low);
    expect(unknown.high).toBe(of(0).high);
  });

  it("follow the team's own factor and say so", () => {
    const scaled = estimateReview({ ...small, teamFactor: 0.5 });
    expect(scaled).toMatchObject({ minutes: 12, low: 9.5, high: 17 });
    expect(scaled.method).toContain('review.minutes_factor');
    expect(estimateReview({ ...small, reviewLines: 9_000, teamFactor: 10 }).high).toBe(ATTENTION_CAP_MINUTES);
    const blind = estimateReview({ ...small, reviewLines: null, files: 4_000, areas: 90, teamFactor: 10 });
    expect(blind).toMatchObject({ minutes: ATTENTION_CAP_MINUTES, low: ATTENTION_CAP_MINUTES });
  });
});
