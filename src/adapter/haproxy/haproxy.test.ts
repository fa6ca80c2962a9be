import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSelector } from './counter.ts';
import { stateRows, statRows } from './table.ts';
import { weightsFor } from './weight.ts';

describe('weightsFor', () => {
  it.each([
    [5, 1, [100], 5],
    [1, 1, [100], 1],
    [33, 2, [100, 100, 100], 33],
    [50, 1, [0, 0], 50],
    [10, 3, [20, 10, 5], 10],
  ])('meets %d %% for %d new servers beside %j within a tenth of a percent', (percent, canaries, stable, wanted) => {
    const weights = weightsFor({ percent, canaries, stable });
    const given = canaries * weights.canary;
    expect((given / (given + sum(weights.stable))) * 100).toBeCloseTo(wanted, 0);
  });

  it('stays within whole weights of 0 to 256, starves nobody below 100 %, and keeps a server of weight 0 there', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.integer({ min: 0, max: 256 }), { maxLength: 6 }),
        (percent, canaries, stable) => {
          const weights = weightsFor({ percent, canaries, stable });
          const all = [weights.canary, ...weights.stable];
          expect(all.every((weight) => Number.isInteger(weight) && weight >= 0 && weight <= 256)).toBe(true);
          expect(weights.stable).toHaveLength(stable.length);
          expect(weights.canary > 0).toBe(percent > 0);
          if (percent < 100 && stable.some((weight) => weight > 0)) {
            expect(weights.stable.map((weight) => weight > 0)).toEqual(stable.map((weight) => weight > 0));
          }
        },
      ),
    );
  });
});

describe('the tables of the runtime socket', () => {
  it('are read by the names of their heads, quotes and later columns included', () => {
    expect(statRows('# pxname,svname,last_chk,\nshop,v1,"a ""b"", c",\nshop,v2,,\n\n')).toEqual([
      { pxname: 'shop', svname: 'v1', last_chk: 'a "b", c', '': '' },
      { pxname: 'shop', svname: 'v2', last_chk: '', '': '' },
    ]);
    expect(stateRows('1\n# be_name srv_name\nshop v1 more\n\n')).toEqual([{ be_name: 'shop', srv_name: 'v1' }]);
  });

  it.each(['', 'No such proxy.\n', '# a,b\nx\n', '1\n# a b\nx\n', '"', '# "\n'])('are not read out of %j', (text) => {
    expect([statRows(text), stateRows(text)].every((rows) => rows === null || rows.length === 0)).toBe(true);
  });

  it('end on any text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('"', ',', '\n', 'a', '# ', '""'), { maxLength: 60 }), (parts) => {
        statRows(`# ${parts.join('')}`);
      }),
    );
  });
});

describe('readSelector', () => {
  it('takes equal labels alone', () => {
    expect(readSelector('a_total{proxy="shop", server = "v2"}')).toEqual({
      metric: 'a_total',
      labels: { proxy: 'shop', server: 'v2' },
    });
    expect(readSelector('a_total{}')).toEqual({ metric: 'a_total', labels: {} });
    for (const text of ['', 'a{b!="c"}', 'a{b=~"c"}', 'a{b="c"}[5m]', 'rate(a)', 'a{b="c";"d"}', 'a{,}']) {
      expect(readSelector(text)).toBeNull();
    }
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
