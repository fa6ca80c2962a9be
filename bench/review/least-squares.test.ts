import { describe, expect, it } from 'vitest';
import { leastSquares } from './least-squares.ts';

describe('leastSquares', () => {
  it('finds the line that made the points, and its error without noise is none', () => {
    const rows = Array.from({ length: 50 }, (_, n) => [n, (n * 7) % 11, (n * n) % 13]);
    const found = leastSquares(
      rows,
      rows.map(([a = 0, b = 0, c = 0]) => 4 + 2 * a - 3 * b + 0.5 * c),
    );
    expect(found?.coefficients.map(({ value }) => Number(value.toFixed(6)))).toEqual([2, -3, 0.5]);
    expect(found?.explained).toBeCloseTo(1, 9);
    expect(found?.coefficients.every(({ error }) => error < 1e-6)).toBe(true);
  });

  it('gives no answer where columns depend on one another or rows are few', () => {
    const rows = Array.from({ length: 20 }, (_, n) => [n, 2 * n]);
    expect(
      leastSquares(
        rows,
        rows.map(([a = 0]) => a),
      ),
    ).toBeNull();
    expect(leastSquares([[1, 2]], [1])).toBeNull();
  });
});
