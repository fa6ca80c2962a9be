import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { controlReason, interventionReason } from './act.ts';
import type { Intervention } from './model.ts';

const MINUTE = 60_000;
const against = (treated: readonly [number, number], control: readonly [number, number]) =>
  controlReason({
    candidate: 'x',
    treated: { bad: treated[0], all: treated[1] },
    control: { bad: control[0], all: control[1] },
  })?.logOdds ?? Number.NaN;

describe('controlReason', () => {
  it('speaks for a change whose arm is worse, the more the surer, and against one whose arm is not', () => {
    expect(against([30, 1_000], [5, 1_000])).toBeGreaterThan(3);
    expect(against([8, 1_000], [5, 1_000])).toBeLessThan(0.5);
    expect(against([500, 100_000], [500, 100_000])).toBeLessThan(-1);
    expect(against([1, 50], [1, 50])).toBeGreaterThan(-0.5);
    expect(controlReason({ candidate: 'x', treated: { bad: 0, all: 0 }, control: { bad: 0, all: 9 } })).toBeNull();
  });
});

describe('interventionReason', () => {
  const act: Intervention = { candidate: 'x', action: 'rolled-back', at: instant(80 * MINUTE), result: 'unknown' };
  const series = (after: number) => [
    {
      service: 's',
      metric: 'm',
      points: Array.from({ length: 110 }, (_, step) => ({
        at: instant(step * MINUTE),
        value: (step < 60 ? 1 : step < 82 ? 30 : after) + 0.1 * Math.sin(step * 3.1),
      })),
    },
  ];

  it('reads from the series whether undoing helped', () => {
    expect(interventionReason(act, series(1))?.code).toBe('recovered');
    expect(interventionReason(act, series(30))?.code).toBe('did-not-help');
    expect(interventionReason(act, [])).toBeNull();
  });

  it('takes a symptom that returned with the change for the best evidence', () => {
    const again = interventionReason({ ...act, action: 're-applied', result: 'returned' }, []);
    expect(again?.logOdds).toBeGreaterThan(interventionReason({ ...act, result: 'recovered' }, [])?.logOdds ?? 9);
  });
});
