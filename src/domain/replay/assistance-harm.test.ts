import { describe, expect, it } from 'vitest';
import { DAY_MS, instant } from '../../kernel/index.ts';
import { seededRandom } from '../../statistics/index.ts';
import type { CommitId } from '../change/index.ts';
import { ASSISTANCE_MINIMUM, assistanceHarmOf } from './assistance-harm.ts';
import type { ReplayRow } from './model.ts';

const CHANGES = 4_000;

interface World {
  /** Added to the chance of harm by assistance itself. */
  readonly effect: number;
  /** Whether assistance writes the riskier changes. */
  readonly confounded: boolean;
  readonly changes?: number;
}

function rows({ effect, confounded, changes = CHANGES }: World): readonly ReplayRow[] {
  const random = seededRandom(9);
  return Array.from({ length: changes }, (_, at): ReplayRow => {
    const percentile = 100 * random();
    const assisted = random() < (confounded ? percentile / 100 : 0.5);
    const harmed = random() < 0.02 + 0.2 * (percentile / 100) ** 2 + (assisted ? effect : 0);
    return {
      commit: at.toString(16).padStart(40, '0') as CommitId,
      title: '',
      pullRequest: null,
      landedAt: instant(1_700_000_000_000 + at * DAY_MS),
      risk: { score: percentile / 100, percentile },
      sizePercentile: percentile,
      areas: 1,
      files: 1,
      lines: 1,
      assistance: assisted ? 'ai' : at % 2 === 0 ? 'human' : 'unknown',
      evidence: 'none',
      tier: null,
      label: { kind: harmed ? 'fixed' : 'none', evidence: harmed ? 'stated' : null, by: [] },
      verdict: {
        decision: 'allow',
        matched: [],
        holding: [],
        unevaluable: [],
        reviewMinutes: 1,
        seniorMinutes: 0,
      },
    };
  });
}

describe('harm by assistance', () => {
  it('finds no difference where assistance only writes the riskier changes, though the plain rates differ', () => {
    const { ai, others, difference } = assistanceHarmOf(rows({ effect: 0, confounded: true }));
    expect((ai.share ?? 0) - (others.share ?? 0)).toBeGreaterThan(0.04);
    expect(difference?.low).toBeLessThan(0);
    expect(difference?.high).toBeGreaterThan(0);
    expect(Math.abs(difference?.value ?? 1)).toBeLessThan(0.02);
  });

  it('finds the difference that is there', () => {
    const { difference } = assistanceHarmOf(rows({ effect: 0.08, confounded: true }));
    expect(difference?.low).toBeGreaterThan(0.03);
    expect(difference?.high).toBeLessThan(0.13);
  });

  it('says nothing of too few changes, and counts the unknown among the others', () => {
    const few = assistanceHarmOf(rows({ effect: 0, confounded: false, changes: 2 * ASSISTANCE_MINIMUM.changes - 20 }));
    expect(few.difference).toBeNull();
    expect(few.ai.n + few.others.n).toBe(2 * ASSISTANCE_MINIMUM.changes - 20);
  });

  it('leaves out everything from the first change that is too young to be judged', () => {
    const all = rows({ effect: 0, confounded: false });
    const cut = all.map((row, at) =>
      at === 3_000 ? { ...row, label: { ...row.label, kind: 'censored' as const } } : row,
    );
    const { ai, others } = assistanceHarmOf(cut);
    expect(ai.n + others.n).toBe(3_000);
  });
});
