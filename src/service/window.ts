import type { WindowStart } from '../control/index.ts';
import { Fault, instant } from '../kernel/index.ts';
import type { Since } from './firebreak.ts';

/** The start of a window as control understands it; a moment that is no date is a Fault. */
export function windowStart(since: Since | null): WindowStart | null {
  if (since === null || since.kind === 'days') return since;
  const at = Date.parse(since.at);
  if (Number.isNaN(at)) {
    throw new Fault({
      kind: 'usage',
      code: 'bad-date',
      message: `${since.at} is no date`,
      fix: 'Write it as 2026-01-31.',
    });
  }
  return { kind: 'moment', at: instant(at) };
}
