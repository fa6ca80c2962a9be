const COUNT = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const TENTH = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** A whole number with thousands separators. */
export function countText(value: number): string {
  return COUNT.format(value);
}

/** `1 change`, `1,204 changes`; `many` where an `s` does not make the plural. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `7 min`, `2 h 5 min`, `3 d 4 h`: two units at most, never "0 min" for something. */
export function minutesText(minutes: number): string {
  if (minutes > 0 && minutes < 1) return '< 1 min';
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  if (whole < 24 * 60) return twoUnits({ value: whole, per: 60, large: 'h', small: 'min' });
  return twoUnits({ value: Math.round(whole / 60), per: 24, large: 'd', small: 'h' });
}

/** Time that somebody works, `68 h 44 min`: a day of work has no agreed length, so hours are the largest unit. */
export function workText(minutes: number): string {
  const whole = Math.round(minutes);
  return whole < 60 ? minutesText(minutes) : twoUnits({ value: whole, per: 60, large: 'h', small: 'min' });
}

/** A part 0..1 as `62 %`; one decimal below 10 %; a part of something is never rounded to none of it. */
export function percentText(part: number): string {
  const percent = part * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  if (percent > 99.9 && percent < 100) return '> 99.9 %';
  return `${(percent < 9.95 || percent > 99 ? TENTH : COUNT).format(percent)} %`;
}

/** `GBP 1,380`; below ten with one decimal. */
export function moneyText(amount: number, currency: string): string {
  return `${currency} ${(Math.abs(amount) < 9.95 ? TENTH : COUNT).format(amount)}`;
}

function twoUnits(given: {
  readonly value: number;
  readonly per: number;
  readonly large: string;
  readonly small: string;
}): string {
  const rest = given.value % given.per;
  const large = `${countText(Math.floor(given.value / given.per))} ${given.large}`;
  return rest === 0 ? large : `${large} ${rest} ${given.small}`;
}
