import { plural } from './wording.ts';

const DAY_MS = 86_400_000;

/** ` in 90 days`, from the first to the last moment of a window; empty where one is not known. */
export function daysBetween(window: { readonly first: string | null; readonly last: string | null }): string {
  if (window.first === null || window.last === null) return '';
  const days = Math.round((Date.parse(window.last) - Date.parse(window.first)) / DAY_MS);
  if (!Number.isFinite(days) || days < 1) return ' within a day';
  return ` in ${plural(days, 'day')}`;
}

/** `2026-03-01`, in UTC; `?` where not known. */
export function dayOf(moment: string | null): string {
  return moment === null ? '?' : moment.slice(0, 10);
}
