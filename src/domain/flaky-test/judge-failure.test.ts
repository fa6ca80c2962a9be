import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { fitFlakes } from './flake-model.ts';
import { type FailedContent, flakeProbability } from './flake-probability.ts';
import { emptyHistory, recordRuns } from './history.ts';
import { interruptionOf } from './interruption.ts';
import { ATTEMPT_LIMIT, ejectionDoubt, type FailedBuild, INTERRUPTION_LIMIT, judgeFailure } from './judge-failure.ts';
import { countFailures, type Quarantine } from './quarantine.ts';
import { combineReports } from './report.ts';

const NOW = instant(Date.UTC(2026, 5, 1));

/** A suite of 200 tests of which one flakes in a tenth of its attempts. */
const MODEL = fitFlakes(
  recordRuns(
    emptyHistory(),
    Array.from({ length: 100 }, (_, number) => ({
      id: `${number}`,
      content: `c${number}`,
      at: NOW,
      load: null,
      place: 'trial' as const,
      outcomes: Array.from({ length: 200 }, (_, test) => {
        const flakes = test === 0 && number % 10 === 0 ? 1 : 0;
        return { test: test === 0 ? 'shaky' : `calm ${test}`, passes: 1, failures: flakes, interruptions: 0 };
      }),
    })),
  ),
  NOW,
);

const content = (given: Partial<FailedContent> = {}): FailedContent => ({
  failed: [{ test: 'calm 7', reach: 'unknown' }],
  attempts: 1,
  breaks: 0.05,
  reachedShare: null,
  load: null,
  control: null,
  ...given,
});
const innocence = (given: Partial<FailedContent> = {}): number =>
  flakeProbability(MODEL, content(given)).innocent.value;

describe('why a build failed', () => {
  it('takes a test that is known to flake for a flake, and a calm one for a fault', () => {
    expect(innocence({ failed: [{ test: 'shaky', reach: 'unknown' }] })).toBeGreaterThan(0.95);
    expect(innocence()).toBeLessThan(0.3);
  });

  it('asks what the content reaches, how risky it is, and whether it failed again', () => {
    const reach = (which: 'reached' | 'unreached') => innocence({ failed: [{ test: 'calm 7', reach: which }] });
    expect(reach('unreached')).toBeGreaterThan(reach('reached'));
    expect(innocence({ breaks: 0.01 })).toBeGreaterThan(innocence({ breaks: 0.2 }));
    expect(innocence({ attempts: 2 })).toBeLessThan(innocence({ attempts: 1 }));
  });

  it('takes tests that fail together for a fault, whatever each of them does alone', () => {
    const failed = ['calm 1', 'calm 2', 'calm 3', 'calm 4'].map((test) => ({ test, reach: 'reached' as const }));
    expect(innocence({ failed })).toBeLessThan(0.05);
  });

  it('lets a control run on the base acquit and accuse', () => {
    const failed = [{ test: 'calm 7', reach: 'unreached' as const }];
    const without = innocence({ failed, attempts: 2 });
    expect(innocence({ failed, attempts: 2, control: 'failed' })).toBeGreaterThan(Math.max(0.9, without));
    expect(innocence({ failed, attempts: 2, control: 'passed' })).toBeLessThan(without);
  });

  it('gives parts that sum to 1, within an interval, for any failure, hundreds of tests too', () => {
    const anyContent = fc.record({
      failed: fc.array(
        fc.record({
          test: fc.constantFrom('shaky', 'calm 1', 'calm 2', 'never seen'),
          reach: fc.constantFrom('reached' as const, 'unreached' as const, 'unknown' as const),
        }),
        { minLength: 1, maxLength: 400, size: 'max' },
      ),
      attempts: fc.integer({ min: 1, max: 6 }),
      breaks: fc.double({ min: 0, max: 1, noNaN: true }),
      reachedShare: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
      load: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
      control: fc.constantFrom(null, 'passed' as const, 'failed' as const),
    });
    fc.assert(
      fc.property(anyContent, (given) => {
        const { innocent, flake, shared, environment, fault } = flakeProbability(MODEL, given);
        expect(flake + shared + environment + fault).toBeCloseTo(1, 9);
        expect(innocent.low <= innocent.value && innocent.value <= innocent.high).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what to do about a failed build', () => {
  const judged = (given: Partial<FailedBuild> & { readonly content?: Partial<FailedContent> } = {}) =>
    judgeFailure({
      cause: flakeProbability(MODEL, content(given.content)),
      subjects: 1,
      attempts: given.content?.attempts ?? 1,
      workers: 10,
      busy: 5,
      isControlled: false,
      doubt: 0.03,
      ...given,
    });
  const shaky = { failed: [{ test: 'shaky', reach: 'unknown' as const }] };

  it('believes a fault, tries again what may be innocent, and waits for an idle worker on a busy farm', () => {
    expect(judged({ content: { attempts: 2 } })).toMatchObject({ kind: 'believe', because: 'at-fault' });
    expect(judged({ content: shaky })).toMatchObject({ kind: 'retry', when: 'now' });
    expect(judged({ content: shaky, busy: 10 })).toMatchObject({ kind: 'retry', when: 'when-idle' });
  });

  it('splits a batch rather than build it again, unless the batch is most likely innocent', () => {
    expect(judged({ subjects: 4 })).toMatchObject({ kind: 'believe', because: 'splitting-tells-more' });
    expect(judged({ subjects: 4, content: shaky })).toMatchObject({ kind: 'retry' });
  });

  it('asks the base only where workers are idle, once, and where the base may be what fails', () => {
    const outside = { failed: [{ test: 'calm 7', reach: 'unreached' as const }], attempts: 3 };
    expect(judged({ content: outside })).toMatchObject({ kind: 'control' });
    expect(judged({ content: outside, busy: 9 })).toMatchObject({ kind: 'retry', when: 'when-idle' });
    const controlled = { content: { ...outside, control: 'failed' as const }, isControlled: true };
    expect(judged(controlled)).toMatchObject({ kind: 'retry', because: 'base-fails-too' });
  });

  it('takes interruptions for no fault until they are too many, and never tries for ever', () => {
    expect(judged({ cause: 'interrupted', attempts: 1, busy: 10 })).toMatchObject({ kind: 'retry', when: 'now' });
    expect(judged({ cause: 'interrupted', attempts: INTERRUPTION_LIMIT }).kind).toBe('believe');
    expect(judged({ content: shaky, attempts: ATTEMPT_LIMIT })).toMatchObject({ because: 'attempts-used' });
  });

  it('believes a single change to be at fault only within the doubt or after the last attempt', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 0, max: 10 }),
        (breaks, attempts, busy) => {
          const cause = flakeProbability(MODEL, content({ ...shaky, breaks, attempts }));
          const advice = judged({ cause, attempts, busy });
          if (advice.kind === 'believe') expect(cause.innocent.value <= 0.03 || attempts >= ATTEMPT_LIMIT).toBe(true);
        },
      ),
    );
  });

  it('leaves less doubt the more bad changes there are, and never none', () => {
    const [few, many] = [0.02, 0.2].map((failureShare) => ejectionDoubt({ bound: 0.003, failureShare }));
    expect((few ?? 0) > (many ?? 1) && (many ?? 0) > 0).toBe(true);
    // Of 1,000 good changes and 53 bad ones at 5 %: at most 3 ejected in 53 + 3.
    expect(ejectionDoubt({ bound: 0.003, failureShare: 0.05 })).toBeLessThanOrEqual(3 / 56);
  });
});

describe('quarantine', () => {
  const of = (test: string, days: number): Quarantine => ({
    test,
    owner: '@ann',
    because: 'x',
    expires: instant(NOW + days * 86_400_000),
    origin: { file: 'firebreak.yaml', line: 9 },
  });

  it('excuses what it names for as long as it lasts, and says what has lapsed', () => {
    const list = [of('a', 1), of('group > *', 1), of('b', 0)];
    const { counted, excused, lapsed } = countFailures(['a', 'group > x', 'b', 'c'], list, NOW);
    expect(counted).toEqual(['b', 'c']);
    expect(excused.map(({ test }) => test)).toEqual(['a', 'group > x']);
    expect(lapsed).toMatchObject([{ test: 'b', quarantine: { origin: { line: 9 } } }]);
  });
});

describe('reports of one run', () => {
  const entry = (test: string, ...attempts: ('passed' | 'failed' | 'skipped' | 'time-out')[]) => ({ test, attempts });

  it('takes one name in two entries for one test that failed if any did, unless they are said to be attempts', () => {
    const reports = [
      { tests: [entry('a', 'failed'), entry('b', 'failed', 'passed')] },
      { tests: [entry('a', 'passed')] },
    ];
    const apart = combineReports(reports, { areAttempts: false });
    expect(apart).toMatchObject({
      doubled: 1,
      outcomes: [
        { test: 'a', passes: 0, failures: 1 },
        { test: 'b', passes: 1, failures: 1 },
      ],
    });
    expect(combineReports(reports, { areAttempts: true }).outcomes[0]).toMatchObject({ passes: 1, failures: 1 });
  });

  it('leaves out what did not run and counts what was stopped', () => {
    const found = combineReports([{ tests: [entry('a', 'skipped'), entry('b', 'time-out')] }], { areAttempts: false });
    expect(found).toMatchObject({
      skipped: 1,
      interruptions: { 'time-out': 1 },
      outcomes: [{ test: 'b', interruptions: 1 }],
    });
  });
});

describe('words of a runner that was stopped', () => {
  it.each([
    ['', 'Timeout', 'time-out'],
    ['java.lang.OutOfMemoryError', 'Java heap space', 'out-of-memory'],
    ['', 'The forked VM terminated without properly saying goodbye', 'lost-runner'],
    ['', 'thrown: "Exceeded timeout of 5000 ms for a test."', 'time-out'],
    ['AssertionError', 'expected the timeout to be 5000 but was 3000', null],
    ['AssertionError', 'expected 1 to be 2', null],
  ])('%s %s is %s', (type, message, kind) => {
    expect(interruptionOf({ type, message })).toBe(kind);
  });
});
