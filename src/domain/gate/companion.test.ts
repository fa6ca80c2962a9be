import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommitId } from '../change/index.ts';
import { type CompanionPart, companionsOf, folderPlaces, unionOf } from './companion.ts';

interface File {
  readonly path: string;
  readonly lines: number;
}

let made = 0;

function part(files: readonly File[], other: Partial<CompanionPart> = {}): CompanionPart {
  made += 1;
  const paths = files.map(({ path }) => path);
  const head = `c${made}` as CommitId;
  return {
    id: `id${made}`,
    name: `#${made}`,
    isLanded: made % 2 === 0,
    makers: ['person:cleo'],
    places: [...folderPlaces(paths), 'service:shop'],
    paths,
    lines: files.reduce((sum, { lines }) => sum + lines, 0),
    head,
    commits: [head],
    headBranch: null,
    baseBranch: 'main',
    ...other,
  };
}

const files = fc.uniqueArray(
  fc.record({
    path: fc.constantFrom('a/x.ts', 'a/y.ts', 'b/x.ts', 'b/c/d/e.ts', 'root.md'),
    lines: fc.nat({ max: 500 }),
  }),
  { selector: ({ path }) => path, minLength: 1 },
);
const anyPart = fc
  .record({
    files,
    makers: fc.subarray(['person:cleo', 'person:ann', 'session:1']),
    isLanded: fc.boolean(),
    isUncounted: fc.boolean(),
  })
  .map(({ files: some, isUncounted, ...rest }) =>
    part(some, {
      ...rest,
      places: folderPlaces(some.map(({ path }) => path)),
      ...(isUncounted ? { lines: null } : {}),
    }),
  );

function together(own: CompanionPart, others: readonly CompanionPart[]) {
  return unionOf(own, companionsOf(own, others));
}

describe('companions', () => {
  it('give back the whole when a change is cut into parts of one service, whichever part comes last', () => {
    fc.assert(
      fc.property(files, fc.array(fc.nat({ max: 3 }), { minLength: 5, maxLength: 5 }), fc.nat(), (all, cut, last) => {
        const groups = [0, 1, 2, 3]
          .map((group) => all.filter((_, at) => cut[at] === group))
          .filter((g) => g.length > 0);
        const parts = groups.map((group) => part(group));
        const own = parts[last % parts.length] as CompanionPart;
        expect(together(own, parts)).toEqual(together(part(all), []));
      }),
    );
  });

  it('are the same in whatever order candidates come', () => {
    fc.assert(
      fc.property(
        anyPart,
        fc
          .array(anyPart, { maxLength: 8 })
          .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        (own, [some, shuffled]) => {
          expect(companionsOf(own, shuffled)).toEqual(companionsOf(own, some));
          expect(together(own, shuffled)).toEqual(together(own, some));
        },
      ),
    );
  });

  it('never make a change smaller, and one more of them never does', () => {
    fc.assert(
      fc.property(anyPart, fc.array(anyPart, { maxLength: 6 }), anyPart, (own, some, more) => {
        const [alone, few, many] = [[], some, [...some, more]].map((each) => together(own, each));
        const lines = [alone, few, many].map((each) => each?.lines ?? Number.POSITIVE_INFINITY);
        expect([...lines].sort((a, b) => a - b)).toEqual(lines);
        expect(few?.paths).toEqual(expect.arrayContaining([...(alone?.paths ?? [])]));
        expect(many?.paths).toEqual(expect.arrayContaining([...(few?.paths ?? [])]));
      }),
    );
  });

  it('are of one of the same makers, in one of the same places', () => {
    const own = part([{ path: 'a/b/c.ts', lines: 1 }], { places: ['folder:a/b'] });
    const stranger = part([{ path: 'a/b/d.ts', lines: 1 }], { makers: ['person:ann'] });
    const elsewhere = part([{ path: 'x/y/z.ts', lines: 1 }], { places: ['folder:x/y'] });
    const beside = part([{ path: 'a/b/d.ts', lines: 1 }], { places: ['folder:a/b'] });
    expect(companionsOf(own, [stranger, elsewhere, beside]).map(({ id }) => id)).toEqual([beside.id]);
  });

  it('follow a stack of proposals over folders, and count once what lies below', () => {
    const at = { isLanded: false, places: [] };
    const low = part([{ path: 'a/x.ts', lines: 10 }], { ...at, headBranch: 'low' });
    const middle = part([{ path: 'b/x.ts', lines: 20 }], { ...at, headBranch: 'middle', baseBranch: 'low' });
    const top = part([{ path: 'c/x.ts', lines: 30 }], { ...at, headBranch: 'top', baseBranch: 'middle' });
    expect(together(top, [low, middle]).lines).toBe(60);
    const above = part([{ path: 'a/x.ts', lines: 15 }], { ...at, commits: [low.head as CommitId, 'z' as CommitId] });
    expect(together(above, [low]).lines).toBe(15);
  });

  it('count what landed once with its proposal only where the content is the same', () => {
    const given = [{ path: 'a/x.ts', lines: 10 }];
    const own = part(given);
    const open = part(given, { name: '#7', isLanded: false });
    const landed = part(given, { name: '#7', isLanded: true });
    const posing = part([{ path: 'a/x.ts', lines: 1 }], { name: '#7', isLanded: true });
    expect(together(own, [open, landed]).lines).toBe(20);
    expect(together(own, [open, posing]).lines).toBe(21);
  });

  it('make a sum unknown where a part is', () => {
    const own = part([{ path: 'a/x.ts', lines: 10 }]);
    const hidden = part([], { paths: null, places: null, lines: null });
    expect(companionsOf(own, [hidden])).toHaveLength(1);
    expect(together(own, [hidden])).toEqual({ lines: null, paths: null });
  });
});
