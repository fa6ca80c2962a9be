import { padEnd, padStart, textWidth, wrap } from './layout.ts';
import type { Paint } from './paint.ts';

/** One column of a text table. */
export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
}

/** Gap between columns. */
const GAP = '  ';
/** Narrowest that the first column wraps at before lines are allowed to exceed the width. */
const FIRST_COLUMN_FLOOR = 12;

/**
 * A table without rules: quiet heads, aligned columns. When it is too wide, the first column wraps; figures never do.
 * Cells are plain text.
 */
export function tableLines(options: {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
  readonly paint: Paint;
}): string[] {
  const { columns, rows, width, paint } = options;
  const natural = columns.map(({ head }, index) =>
    Math.max(textWidth(head), ...rows.map((row) => textWidth(row[index] ?? ''))),
  );
  const others = natural.slice(1).reduce((sum, each) => sum + each + GAP.length, 0);
  const first = Math.min(natural[0] ?? 0, Math.max(FIRST_COLUMN_FLOOR, width - others));
  const widths = [first, ...natural.slice(1)];
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => (align === 'right' ? padStart : padEnd)(cells[index] ?? '', widths[index] ?? 0))
      .join(GAP)
      .trimEnd();
  const row = ([name = '', ...figures]: readonly string[]): string[] =>
    wrap(name, first).map((part, index) => (index === 0 ? line([part, ...figures]) : part));
  return [paint.quiet(line(columns.map(({ head }) => head))), ...rows.flatMap(row)];
}
