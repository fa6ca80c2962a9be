import { quantile } from '../../statistics/index.ts';
import { WEEK_MS } from './figure.ts';
import type { DeliveredChange } from './model.ts';

/** Weeks that are one time: habits, tools and the product change slowly. */
const WEEKS = 4;

/** Where the quarters of sizes end; `null` = no size is known. */
export function sizeBounds(changes: readonly DeliveredChange[]): readonly number[] | null {
  const sizes = changes.flatMap(({ size }) => size ?? []);
  if (sizes.length === 0) return null;
  return [0.25, 0.5, 0.75].map((p) => quantile(sizes, p) ?? 0);
}

/** Changes of one stratum are alike in service, work and time, and in size where its bounds are given. */
export function stratumOf(
  { repository, services, work, moments, size }: DeliveredChange,
  bounds: readonly number[] | null,
): string {
  const service = services.length === 0 ? repository : services.join(' ');
  const time = Math.floor((moments.landed ?? 0) / (WEEKS * WEEK_MS));
  const quarter = bounds === null ? '' : size === null ? '?' : bounds.filter((bound) => size > bound).length;
  return `${service}\n${work}\n${time}\n${quarter}`;
}
