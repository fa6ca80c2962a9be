import type { Share } from '../../../contract/index.ts';
import { thousands } from './wording.ts';

/** Below this many cases a rate says less than its count: its 95 % interval is wider than 40 points around one half. */
export const ENOUGH = 20;

/** The smallest percentage that is told apart: one in a million. */
const SMALLEST = 0.0001;

/** `41 %`, with one decimal below ten; something is never shown as nothing, nor nearly all as all. */
export function percent(share: number): string {
  const value = share * 100;
  if (value <= 0 || value >= 100) return `${Math.round(value)} %`;
  if (value < 0.1)
    return `${Math.max(value, SMALLEST)
      .toFixed(4)
      .replace(/(\.0*[1-9]).*$/, '$1')} %`;
  if (value > 99.5) return `${(Math.floor(value * 10) / 10).toFixed(1)} %`;
  return value < 9.95 ? `${value.toFixed(1)} %` : `${value.toFixed(0)} %`;
}

/** A number of minutes or the like: whole from ten up, one decimal below. */
export function amount(value: number): string {
  return value >= 10 || Number.isInteger(value) ? thousands(value) : value.toFixed(1);
}

/** `12 %` or, where the cases are too few for a rate, nothing. */
export function rate(share: Share): string {
  return share.share === null || share.n < ENOUGH ? '' : percent(share.share);
}

/** `8–17 %`: the 95 % Wilson interval; empty where the cases are too few for a rate. */
export function interval(share: Share): string {
  if (share.low === null || share.high === null || share.n < ENOUGH) return '';
  return `${percent(share.low).replace(' %', '')}–${percent(share.high)}`;
}

/** `23 of 212, 11 % (7–16 %)`; `3 of 7, too few for a rate`; `none to count`. */
export function shareText(share: Share): string {
  if (share.n === 0) return 'none to count';
  const count = `${thousands(share.count)} of ${thousands(share.n)}`;
  return share.n < ENOUGH ? `${count}, too few for a rate` : `${count}, ${rate(share)} (${interval(share)})`;
}

/** `3.2 s`, `2 min 5 s`, `1 h 3 min`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds < 9.95 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
