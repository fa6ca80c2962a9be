import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, FilePath, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import { REFERENCE_WINDOW, referenceFacts } from '../domain/replay/index.ts';
import { DAY_MS, instant } from '../kernel/index.ts';
import { readWindow } from './history.ts';

interface Step {
  readonly lines: number | null;
  readonly author: string;
  readonly test: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  lines: fc.option(fc.nat({ max: 300 }), { nil: null }),
  author: fc.constantFrom('ada', 'ben', 'cy'),
  test: fc.boolean(),
});

function changeOf({ lines, author, test }: Step, index: number): Change {
  const path = (test ? 'test/a.test.ts' : 'src/a.ts') as FilePath;
  return {
    id: `landed:${index}`,
    kind: 'landed',
    landing: 'direct',
    pullRequest: null,
    headBranch: null,
    baseBranch: 'main',
    base: null,
    head: null,
    author: { name: author, mail: `${author}@example.org` },
    title: `change ${index}`,
    at: instant(index * DAY_MS),
    commits: [],
    files: [
      { path, previousPath: null, status: 'modified', kind: 'text', addedLines: lines, deletedLines: lines && 0 },
    ],
    contentDigest: null,
    gaps: [],
  };
}

/** A history of these changes, oldest first; counts how many were read. */
function historyOf(steps: readonly Step[]) {
  const told = { read: 0 };
  const landedChanges = async function* (range: { readonly limit: number | null }): AsyncGenerator<Change> {
    for (const [index, each] of [...steps.entries()].reverse().slice(0, range.limit ?? steps.length)) {
      told.read += 1;
      yield changeOf(each, index);
    }
  };
  return { told, history: { landedChanges } as unknown as HistoryReader };
}

async function windowOf(
  steps: readonly Step[],
  asked: { readonly limit: number | null; readonly days: number | null; readonly shallow: boolean },
) {
  const { history, told } = historyOf(steps);
  const found: { id: string; reference: unknown }[] = [];
  const window = readWindow({
    history,
    description: { shallow: asked.shallow } as RepositoryDescription,
    tip: null,
    start: asked.days === null ? null : { kind: 'days', days: asked.days },
    limit: asked.limit,
  });
  for await (const { change, reference } of window) found.push({ id: change.id, reference });
  return { found, read: told.read };
}

/** The same facts by the plain way: the whole history, oldest first. */
function expected(steps: readonly Step[], given: { readonly count: number; readonly fromStart: boolean }) {
  const facts = referenceFacts(
    steps.map((each) => ({
      reviewLines: each.lines,
      author: `${each.author}@example.org`,
      touchesTests: each.test,
    })),
    { fromStart: given.fromStart },
  );
  return steps
    .map((_, index) => ({ id: `landed:${index}`, reference: facts[index] }))
    .slice(steps.length - Math.min(given.count, steps.length))
    .reverse();
}

describe('readWindow', () => {
  it('gives each change, newest first, the facts that a fold over the whole history gives it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.option(fc.integer({ min: 1, max: 70 }), { nil: null }),
        fc.boolean(),
        async (steps, limit, shallow) => {
          const { found } = await windowOf(steps, { limit, days: null, shallow });
          expect(found).toEqual(expected(steps, { count: limit ?? steps.length, fromStart: !shallow }));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('slides over a history longer than the window of comparison', async () => {
    const steps = fc.sample(step, { numRuns: REFERENCE_WINDOW + 400, seed: 11 });
    const whole = await windowOf(steps, { limit: null, days: null, shallow: false });
    expect(whole.found).toEqual(expected(steps, { count: steps.length, fromStart: true }));
    const some = await windowOf(steps, { limit: 700, days: null, shallow: false });
    expect(some.found).toEqual(whole.found.slice(0, 700));
  });

  it('reads no further than the facts of the oldest judged change look back', async () => {
    const steps = fc.sample(step, { numRuns: REFERENCE_WINDOW + 400, seed: 12 });
    const { found, read } = await windowOf(steps, { limit: null, days: 50, shallow: false });
    expect(found).toHaveLength(51);
    expect(read).toBe(51 + REFERENCE_WINDOW);
  });
});
