const COUNT = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const TENTH = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** A whole number with thousands separators. */
export function countText(value: number): string {
  return COUNT.format(value);
}

/** Minutes: whole, with one decimal below ten. */
export function minutesText(value: number): string {
  return (Math.abs(value) < 9.95 ? TENTH : COUNT).format(value);
}

/** `62 %`; one decimal below 10 %; a part of something is never rounded to all or to none of it. */
export function percentText(share: number | null): string {
  if (share === null) return '–';
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  if (percent < 100 && percent > 99.9) return '> 99.9 %';
  return `${(percent < 9.95 || percent > 99 ? TENTH : COUNT).format(percent)} %`;
}

/** `45–76 %`, the 95 % interval; empty where nothing was counted. */
export function rangeText(interval: { readonly low: number | null; readonly high: number | null }): string {
  if (interval.low === null || interval.high === null) return '';
  const low = percentText(interval.low).replace(/ %$/, '');
  return `${low}–${percentText(interval.high)}`;
}

/** `1 change`, `1,204 changes`. */
export function changesText(count: number): string {
  return `${countText(count)} ${count === 1 ? 'change' : 'changes'}`;
}

/** `1st`, `2nd`, `83rd`, `90th`. */
export function ordinal(value: number): string {
  const tens = value % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${value}${ending}`;
}

/** `3 Mar 2030`, in UTC; `date unknown` where it is not known. */
export function dateText(at: number | null): string {
  if (at === null || Number.isNaN(at)) return 'date unknown';
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}
