import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldHistory, type HistoryStep, REFERENCE_WINDOW, referenceFacts, SIZE_MINIMUM } from './point-in-time.ts';

const step = fc.record({
  reviewLines: fc.option(fc.nat({ max: 500 }), { nil: null }),
  author: fc.constantFrom('ada', 'ben', 'cy'),
  touchesTests: fc.boolean(),
});
const history = fc.array(step, { maxLength: 80 });

/** Sees the whole history at once: what a leak from the future looks like. */
function leakingFacts(steps: readonly HistoryStep[]) {
  return steps.map((_, index) => ({ hasTests: steps.some((other) => other.touchesTests), index }));
}

function isPrefixInvariant(facts: (steps: readonly HistoryStep[]) => readonly unknown[]): boolean {
  const result = fc.check(
    fc.property(history, history, (before, after) => {
      expect(facts([...before, ...after]).slice(0, before.length)).toEqual(facts(before));
    }),
    { seed: 7 },
  );
  return !result.failed;
}

describe('referenceFacts', () => {
  it('gives a change the same facts whether or not later changes are known', () => {
    expect(isPrefixInvariant((steps) => referenceFacts(steps, { fromStart: false }))).toBe(true);
  });

  it('would notice facts that look ahead', () => {
    expect(isPrefixInvariant(leakingFacts)).toBe(false);
  });

  it('ranks a size only among enough earlier changes, the change itself left out', () => {
    const steps = Array.from({ length: SIZE_MINIMUM + 1 }, (_, at) => ({
      reviewLines: at,
      author: 'ada',
      touchesTests: false,
    }));
    const facts = referenceFacts(steps, { fromStart: false });
    expect(facts[SIZE_MINIMUM - 1]?.sizePercentile).toBeNull();
    expect(facts[SIZE_MINIMUM]?.sizePercentile).toBe(100);
  });

  it('leaves a change of unknown size unranked; it keeps its place in the window as one that is larger', () => {
    const known = Array.from({ length: SIZE_MINIMUM }, () => ({ reviewLines: 1, author: 'ada', touchesTests: false }));
    const [unknown, next] = referenceFacts(
      [
        ...known,
        { ...known[0], reviewLines: null, author: 'ben', touchesTests: false },
        { reviewLines: 1, author: 'cy', touchesTests: false },
      ],
      { fromStart: false },
    ).slice(-2);
    expect(unknown?.sizePercentile).toBeNull();
    expect(next?.sizePercentile).toBeCloseTo((100 * SIZE_MINIMUM) / 2 / (SIZE_MINIMUM + 1), 10);
  });

  it('follows the team: sizes older than the window no longer count', () => {
    const fold = foldHistory({ fromStart: false });
    for (let at = 0; at < REFERENCE_WINDOW; at += 1)
      fold.land({ reviewLines: 1000, author: 'ada', touchesTests: false });
    for (let at = 0; at < REFERENCE_WINDOW; at += 1) fold.land({ reviewLines: 1, author: 'ada', touchesTests: false });
    expect(fold.peek({ reviewLines: 10, author: 'ada', touchesTests: false }).sizePercentile).toBe(100);
  });

  it('forgets authors and tests that left the window, so that reading more of history changes nothing', () => {
    const early = { reviewLines: 9, author: 'ada', touchesTests: true };
    const filler = Array.from({ length: REFERENCE_WINDOW }, (_, at) => ({
      reviewLines: at,
      author: 'ben',
      touchesTests: at === 3,
    }));
    const probe = { reviewLines: 5, author: 'ada', touchesTests: false };
    const all = referenceFacts([early, early, ...filler, probe], { fromStart: false }).at(-1);
    expect(all).toEqual(referenceFacts([...filler, probe], { fromStart: false }).at(-1));
    expect(all?.authorChangesBefore).toBe(0);
  });

  it('counts an author’s earlier changes, and tests only once they have landed', () => {
    const steps = [
      { reviewLines: 1, author: 'ada', touchesTests: false },
      { reviewLines: 1, author: 'ada', touchesTests: true },
      { reviewLines: 1, author: 'ben', touchesTests: false },
    ];
    const facts = referenceFacts(steps, { fromStart: false });
    expect(facts.map((fact) => fact.authorChangesBefore)).toEqual([0, 1, 0]);
    expect(facts.map((fact) => fact.hasTests)).toEqual([null, null, true]);
    expect(referenceFacts(steps, { fromStart: true }).map((fact) => fact.hasTests)).toEqual([false, false, true]);
  });
});
