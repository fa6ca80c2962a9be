import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import type { TraceSpan } from './model.ts';
import { blameTraces } from './trace-blame.ts';

const span = (given: Partial<TraceSpan>): TraceSpan => ({
  trace: 't',
  span: 'a',
  parent: null,
  service: 'front',
  name: 'get',
  at: instant(1_000),
  durationMs: 100,
  isError: false,
  attributes: {},
  ...given,
});

describe('blameTraces', () => {
  it('blames the deepest failing span, not those that pass its error on', () => {
    const spans = [
      span({ isError: true }),
      span({ span: 'b', parent: 'a', service: 'middle', isError: true }),
      span({ span: 'c', parent: 'b', service: 'store', isError: true }),
    ];
    const found = blameTraces(spans, 0);
    expect([...found.shares]).toEqual([['store', 1]]);
    expect(found.calls).toEqual([
      { caller: 'front', callee: 'middle' },
      { caller: 'middle', callee: 'store' },
    ]);
  });

  it('blames the caller where its callees are well', () => {
    const spans = [span({ isError: true }), span({ span: 'b', parent: 'a', service: 'store' })];
    expect([...blameTraces(spans, 0).shares.keys()]).toEqual(['front']);
  });

  it('blames who got slow by itself, and a loop of calls on who calls', () => {
    const usual = span({ trace: 'u', at: instant(10), durationMs: 20 });
    const slow = span({ durationMs: 400 });
    const loop = Array.from({ length: 12 }, (_, index) =>
      span({ span: `c${index}`, parent: 'a', service: 'store', name: 'select', durationMs: 30 }),
    );
    expect([...blameTraces([usual, slow, ...loop], 500).shares.keys()]).toEqual(['front']);
    const deep = [usual, slow, span({ span: 'b', parent: 'a', service: 'store', name: 'select', durationMs: 390 })];
    const before = span({
      trace: 'u',
      span: 'b',
      parent: 'a',
      service: 'store',
      name: 'select',
      at: instant(10),
      durationMs: 5,
    });
    expect([...blameTraces([...deep, before], 500).shares.keys()]).toEqual(['store']);
  });

  it('ends where spans are their own parents, and says nothing of none', () => {
    expect(blameTraces([span({ parent: 'a', isError: true })], 0).failing.length).toBe(1);
    expect(blameTraces([], null).shares.size).toBe(0);
  });
});
