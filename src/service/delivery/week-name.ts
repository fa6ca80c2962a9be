import { parseWeek, type Week } from '../../control/index.ts';
import { Fault, printable } from '../../kernel/index.ts';

/** The week of a name; a Fault where it names none. */
export function weekNamed(text: string): Week {
  const week = parseWeek(text);
  if (week !== null) return week;
  throw new Fault({
    kind: 'usage',
    code: 'no-such-week',
    message: `${printable(text).slice(0, 40)} is no week`,
    fix: 'Write it by ISO 8601: 2026-W47.',
  });
}
