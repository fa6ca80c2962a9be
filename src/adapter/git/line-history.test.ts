import { afterAll, describe, expect, it } from 'vitest';
import { makeRepository, removeFolders } from '../../../test/support/git-repository.ts';
import type { CommitId } from '../../domain/change/index.ts';
import type { LineStep } from '../../domain/delivery/index.ts';
import { openLineHistory } from './index.ts';

afterAll(removeFolders);

/** As the repository of a test takes a name: bytes. */
const ODD = Buffer.from('o"d\tä.ts').toString('latin1');

const lines = (...all: readonly (number | string)[]) => all.map((line) => `${line}\n`).join('');

async function stepsOf(path: string, ids: readonly (string | null)[]): Promise<LineStep[]> {
  const reader = await openLineHistory({ path });
  const pairs = ids
    .slice(1)
    .map((head, at) => ({ base: (ids[at] ?? null) as CommitId | null, head: head as CommitId }));
  const found: LineStep[] = [];
  for await (const step of reader.steps(pairs)) found.push(step);
  return found;
}

describe('the history of lines', () => {
  it('tells where each landing changed its files, also renamed, deleted and oddly named ones', async () => {
    const repository = makeRepository();
    const long = lines(...Array.from({ length: 40 }, (_, at) => at));
    const ids = repository.import([
      {
        id: 'a',
        files: { 'one.ts': lines(1, 2, 3, 4), [ODD]: lines('x'), 'gone.ts': lines('y'), 'long.ts': long },
      },
      {
        id: 'b',
        parents: ['a'],
        files: {
          'one.ts': lines(1, 'two', 'three', 4, 5),
          'gone.ts': null,
          'long.ts': null,
          'moved.ts': `${long}new\n`,
        },
      },
      // Lines that look like a patch, and like the end of an answer.
      { id: 'c', parents: ['b'], files: { [ODD]: lines('+++ b/fake.ts', '@@ -1,9 +1,9 @@', 'end', '-- z') } },
      { id: 'd', parents: ['c'] },
      { id: 'e', parents: ['d'], files: { 'one.ts': lines(1, 'two', 'three', 4, 5).trimEnd() } },
    ]);
    const [a, b, c, d, e] = await stepsOf(
      repository.path,
      [null, ids['a'], ids['b'], ids['c'], ids['d'], ids['e']].map((id) => id ?? null),
    );
    expect(a?.files?.map(({ previousPath, hunks }) => [previousPath, hunks])).toEqual([
      [null, [{ start: 0, removed: 0, added: 1 }]],
      [null, [{ start: 0, removed: 0, added: 40 }]],
      [null, [{ start: 0, removed: 0, added: 1 }]],
      [null, [{ start: 0, removed: 0, added: 4 }]],
    ]);
    expect(b?.files).toEqual([
      { previousPath: 'gone.ts', path: null, hunks: [{ start: 1, removed: 1, added: 0 }] },
      { previousPath: 'long.ts', path: 'moved.ts', hunks: [{ start: 40, removed: 0, added: 1 }] },
      {
        previousPath: 'one.ts',
        path: 'one.ts',
        hunks: [
          { start: 2, removed: 2, added: 2 },
          { start: 4, removed: 0, added: 1 },
        ],
      },
    ]);
    expect(c?.files).toEqual([
      { previousPath: 'o"d\tä.ts', path: 'o"d\tä.ts', hunks: [{ start: 1, removed: 1, added: 4 }] },
    ]);
    expect(d?.files).toEqual([]);
    expect(e?.files?.[0]?.hunks).toEqual([{ start: 5, removed: 1, added: 1 }]);
  });

  it('says of a landing that cannot be compared that it is not known, and goes on', async () => {
    const repository = makeRepository();
    const ids = repository.import([
      { id: 'a', files: { 'one.ts': lines(1) } },
      { id: 'b', parents: ['a'], files: { 'one.ts': lines(2) } },
    ]);
    const missing = '1234567890123456789012345678901234567890';
    const steps = await stepsOf(repository.path, [missing, ids['a'] ?? '', ids['b'] ?? '']);
    expect(steps.map(({ files }) => files?.length ?? null)).toEqual([null, 1]);
  });
});
