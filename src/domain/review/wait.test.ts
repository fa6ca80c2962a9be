import { describe, expect, it } from 'vitest';
import { PUBLISHED_WAIT_HOURS, waitAssumption } from './wait.ts';

describe('waitAssumption', () => {
  it('is the published figure with its range where the team states none', () => {
    expect(waitAssumption(null)).toMatchObject({ ...PUBLISHED_WAIT_HOURS, source: 'published' });
  });

  it('is the figure of the team without a range, 0 included', () => {
    expect(waitAssumption(6)).toMatchObject({ low: 6, usual: 6, high: 6, source: 'configured' });
    expect(waitAssumption(0)).toMatchObject({ usual: 0, source: 'configured' });
  });

  it('always says that it is an assumption', () => {
    for (const hours of [null, 0, 6]) expect(waitAssumption(hours).method).toMatch(/^an assumption/);
  });
});
