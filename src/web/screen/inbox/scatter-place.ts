import type { InboxReport } from '../../../contract/index.ts';

/** Where an item stands in the picture; `null` = that side is not known. */
export interface Spot {
  readonly id: string;
  readonly title: string;
  readonly x: number | null;
  readonly y: number | null;
}

/** Risks above half are rare: the square root gives the small ones room. Files go by the logarithm. */
export function spotsOf(items: InboxReport['items'], most: number): readonly Spot[] {
  return items.map(({ change, reach_files }) => ({
    id: change.id,
    title: change.title,
    x: change.risk === null ? null : riskPlace(change.risk),
    y: reach_files === null ? null : reachPlace(reach_files, most),
  }));
}

/** 0..1 of the width, for a risk of 0..1. */
export function riskPlace(risk: number): number {
  return Math.sqrt(Math.min(1, Math.max(0, risk)));
}

/** 0..1 of the height, for a count of files up to `most`. */
export function reachPlace(files: number, most: number): number {
  return Math.log1p(files) / Math.log1p(Math.max(1, most));
}

/** The next of 10, 100, 1,000 and so on: the axis does not jump with each item. */
export function axisEnd(items: InboxReport['items']): number {
  const most = Math.max(1, ...items.map(({ reach_files }) => reach_files ?? 0));
  return 10 ** Math.max(1, Math.ceil(Math.log10(most)));
}
