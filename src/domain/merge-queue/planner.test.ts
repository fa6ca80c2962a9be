import { describe, expect, it } from 'vitest';
import {
  addBit,
  type Board,
  bitsOf,
  type EndedTrial,
  type Entry,
  firebreakScheduler,
  type StartedTrial,
} from './index.ts';

const MINUTE = 60_000;
const SAFE = 0.02;
const RISKY = 0.9;

interface Given {
  /** Minutes of a build, and more of each entry; all arrived at 0. */
  readonly entries: readonly (Partial<Pick<Entry, 'failure' | 'cohort' | 'priority' | 'state'>> & {
    readonly minutes?: number;
  })[];
  /** Pairs that share a target of their own; `all`: targets are not known. */
  readonly pairs?: readonly (readonly [number, number])[] | 'all';
  readonly workers?: number;
  readonly minute?: number;
  readonly running?: readonly Tree[];
  readonly ended?: readonly (Tree & { readonly passed: boolean })[];
}

interface Tree {
  readonly subjects: readonly number[];
  readonly on?: readonly number[];
  readonly startedAt?: number;
}

function board(given: Given): Board {
  const { entries, pairs = [], workers = 10, minute = 0 } = given;
  const size = entries.length;
  const neighbours = entries.map((_, index) => {
    if (pairs === 'all')
      return bitsOf(
        size,
        entries.map((_each, other) => other).filter((other) => other !== index),
      );
    return bitsOf(
      size,
      pairs.flatMap(([a, b]) => (a === index ? [b] : b === index ? [a] : [])),
    );
  });
  const landed = bitsOf(
    size,
    entries.flatMap(({ state }, index) => (state === 'landed' ? [index] : [])),
  );
  let id = 0;
  const started = ({ subjects, on = [], startedAt = 0 }: Tree): StartedTrial => {
    const content = landed.slice();
    for (const member of [...subjects, ...on]) addBit(content, member);
    id += 1;
    return { id, subjects, assumes: on, attempt: 0, startedAt: startedAt * MINUTE, content };
  };
  const ended = new Map<number, EndedTrial[]>();
  for (const tree of given.ended ?? []) {
    const trial = { ...started(tree), endedAt: minute * MINUTE, hasPassed: tree.passed };
    for (const subject of tree.subjects) ended.set(subject, [...(ended.get(subject) ?? []), trial]);
  }
  return {
    now: minute * MINUTE,
    workers,
    entries: entries.map(({ minutes = 10, ...more }, index) => ({
      index,
      arrivedAt: 0,
      state: 'waiting',
      failure: SAFE,
      expectedMs: minutes * MINUTE,
      spreadMs: MINUTE,
      neighbours: neighbours[index] as Entry['neighbours'],
      cohort: null,
      priority: 0,
      ...more,
    })),
    shared:
      pairs === 'all'
        ? null
        : {
            of: entries.map((_, index) => pairs.flatMap((pair, target) => (pair.includes(index) ? [target] : []))),
            members: pairs.map(([a, b]) => [Math.min(a, b), Math.max(a, b)]),
          },
    waiting: entries.flatMap(({ state = 'waiting' }, index) => (state === 'waiting' ? [index] : [])),
    landed,
    running: (given.running ?? []).map(started),
    ended,
  };
}

const plan = (given: Given) => firebreakScheduler().plan(board(given));
const wanted = (given: Given) =>
  plan(given).wanted.map(({ subjects, assumes }) => `${subjects.join('+')} on ${assumes.join(',') || '-'}`);

describe('the scheduler', () => {
  it('builds what has nothing to do with each other apart, at once', () => {
    expect(wanted({ entries: [{}, {}] })).toEqual(['0 on -', '1 on -']);
  });

  it('builds an entry on a conflicting one that will land before it', () => {
    expect(wanted({ entries: [{}, {}], pairs: [[0, 1]], running: [{ subjects: [0] }] })).toContain('1 on 0');
  });

  it('does not build on one that is likely to fail, nor with it', () => {
    const entries = [{ failure: RISKY }, {}, {}];
    expect(wanted({ entries, pairs: [[0, 1]], running: [{ subjects: [0] }] })).toContain('1 on -');
    expect(wanted({ entries, workers: 2 })).toEqual(['0 on -', '1+2 on -']);
  });

  it('lands a quick change past a long one that does not hold it', () => {
    const given: Given = {
      entries: [{ minutes: 60 }, { minutes: 5 }],
      pairs: [[0, 1]],
      minute: 5,
      running: [{ subjects: [0] }],
    };
    expect(wanted({ ...given, minute: 0 })).toContain('1 on -');
    expect(plan({ ...given, ended: [{ subjects: [1], passed: true }] }).land).toEqual([{ entries: [1] }]);
  });

  it('then builds the quick one on top of the long one, in time, and lands the long one by that', () => {
    const entries = [{ minutes: 60 }, { minutes: 5, state: 'landed' as const }];
    const ended = [{ subjects: [1], passed: true }];
    const running = [{ subjects: [0], startedAt: 0 }];
    const early = board({ entries, pairs: [[0, 1]], minute: 10, running: [], ended });
    const without = bitsOf(2, [0]);
    const long = { id: 9, subjects: [0], assumes: [], attempt: 0, startedAt: 0, content: without };
    const at = (minute: number) => ({ ...early, now: minute * MINUTE, running: [long] });
    expect(running).toHaveLength(1);
    expect(firebreakScheduler().plan(at(10)).wanted).toHaveLength(1);
    expect(firebreakScheduler().plan(at(56)).wanted).toContainEqual({ subjects: [1], assumes: [0], attempt: 1 });
    const passed = { ...long, endedAt: 60 * MINUTE, hasPassed: true };
    const cover = {
      ...long,
      id: 10,
      subjects: [1],
      assumes: [0],
      content: bitsOf(2, [0, 1]),
      endedAt: 61 * MINUTE,
      hasPassed: true,
    };
    const first = { ...early, now: 61 * MINUTE, ended: new Map([...early.ended, [0, [passed]]]) };
    expect(firebreakScheduler().plan(first).land).toEqual([]);
    const shown = new Map([
      [0, [passed]],
      [1, [...(early.ended.get(1) ?? []), cover]],
    ]);
    expect(firebreakScheduler().plan({ ...first, ended: shown }).land).toEqual([{ entries: [0] }]);
  });

  it('builds more together where there are fewer workers, those that take about as long', () => {
    const entries = [{ minutes: 5 }, { minutes: 30 }, { minutes: 6 }, { minutes: 31 }];
    expect(wanted({ entries, workers: 2 })).toEqual(['0+2 on -', '1+3 on -']);
  });

  it('never builds two of one cohort together', () => {
    const entries = ['a', 'a', 'b'].map((cohort) => ({ cohort }));
    for (const line of wanted({ entries, workers: 1 })) expect(line).not.toMatch(/0\+1/);
  });

  it('gives the next worker to what is urgent', () => {
    expect(wanted({ entries: [{ minutes: 5 }, { minutes: 60, priority: 100 }], workers: 1 })).toEqual(['1 on -']);
  });

  it('builds again alone what failed together', () => {
    const ended = [{ subjects: [0, 1], passed: false }];
    expect(wanted({ entries: [{}, {}], ended })).toEqual(['0 on -', '1 on -']);
  });

  it('tries once more what failed alone, unless it was likely to fail', () => {
    const once = [{ subjects: [0], passed: false }];
    expect(plan({ entries: [{}], ended: once })).toMatchObject({ eject: [], wanted: [{ subjects: [0], attempt: 1 }] });
    expect(plan({ entries: [{}], ended: [...once, ...once] }).eject).toEqual([0]);
    expect(plan({ entries: [{ failure: RISKY }], ended: once }).eject).toEqual([0]);
  });

  it('ejects nobody for a failure that another entry in the tree can explain', () => {
    const ended = [
      { subjects: [1], on: [0], passed: false },
      { subjects: [1], on: [0], passed: false },
    ];
    const given = { entries: [{}, {}], pairs: [[0, 1]] as const, ended };
    expect(plan(given).eject).toEqual([]);
    expect(plan({ ...given, entries: [{ state: 'ejected' }, {}] }).eject).toEqual([]);
    // The twin: the other one landed, so it is this one.
    expect(plan({ ...given, entries: [{ state: 'landed' }, {}] }).eject).toEqual([1]);
  });

  it('puts the blame on what explains every failure, and builds on what explains only one', () => {
    const given: Given = {
      entries: [{}, {}, {}, {}],
      pairs: [
        [0, 1],
        [0, 2],
        [0, 3],
        [1, 3],
        [2, 3],
      ],
      minute: 10,
      ended: [
        { subjects: [1], on: [0], passed: false },
        { subjects: [2], on: [0], passed: false },
      ],
    };
    const lines = wanted(given);
    expect(lines).toContain('0 on -');
    expect(lines.filter((line) => /^[123]( |\+)/.test(line) && line.includes('0'))).toEqual([]);
    const trusting = wanted({ ...given, ended: [{ subjects: [0], passed: true }, ...(given.ended ?? [])] });
    expect(trusting.filter((line) => line.startsWith('0'))).toEqual([]);
  });

  it('builds two that do not get along together no more, and decides the second beside what landed', () => {
    const given: Given = {
      entries: [{}, {}],
      pairs: [[0, 1]],
      minute: 30,
      ended: [
        { subjects: [0], passed: true },
        { subjects: [1], passed: true },
        { subjects: [1], on: [0], passed: false },
        { subjects: [1], on: [0], passed: false },
      ],
    };
    expect(plan(given).land).toEqual([{ entries: [0] }]);
    const after = board({ ...given, entries: [{ state: 'landed' }, {}], ended: [] });
    const later = firebreakScheduler().plan({ ...after, ended: board(given).ended });
    expect({ land: later.land, eject: later.eject }).toEqual({ land: [], eject: [1] });
  });

  it('comes to a decision however often something failed', () => {
    const ended = Array.from({ length: 400 }, () => ({ subjects: [0, 1], on: [2], passed: false }));
    const entries = [{}, {}, { state: 'landed' as const }];
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const;
    expect(wanted({ entries, pairs, minute: 500, ended })).toEqual(['0 on -', '1 on -']);
  });

  it('plans the same of the same board', () => {
    const given: Given = {
      entries: [{}, { minutes: 3 }, { failure: RISKY }],
      pairs: [
        [0, 1],
        [1, 2],
      ],
      workers: 2,
    };
    expect(plan(given)).toEqual(plan(given));
  });
});

describe('the scheduler without targets', () => {
  it('puts safe changes one on top of the other', () => {
    expect(wanted({ entries: [{}, {}, {}], pairs: 'all' })).toEqual(['0 on -', '1 on 0', '2 on 0,1']);
  });

  it('builds apart first what a long chain would not hold with', () => {
    const entries = Array.from({ length: 8 }, () => ({ failure: 0.2 }));
    const lines = wanted({ entries, pairs: 'all' });
    expect(lines).toHaveLength(8);
    expect(lines.filter((line) => line.endsWith(' on -')).length).toBeGreaterThan(4);
  });

  it('lands a tree that was built, with all that is in it, and nothing that was not', () => {
    const given: Given = { entries: [{}, {}], pairs: 'all' };
    const first = { subjects: [0], passed: true };
    expect(plan({ ...given, ended: [first, { subjects: [1], on: [0], passed: true }] }).land).toEqual([
      { entries: [0, 1] },
    ]);
    expect(plan({ ...given, ended: [first, { subjects: [1], passed: true }] }).land).toHaveLength(1);
    expect(plan({ ...given, ended: [{ subjects: [1], on: [0], passed: true }] }).land).toEqual([]);
  });

  it('lands nothing past a longer chain that is being built, which would be built anew', () => {
    const chain = [{ subjects: [0] }, { subjects: [1], on: [0] }, { subjects: [2], on: [0, 1] }];
    const given: Given = {
      entries: [{}, {}, {}, {}],
      pairs: 'all',
      minute: 5,
      ended: [{ subjects: [3], passed: true }],
    };
    expect(plan({ ...given, running: chain }).land).toEqual([]);
    expect(plan(given).land).toEqual([{ entries: [3] }]);
    expect(plan({ ...given, running: chain }).wanted).toEqual(
      expect.arrayContaining(chain.map((each) => expect.objectContaining({ subjects: each.subjects }))),
    );
  });

  it('joins what passed apart to the chain, together', () => {
    const apart = [1, 2].map((index) => ({ subjects: [index], passed: true }));
    const entries = [{ minutes: 60, state: 'landed' as const }, {}, {}];
    const ended = new Map(
      [...board({ entries: [{}, {}, {}], pairs: 'all', ended: apart }).ended].map(([index, trials]) => [index, trials]),
    );
    const { wanted: builds } = firebreakScheduler().plan({ ...board({ entries, pairs: 'all' }), ended });
    expect(builds).toEqual([{ subjects: [1, 2], assumes: [], attempt: 0 }]);
  });
});
