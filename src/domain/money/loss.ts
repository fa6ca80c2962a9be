import { type Part, product } from './estimate.ts';
import { type Amount, type Estimate, type Factor, type FlowWorth, UNKNOWN_RECAPTURE } from './model.ts';

/** What an incident did to one flow; what is `null` nobody states. */
export interface FlowHarm {
  /** Orders that were lost, as somebody counts them. */
  readonly orders: Factor | null;
  /** Minutes of harm. */
  readonly minutes: Factor | null;
  /** Share of what would have been bought that was not, 0..1; 1 = nothing went through. */
  readonly drop: Factor | null;
}

/** What an incident cost in one flow, or why nobody can tell. */
export type LossAnswer =
  | { readonly kind: 'known'; readonly loss: Estimate }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * What an incident cost in a flow: lost orders where they are counted, else minutes x orders a minute x drop; times the amount of an order, times
 * what was not bought later, times the margin where it is stated. Nothing that nobody states is made up, save the wide range of recapture.
 */
export function lossOf(worth: FlowWorth, harm: FlowHarm): LossAnswer {
  const { orders, minutes, drop } = harm;
  const amount: Part = fixed('amount per order', worth.amountPerOrder, 'configuration');
  if (orders !== null) return known([{ ...orders, use: 'times' }, amount, ...keptParts(worth)]);
  if (minutes === null) return { kind: 'unknown', why: 'neither lost orders nor minutes of harm are stated' };
  if (drop === null) return { kind: 'unknown', why: 'nobody states how many of the orders went through meanwhile' };
  if (worth.ordersPerMinute === null) return { kind: 'unknown', why: 'orders_per_minute of the flow is not stated' };
  const rate = fixed('orders per minute', worth.ordersPerMinute, 'configuration');
  return known([{ ...minutes, use: 'times' }, rate, { ...drop, use: 'times' }, amount, ...keptParts(worth)]);
}

/**
 * What one change may cost before anybody knows: the probability that it must be taken back, times what minutes until it is would cost, in the
 * flows that it reaches. The minutes come from the ledger, the share of users from the stage that sees it first.
 */
export function expectedLossOf(
  worth: FlowWorth,
  given: {
    /** Probability 0..1 that it fails. */
    readonly failure: Amount;
    /** Minutes until it is seen and taken back. */
    readonly minutes: Factor;
    /** Share of users who have it, 0..1. */
    readonly exposed: Amount;
    /** Share of their orders that fail, 0..1. */
    readonly drop: Amount;
  },
): LossAnswer {
  if (worth.ordersPerMinute === null) return { kind: 'unknown', why: 'orders_per_minute of the flow is not stated' };
  const { failure, minutes, exposed, drop } = given;
  return known([
    { name: 'probability of failure', from: 'risk', ...failure, use: 'times' },
    { ...minutes, use: 'times' },
    fixed('orders per minute', worth.ordersPerMinute, 'configuration'),
    { name: 'share of users', from: 'rollout', ...exposed, use: 'times' },
    { name: 'share of orders lost', from: 'assumption', ...drop, use: 'times' },
    fixed('amount per order', worth.amountPerOrder, 'configuration'),
    ...keptParts(worth),
  ]);
}

function keptParts({ recapture, margin }: FlowWorth): readonly Part[] {
  const from = recapture === null ? 'assumption: no rate is stated' : 'configuration';
  const back: Part = { name: 'recapture', ...(recapture ?? UNKNOWN_RECAPTURE), from, use: 'times-rest' };
  return margin === null ? [back] : [back, { name: 'margin', ...margin, from: 'configuration', use: 'times' }];
}

function known(parts: readonly Part[]): LossAnswer {
  return { kind: 'known', loss: product(parts) };
}

function fixed(name: string, value: number, from: string): Part {
  return { name, low: value, high: value, from, use: 'times' };
}
