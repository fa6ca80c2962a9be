import type { WatchSetting } from './model.ts';

/** Logarithm of a value in the units of the setting, odd around 0, so that values below 0 are no special case. */
export function toLog(value: number, { unit }: Pick<WatchSetting, 'unit'>): number {
  return Math.sign(value) * Math.log1p(Math.abs(value) / unit);
}

/** The value of a logarithm. */
export function fromLog(log: number, { unit }: Pick<WatchSetting, 'unit'>): number {
  return Math.sign(log) * unit * Math.expm1(Math.abs(log));
}
