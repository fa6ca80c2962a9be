import type { ShareFigure, TimeFigure } from '../delivery/index.ts';

/** `1 change`, `3 changes`. */
export function plural(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `12,340`. */
export function thousands(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `3.4 %`, `0.15 %`, `12 %`. */
export function percentWords(share: number): string {
  const value = 100 * share;
  return `${value === 0 || value >= 10 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}

/** `3 of 88 (3.4 %, 1.2 to 9.5 %)`; `none to count`. */
export function shareWords({ numerator, denominator, share, low, high }: ShareFigure): string {
  if (share === null || low === null || high === null) return 'none to count';
  return `${thousands(numerator)} of ${thousands(denominator)} (${percentWords(share)}, ${percentWords(low)} to ${percentWords(high)})`;
}

/** `40 minutes`, `3.2 hours`, `5.1 days`, of milliseconds. */
export function hoursWords(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours < 1) return plural(Math.round(hours * 60), 'minute');
  return hours < 48 ? `${digits(hours)} hours` : `${digits(hours / 24)} days`;
}

/** Half and nine of ten of times; `null` where too few are known. */
export function timeWords({ median, p90, ended, lasting }: TimeFigure): string | null {
  if (ended + lasting === 0 || median.value === null) return null;
  return `half within ${hoursWords(median.value)}, nine of ten within ${p90.value === null ? 'longer than was seen' : hoursWords(p90.value)} (${ended} ended${lasting > 0 ? `, ${lasting} last` : ''})`;
}

function digits(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}
