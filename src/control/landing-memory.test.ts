import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change, CommitId, HistoryReader } from '../domain/change/index.ts';
import { rememberLandings } from './landing-memory.ts';

const LENGTH = 12;

test('says the same as the reader, whatever was read before', async () => {
  const asked = fc.record({
    tip: fc.integer({ min: 0, max: LENGTH - 1 }),
    limit: fc.option(fc.integer({ min: 1, max: LENGTH + 2 }), { nil: null }),
    /** After so many the reader stops early. */
    taken: fc.integer({ min: 1, max: LENGTH + 2 }),
  });
  const cut = fc.option(fc.integer({ min: 0, max: LENGTH - 1 }), { nil: null });
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { maxLength: 8 }), cut, async (questions, missing) => {
      const { history } = line(missing);
      const remembering = rememberLandings(history, new Map());
      for (const { tip, limit, taken } of questions) {
        const range = { tip: commit(tip), since: null, limit };
        expect(await first(remembering.landedChanges(range, { lines: true }), taken)).toEqual(
          await first(history.landedChanges(range, { lines: true }), taken),
        );
      }
    }),
    { numRuns: 200 },
  );
});

test('reads only what landed since, and what the clone lacks a part of each time', async () => {
  const { history, read } = line(3);
  const remembering = rememberLandings(history, new Map());
  const all = async (tip: number) =>
    first(remembering.landedChanges({ tip: commit(tip), since: null, limit: null }, { lines: true }), LENGTH);
  await all(8);
  read.length = 0;
  expect((await all(10)).length).toBe(11);
  expect([...new Set(read)].filter((each) => each > 8)).toEqual([10, 9]);
  expect(read).toContain(3);
  expect(read).not.toContain(6);
});

/** A branch of landings, numbered from its first; the clone lacks a part of one of them. */
function line(missing: number | null) {
  const read: number[] = [];
  const history: Pick<HistoryReader, 'landedChanges'> = {
    async *landedChanges({ tip, limit }) {
      const from = Number.parseInt(tip ?? '', 16) - 1;
      for (let at = from; at >= 0 && (limit === null || from - at < limit); at -= 1) {
        read.push(at);
        yield landing(at, at === missing);
      }
    },
  };
  return { history, read };
}

function commit(at: number): CommitId {
  return (at + 1).toString(16).padStart(40, '0') as CommitId;
}

function landing(at: number, isCut: boolean): Change {
  const gaps = isCut ? [{ code: 'missing-object', message: 'absent' }] : [];
  return { head: commit(at), base: at === 0 ? null : commit(at - 1), gaps } as unknown as Change;
}

async function first(changes: AsyncIterable<Change>, count: number): Promise<readonly Change[]> {
  const found: Change[] = [];
  for await (const change of changes) {
    found.push(change);
    if (found.length === count) break;
  }
  return found;
}
