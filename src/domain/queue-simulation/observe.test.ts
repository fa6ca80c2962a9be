import { describe, expect, it } from 'vitest';
import type { SimulatedMoment } from './model.ts';
import { simulateQueue } from './simulate.ts';
import { FIREBREAK } from './strategies.ts';
import { drawWorkload } from './workload.ts';

describe('whoever observes a run', () => {
  const workload = drawWorkload(
    { name: 'observed', changes: 40, perHour: 30, workers: 4, failure: 0.1, potential: 0.3 },
    5,
  );

  it('hears of every arrival, build and decision in order, and changes nothing', () => {
    const heard: SimulatedMoment[] = [];
    const run = (observe?: (moment: SimulatedMoment) => void) =>
      simulateQueue({ workload, scheduler: FIREBREAK.make(workload), seed: 5, ...(observe ? { observe } : {}) });
    const seen = run((moment) => heard.push(moment));
    expect(seen).toEqual(run());
    const count = (kind: SimulatedMoment['kind']): number => heard.filter((each) => each.kind === kind).length;
    expect(count('arrived')).toBe(40);
    expect(count('ejected')).toBe(seen.ejected);
    expect(count('aborted')).toBe(seen.aborted);
    expect(count('started')).toBe(seen.builds);
    expect(count('ended')).toBeLessThanOrEqual(seen.builds - seen.aborted);
    expect(heard.flatMap((each) => (each.kind === 'landed' ? each.entries : [])).length).toBe(seen.landed);
    expect(heard.every(({ at }, place) => at >= (heard[place - 1]?.at ?? 0))).toBe(true);
  });
});
