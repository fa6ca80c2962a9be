import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import type { Change, CommitId } from '../change/index.ts';
import { type LandedStatement, labelChanges, landedStatement } from './label.ts';

const START = Date.UTC(2030, 0, 1);

/** Distinct ids from the first digit on: `a` is change 1, `b` change 2. */
function id(name: string): CommitId {
  return name.repeat(40).slice(0, 40) as CommitId;
}

interface Landed {
  readonly id: CommitId;
  readonly message: string;
  readonly pullRequest?: string;
  readonly day?: number | null;
  readonly more?: readonly { readonly id: CommitId; readonly message: string }[];
}

function statement(landed: Landed, position: number): LandedStatement {
  const person = { name: 'A', mail: 'a@example.com' };
  const at: Instant | null = landed.day === null ? null : instant(START + (landed.day ?? position) * DAY_MS);
  const commits = [...(landed.more ?? []), { id: landed.id, message: landed.message }].map((commit) => ({
    ...commit,
    parents: [],
    author: person,
    authoredAt: at ?? instant(0),
    committer: person,
    committedAt: at ?? instant(0),
  }));
  const change: Change = {
    id: `landed:${landed.id}`,
    kind: 'landed',
    landing: 'squash',
    pullRequest: landed.pullRequest ?? null,
    headBranch: null,
    baseBranch: 'main',
    base: null,
    head: landed.id,
    author: person,
    title: landed.message.split('\n')[0] ?? '',
    at,
    commits,
    files: [],
    contentDigest: null,
    gaps: [],
  };
  const found = landedStatement(change);
  if (found === null) throw new Error('a landed change has a commit');
  return found;
}

/** Labels by the given changes, oldest first; a last change years later keeps them from being censored. */
function kinds(changes: readonly Landed[]): string[] {
  const all = [...changes, { id: id('0'), message: 'later', day: 1000 }];
  return labelChanges(all.map(statement))
    .slice(0, -1)
    .map(({ kind }) => kind);
}

const add = { id: id('a'), message: 'Add discounts' };
const revertOfAdd = { id: id('b'), message: `Revert "Add discounts"\n\nThis reverts commit ${id('a')}.` };

describe('labelChanges', () => {
  it('calls a change reverted that a later one reverts, and names which', () => {
    const labels = labelChanges([add, revertOfAdd].map(statement));
    expect(labels[0]).toEqual({ kind: 'reverted', evidence: 'stated', by: [id('b')] });
    expect(labels[1]?.kind).toBe('censored');
  });

  it('calls a change fixed that a later one names in a trailer; a revert weighs more', () => {
    const fix = { id: id('c'), message: `Round up\n\nFixes: ${id('a').slice(0, 12)} ("Add discounts")` };
    expect(kinds([add, fix])).toEqual(['fixed', 'none']);
    expect(kinds([add, fix, revertOfAdd])[0]).toBe('reverted');
  });

  it('does not take an issue number for a change', () => {
    expect(
      kinds([
        { ...add, pullRequest: '12' },
        { id: id('c'), message: 'Round up\n\nFixes: #12' },
      ])[0],
    ).toBe('none');
  });

  it('lets a change stand whose revert was reverted, and fall again when that is reverted', () => {
    const again = { id: id('c'), message: `Revert "Revert "Add discounts""\n\nThis reverts commit ${id('b')}.` };
    const out = { id: id('d'), message: `Take discounts out\n\nThis reverts commit ${id('c')}.` };
    expect(kinds([add, revertOfAdd, again])).toEqual(['none', 'none', 'none']);
    expect(kinds([add, revertOfAdd, again, out])).toEqual(['reverted', 'none', 'reverted', 'none']);
  });

  it('lets a change stand that was reapplied by its title, and fall again by a second revert', () => {
    const again = { id: id('c'), message: 'Reapply "Add discounts"' };
    const second = { id: id('d'), message: `Back to square one\n\nThis reverts commit ${id('a')}.` };
    expect(kinds([add, revertOfAdd, again])[0]).toBe('none');
    expect(kinds([add, revertOfAdd, again, second])[0]).toBe('reverted');
  });

  it('finds a change by its number, also when the forge writes the repository in front', () => {
    const numbered = { ...add, pullRequest: '31' };
    expect(kinds([numbered, { id: id('b'), message: 'Undo\n\nReverts #31' }])[0]).toBe('reverted');
    expect(kinds([numbered, { id: id('b'), message: 'Undo\n\nReverts shop/api#31' }])[0]).toBe('reverted');
  });

  it('does not take a number of another repository for ours', () => {
    const numbered = { ...add, pullRequest: '31' };
    const own = ['5', '6'].map((number, at) => ({ id: id(`d${at}`), message: `Undo\n\nReverts shop/api#${number}` }));
    expect(kinds([numbered, ...own, { id: id('b'), message: 'Undo\n\nReverts shop/web#31' }])[0]).toBe('none');
  });

  it('finds a change by its quoted title only where one earlier change has it', () => {
    const undo = { id: id('b'), message: 'Revert "Add discounts"' };
    expect(kinds([add, undo])[0]).toBe('reverted');
    expect(kinds([{ ...add, message: 'Add discounts (#4)' }, undo])[0]).toBe('reverted');
    expect(kinds([add, { ...add, id: id('c') }, undo])).toEqual(['none', 'none', 'none']);
    expect(kinds([add, undo, { ...add, id: id('c') }])).toEqual(['reverted', 'none', 'none']);
  });

  it('does not guess by title where the named commit is a later one', () => {
    const undo = { id: id('b'), message: `Revert "Add discounts"\n\nThis reverts commit ${id('c')}.` };
    expect(kinds([add, undo, { id: id('c'), message: 'Later' }])).toEqual(['none', 'none', 'none']);
  });

  it('labels nothing by a prefix that two changes share', () => {
    const one = { id: 'abcdef1'.padEnd(40, '1') as CommitId, message: 'One' };
    const two = { id: 'abcdef1'.padEnd(40, '2') as CommitId, message: 'Two' };
    const undo = (named: string) => ({ id: id('9'), message: `Undo\n\nThis reverts commit ${named}.` });
    expect(kinds([one, two, undo('abcdef1')])).toEqual(['none', 'none', 'none']);
    expect(kinds([one, two, undo('abcdef12')])).toEqual(['none', 'reverted', 'none']);
  });

  it('does not label a change that undoes its own commit', () => {
    const inner = [{ id: id('1'), message: 'Try it' }];
    expect(
      kinds([{ id: id('2'), message: `Second thoughts\n\nThis reverts commit ${id('1')}.`, more: inner }]),
    ).toEqual(['none']);
  });

  it('finds a change by any of its commits', () => {
    const merged = { id: id('2'), message: "Merge branch 'x'", more: [{ id: id('1'), message: 'Try it' }] };
    expect(kinds([merged, { id: id('3'), message: `Undo\n\nThis reverts commit ${id('1')}.` }])[0]).toBe('reverted');
  });

  it('reverts every change of a range', () => {
    const changes = ['1', '2', '3', '4'].map((name) => ({ id: id(name), message: `Change ${name}` }));
    const undo = { id: id('9'), message: `Undo the lot\n\nThis reverts commits ${id('1')}..${id('3')}.` };
    expect(kinds([...changes, undo])).toEqual(['none', 'reverted', 'reverted', 'none', 'none']);
  });

  it('calls young changes without a statement censored, whatever a wrong clock says', () => {
    const days = [0, 50, null, 2000, 86, 87, 100];
    const changes = days.map((day, at) => statement({ id: id(String(at)), message: `Change ${at}`, day }, at));
    const found = labelChanges(changes).map(({ kind }) => kind);
    expect(found).toEqual(['none', 'none', 'none', 'none', 'none', 'censored', 'censored']);
  });

  it('calls everything censored where no time is known', () => {
    expect(labelChanges([statement({ ...add, day: null }, 0)])[0]?.kind).toBe('censored');
  });

  it('never lets a change reach forward: what lands later only ever adds to what is known', () => {
    const names = [...'123456789abcdef'];
    const message = fc.oneof(
      fc.constantFrom(...names).map((name) => `Undo\n\nThis reverts commit ${id(name)}.`),
      fc.constantFrom(...names).map((name) => `Repair\n\nFixes: ${id(name)}`),
      fc.constantFrom(...names).map((name) => `Revert "Change ${name}"`),
      fc.constantFrom(...names).map((name) => `Reapply "Change ${name}"`),
    );
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: names.length }), (messages) => {
        const changes = messages.map((text, at) => statement({ id: id(names[at] ?? ''), message: text }, at));
        const order = new Map(changes.map(({ commit }, at) => [commit, at]));
        labelChanges(changes).forEach(({ by }, at) => {
          for (const other of by) expect(order.get(other)).toBeGreaterThan(at);
        });
        // The newest change is known by nobody yet.
        expect(labelChanges(changes).at(-1)?.kind).toBe('censored');
      }),
    );
  });

  it('stays quick on a history that only ever reverts the same change', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => ({
      id: (at + 1).toString(16).padStart(8, '0').padEnd(40, 'e') as CommitId,
      message: 'Revert "Change"\n\nThis reverts commit 00000001.',
    }));
    const label = labelChanges(many.map(statement))[0];
    expect(label?.kind).toBe('reverted');
    expect(label?.by).toHaveLength(20);
  });
});
