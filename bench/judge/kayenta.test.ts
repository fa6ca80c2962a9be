import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/statistics/index.ts';
import { KAYENTA_DEFAULT, kayentaJudge } from './kayenta.ts';

const random = seededRandom(1);
const many = (value: number, count: number) => new Array<number>(count).fill(value);
const judge = (experiment: readonly number[], control: readonly number[], more = {}) =>
  kayentaJudge({ experiment, control }, { ...KAYENTA_DEFAULT, ...more }, random);

describe('the judge of Kayenta, for comparison', () => {
  it('passes a rise of seventy times in seven values of ten, as was published', () => {
    const verdict = judge([...many(100, 7), ...many(1, 3)], many(1, 10), { allowedIncrease: 1.05 });
    expect(verdict.label).toBe('Pass');
    expect(verdict.lower).toBeCloseTo(6.825022991538781e-5, 15);
    expect(verdict.estimate).toBeCloseTo(98.99992904170193, 10);
    expect(verdict.effect).toBeCloseTo(70.3, 10);
  });

  it('finds it in eight of ten', () => {
    const verdict = judge([...many(100, 8), ...many(1, 2)], many(1, 10), { allowedIncrease: 1.05 });
    expect(verdict.label).toBe('High');
    expect(verdict.lower).toBeCloseTo(98.99993, 4);
    expect(verdict.effect).toBeCloseTo(80.2, 10);
  });

  it('tells high, low, same and missing values', () => {
    const base = [10, 11, 12, 9, 10, 11, 12, 10];
    expect(
      judge(
        base.map((each) => each * 2),
        base,
      ).label,
    ).toBe('High');
    expect(
      judge(
        base.map((each) => each / 2),
        base,
      ).label,
    ).toBe('Low');
    expect(
      judge(
        base.map((each) => each / 2),
        base,
        { direction: 'increase' },
      ).label,
    ).toBe('Pass');
    expect(judge([...base].reverse(), base).label).toBe('Pass');
    expect(judge(many(5, 8), many(10, 8)).label).toBe('Low');
    expect(judge([Number.NaN], base).label).toBe('Nodata');
    expect(judge([], base, { nanStrategy: 'replace' }).label).toBe('Pass');
  });

  it('ignores the size of the effect where a mean is 0', () => {
    expect(judge([1, 2, 1, 2, 1, 2, 1, 2], many(0, 8), { allowedIncrease: 1_000 }).label).toBe('High');
  });
});
