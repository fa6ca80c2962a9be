import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../kernel/index.ts';
import { isLive, planningRecords, type RecordPlan } from './record-plan.ts';
import type { RecordChange, RecordChanges, StoredRecord } from './side-table.ts';

const name = fc.constantFrom('a', 'b', 'c', 'null');
const at = fc.integer({ min: 0, max: 9 }).map(instant);
const change: fc.Arbitrary<RecordChange> = fc.oneof(
  fc.record({
    kind: fc.constant('k'),
    key: name,
    expected: fc.constantFrom(null, 'any' as const, 'any' as const),
    json: fc.constant('{}'),
    index: fc.option(name),
    expiresAt: fc.option(at),
  }),
  fc.record({ kind: fc.constant('k'), key: name, expected: fc.constant('any' as const), json: fc.constant(null) }),
);
const requests: fc.Arbitrary<readonly RecordChanges[]> = fc.array(
  fc.record({ now: at, changes: fc.uniqueArray(change, { minLength: 1, maxLength: 4, selector: ({ key }) => key }) }),
  { maxLength: 8 },
);

/** A table that refuses what a database with the two unique indexes refuses. */
function applied(stored: readonly StoredRecord[], { removals, puts }: RecordPlan): readonly StoredRecord[] {
  let table = stored.filter(({ key }) => !removals.some((gone) => gone.key === key));
  for (const record of puts) {
    table = [...table.filter(({ key }) => key !== record.key), record];
    const held = table.filter(({ index }) => index !== null).map(({ index }) => index);
    expect(new Set(held).size).toBe(held.length);
  }
  return [...table].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function counting(): () => number {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}

describe('a plan of changed records', () => {
  it('is the same for many at once as for one after the other, and gives no second name twice', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const together = planningRecords({ stored: [], nextVersion: counting() });
        const answers = given.map(together.take);
        const nextVersion = counting();
        let table: readonly StoredRecord[] = [];
        const singly = given.map((request) => {
          const planner = planningRecords({ stored: table, nextVersion });
          const answer = planner.take(request);
          table = applied(table, planner.plan());
          return answer;
        });
        const codes = (list: typeof answers) => list.map((each) => (each.ok ? 'ok' : each.rejection));
        expect(codes(answers)).toEqual(codes(singly));
        const plain = (list: readonly StoredRecord[]) => list.map((record) => ({ ...record, version: 0 }));
        expect(plain(applied([], together.plan()))).toEqual(plain(table));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves nothing of a request that is refused', () => {
    const stored: StoredRecord = { kind: 'k', key: 'a', json: '1', version: 7, index: 'x', expiresAt: null };
    const planner = planningRecords({ stored: [stored], nextVersion: counting() });
    const put = { kind: 'k', expected: 'any' as const, json: '2', index: null, expiresAt: null };
    const now = instant(5);
    expect(
      planner.take({
        now,
        changes: [
          { ...put, key: 'b', index: 'y' },
          { ...put, key: 'c', index: 'x' },
        ],
      }),
    ).toEqual({ ok: false, rejection: { code: 'index-taken', kind: 'k', key: 'c' } });
    expect(planner.plan()).toEqual({ removals: [], puts: [] });
    expect(planner.take({ now, changes: [{ ...put, key: 'c', index: 'y' }] }).ok).toBe(true);
    const swapped = planner.take({
      now,
      changes: [
        { ...put, key: 'a', index: 'z' },
        { ...put, key: 'c', index: 'x' },
        { ...put, key: 'd', index: 'y' },
      ],
    });
    expect(swapped.ok).toBe(true);
  });

  it('refuses what no store could keep', () => {
    const planner = planningRecords({ stored: [], nextVersion: counting() });
    const put = { kind: 'k', key: 'a', expected: null, json: '1', index: null, expiresAt: null };
    const now: Instant = instant(5);
    for (const wrong of [
      { key: '' },
      { key: 'a\0' },
      { key: '\ud800' },
      { key: 'x'.repeat(301) },
      { key: 'a\u{10FFFF}' },
      { kind: 'A' },
      { kind: 'a b' },
      { index: '' },
      { json: 'x'.repeat(65_537) },
    ]) {
      expect(() => planner.take({ now, changes: [{ ...put, ...wrong }] })).toThrow('invariant broken');
    }
    expect(() => planner.take({ now, changes: [put, put] })).toThrow('different ones');
    expect(() => planner.take({ now, changes: [] })).toThrow('1 to');
    expect(isLive({ expiresAt: now }, now)).toBe(false);
  });
});
