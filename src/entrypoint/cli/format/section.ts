import { padEnd, wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { plain } from './plain.ts';

/** Columns of the section names at the left edge of a report. */
export const SECTION_WIDTH = 10;

/** A section of a report: its name in the margin of the first line, its lines beside it. Empty without lines. */
export function section(options: {
  readonly name: string;
  readonly lines: readonly string[];
  readonly paint: Paint;
}): string[] {
  const { name, lines, paint } = options;
  return lines.map((line, index) =>
    `${index === 0 ? paint.bold(padEnd(name, SECTION_WIDTH)) : ' '.repeat(SECTION_WIDTH)}${line}`.trimEnd(),
  );
}

/** Prose for a section, wrapped to what is left of `width`. */
export function prose(text: string, width: number): string[] {
  return wrap(plain(text), Math.max(1, width - SECTION_WIDTH));
}
