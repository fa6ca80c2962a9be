import { describe, expect, it } from 'vitest';
import type { CommitId } from '../../domain/change/index.ts';
import { type Inquiry, readinessOf } from './inquiry.ts';

const asked = (entries: readonly number[], more: Partial<Inquiry> = {}): Inquiry => ({
  head: 'a'.repeat(40) as CommitId,
  entries,
  isReady: true,
  isWidened: false,
  ...more,
});

describe('whether a landing is ready', () => {
  it('asks where nothing was asked, or about others', () => {
    expect(readinessOf(null, [1, 2])).toEqual({ kind: 'ask', entries: [1, 2], isWidened: false });
    expect(readinessOf(asked([3]), [1, 2])).toEqual({ kind: 'ask', entries: [1, 2], isWidened: false });
    expect(readinessOf(asked([3], { isReady: false }), [1, 2]).kind).toBe('ask');
  });

  it('waits, and asks nothing more, until the gate is ready', () => {
    for (const planned of [[1], [1, 2], [1, 2, 3]])
      expect(readinessOf(asked([1, 2], { isReady: false }), planned)).toEqual({ kind: 'wait' });
  });

  it('lets what is planned by now join once, and then lands what was asked about', () => {
    expect(readinessOf(asked([1]), [1, 2])).toEqual({ kind: 'ask', entries: [1, 2], isWidened: true });
    expect(readinessOf(asked([1, 2], { isWidened: true }), [1, 2, 3])).toEqual({ kind: 'land', entries: [1, 2] });
  });

  it('lands less than it asked about where less is planned', () => {
    expect(readinessOf(asked([1, 2, 3]), [1, 2])).toEqual({ kind: 'land', entries: [1, 2] });
  });
});
