/** One coefficient of a fitted line with its standard error. */
export interface Coefficient {
  readonly value: number;
  readonly error: number;
}

/**
 * Ordinary least squares with an intercept, by the normal equations (Gauss-Jordan with the largest pivot): coefficients in
 * the order of the columns, the intercept left out, and the share of variance explained. `null` where columns depend on
 * one another or there are too few rows.
 */
export function leastSquares(
  rows: readonly (readonly number[])[],
  outcomes: readonly number[],
): { readonly coefficients: readonly Coefficient[]; readonly explained: number } | null {
  const inputs = rows.map((row) => [1, ...row]);
  const width = inputs[0]?.length ?? 0;
  if (inputs.length <= width) return null;
  const product = (i: number, j: number): number => inputs.reduce((sum, row) => sum + at(row, i) * at(row, j), 0);
  const inverse = inverted(range(width).map((i) => range(width).map((j) => product(i, j))));
  if (inverse === null) return null;
  const projected = range(width).map((i) => inputs.reduce((sum, row, n) => sum + at(row, i) * at(outcomes, n), 0));
  const fitted = inverse.map((row) => row.reduce((sum, value, j) => sum + value * at(projected, j), 0));
  const residuals = inputs.map(
    (row, n) => at(outcomes, n) - row.reduce((sum, value, j) => sum + value * at(fitted, j), 0),
  );
  const mean = outcomes.reduce((sum, value) => sum + value, 0) / outcomes.length;
  const left = squares(residuals);
  const variance = left / (inputs.length - width);
  return {
    coefficients: range(width)
      .slice(1)
      .map((i) => ({ value: at(fitted, i), error: Math.sqrt(variance * at(inverse[i] ?? [], i)) })),
    explained: 1 - left / squares(outcomes.map((value) => value - mean)),
  };
}

function inverted(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] | null {
  const size = matrix.length;
  const work = matrix.map((row, i) => [...row, ...range(size).map((j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column += 1) {
    let best = column;
    for (let row = column; row < size; row += 1) {
      if (Math.abs(at(work[row] ?? [], column)) > Math.abs(at(work[best] ?? [], column))) best = row;
    }
    const pivot = work[best];
    const scale = at(pivot ?? [], column);
    if (pivot === undefined || Math.abs(scale) < 1e-9) return null;
    work[best] = work[column] ?? [];
    const normal = pivot.map((value) => value / scale);
    work[column] = normal;
    for (let row = 0; row < size; row += 1) {
      const factor = at(work[row] ?? [], column);
      if (row !== column) work[row] = (work[row] ?? []).map((value, j) => value - factor * at(normal, j));
    }
  }
  return work.map((row) => row.slice(size));
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function range(size: number): readonly number[] {
  return Array.from({ length: size }, (_, index) => index);
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}
