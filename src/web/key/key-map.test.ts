import { describe, expect, it } from 'vitest';
import { type KeyBinding, SEQUENCE_MS, stepKeys } from './key-map.ts';

const run = (): void => {};
const bindings: readonly KeyBinding[] = ['g n', 'g i', 'n', 'a'].map((key) => ({ key, label: key, run }));

describe('keys', () => {
  it('run what is bound to them', () => {
    expect(stepKeys({ bindings, pending: null, key: 'a', at: 0 }).binding?.key).toBe('a');
    expect(stepKeys({ bindings, pending: null, key: 'x', at: 0 })).toEqual({ binding: null, pending: null });
  });

  it('wait after g, and take the second one with it', () => {
    const first = stepKeys({ bindings, pending: null, key: 'g', at: 100 });
    expect(first).toEqual({ binding: null, pending: { key: 'g', at: 100 } });
    expect(stepKeys({ bindings, pending: first.pending, key: 'n', at: 200 }).binding?.key).toBe('g n');
  });

  it('stand alone when the first was long ago', () => {
    const late = stepKeys({ bindings, pending: { key: 'g', at: 0 }, key: 'n', at: SEQUENCE_MS + 1 });
    expect(late.binding?.key).toBe('n');
  });

  it('never run a write as the unbound second key of a sequence', () => {
    expect(stepKeys({ bindings, pending: { key: 'g', at: 0 }, key: 'a', at: 10 }).binding).toBeNull();
  });

  it('belong to the newest part of the page that binds them', () => {
    const newest = { key: 'a', label: 'newest', run };
    expect(stepKeys({ bindings: [...bindings, newest], pending: null, key: 'a', at: 0 }).binding).toBe(newest);
  });
});
