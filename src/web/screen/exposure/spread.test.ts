import { describe, expect, it } from 'vitest';
import { changesAlong, drawn, moneyOf, spreadOf } from './spread.ts';

const service = (id: string, touched_by: string[] = [], reached_by: string[] = []) => ({
  id,
  tier: null,
  touched_by,
  reached_by,
  owners: [],
});
const flow = (amount: number | null, reached_by: string[]) => ({
  id: `flow-${amount}`,
  tier: 0,
  services: [],
  money_per_minute: amount === null ? null : { currency: 'GBP', amount },
  reached_by,
});

describe('spread', () => {
  it('is free as soon as one change that may pass gets there, and stopped while all of them are held', () => {
    const free = new Set(['a']);
    expect([[], ['b'], ['b', 'a']].map((ids) => spreadOf(ids, free))).toEqual(['calm', 'stopped', 'free']);
  });

  it('goes along a call only with changes that are at both of its ends', () => {
    expect(changesAlong(service('web', ['x'], ['a']), service('cart', ['a'], ['y']), null)).toEqual(['a']);
    expect(changesAlong(service('web', [], ['a']), service('cart', ['a']), 'other')).toEqual([]);
  });

  it('sums money by where it stands, and counts no flow without a value', () => {
    const sums = moneyOf([flow(10, ['a', 'b']), flow(5, ['b']), flow(2, []), flow(null, ['a'])], new Set(['a']), null);
    expect(sums).toEqual([{ currency: 'GBP', free: 10, stopped: 5, calm: 2 }]);
    expect(moneyOf([flow(10, ['a', 'b'])], new Set(['a']), 'b')).toEqual([
      { currency: 'GBP', free: 0, stopped: 10, calm: 0 },
    ]);
  });

  it('draws what is reached before what is not, and never more than fits', () => {
    const services = [service('calm'), service('called'), service('reached', [], ['a']), service('touched', ['a'])];
    const calls = [{ caller: 'touched', callee: 'called', per_minute: null }];
    expect(drawn({ services, calls }, null, 9).map(({ id }) => id)).toEqual(['called', 'reached', 'touched']);
    expect(drawn({ services, calls }, null, 2).map(({ id }) => id)).toEqual(['reached', 'touched']);
    expect(drawn({ services, calls }, 'calm', 9).map(({ id }) => id)).toContain('calm');
  });
});
