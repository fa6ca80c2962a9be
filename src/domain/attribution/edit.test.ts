import { describe, expect, it } from 'vitest';
import { editOf } from './edit.ts';
import { matchMechanisms } from './mechanism.ts';
import type { CandidateChange } from './model.ts';
import type { Symptom } from './symptom.ts';
import { matchTexts } from './text-match.ts';

const edit = (diff: string | null, title = '') => {
  const change: CandidateChange = {
    id: 'x',
    kind: 'code',
    service: null,
    madeAt: null,
    effectiveAt: [],
    title,
    files: [],
    diff,
  };
  return editOf(change);
};
const symptom = (text: string, words: readonly string[]): Symptom => ({
  texts: [{ text, weight: 1, source: 'log' }],
  words: new Map(words.map((word) => [word, 1])),
});

describe('editOf', () => {
  it('counts words that a change has more or less often, and hardly those that only moved', () => {
    const moved = edit('-\treturn drop("basket", voucher)\n+\treturn wrap("basket", voucher)');
    expect([...moved.changed].sort()).toEqual(['drop', 'wrap']);
    expect(moved.words.get('voucher')).toBeLessThan(0.3);
    expect(edit('-\tcheck(voucher)\n').removed.has('voucher')).toBe(true);
  });

  it('counts the name of a setting whose value is changed', () => {
    const changed = edit('-  acquire_wait: 4000\n+  acquire_wait: 250\n');
    expect(changed.changed.has('acquire')).toBe(true);
    expect(changed.hazard).toBe('number-changed');
  });

  it('sees a safeguard that is taken away, not one that is added', () => {
    expect(edit('-\tif found == nil { return }\n+\tuse(found)\n').hazard).toBe('guard-removed');
    expect(edit('+\tif found == nil { return }\n').hazard).toBeNull();
  });

  it('tells a difference that is not at hand from an empty symptom', () => {
    expect(edit(null).isReadable).toBe(false);
    expect(edit('+x').isReadable).toBe(true);
  });
});

describe('matchTexts', () => {
  const heard = symptom('', ['voucher', 'basket']);

  it('ranks what changes the words of the symptom above what moves them', () => {
    const [changes, moves, silent] = matchTexts(
      [edit('-voucher basket\n+coupon'), edit('-drop(voucher, basket)\n+wrap(voucher, basket)'), edit('-a1\n+b1')],
      heard,
      [],
    );
    expect(changes?.coverage).toBeGreaterThan((moves?.coverage ?? 1) + 0.2);
    expect(moves?.changed).toBe(0);
    expect(silent?.coverage).toBe(0);
  });

  it('lets a word that every candidate has tell little', () => {
    const alone = matchTexts([edit('-voucher'), edit('-other'), edit('-third')], heard, [])[0]?.coverage ?? 0;
    const shared = matchTexts([edit('-voucher'), edit('-voucher'), edit('-voucher')], heard, [])[0]?.coverage ?? 1;
    expect(alone).toBeGreaterThan(2 * shared);
  });
});

describe('candidates after the symptom', () => {
  it('make no word frequent: the reversal of a culprit has all of its words', () => {
    const edits = [edit('-voucher basket'), edit('+voucher basket'), edit('-third')];
    const heard = symptom('', ['voucher', 'basket']);
    const [free] = matchTexts(edits, heard, [true, false, true]);
    const [crowded] = matchTexts(edits, heard, [true, true, true]);
    expect(free?.coverage).toBeGreaterThan(crowded?.coverage ?? 1);
  });
});

describe('matchMechanisms', () => {
  it('joins a symptom with the kind of edit that brings it about, in other words', () => {
    const heard = symptom('could not acquire connection from pool', []);
    const [leak, style] = matchMechanisms(
      [edit('-\tdefer rows.Close()\n+\tgo stream(rows)\n'), edit('-blue\n+teal')],
      heard,
      [],
    );
    expect(leak?.id).toBe('pool');
    expect(leak?.strength).toBeGreaterThan(0.6);
    expect(style).toEqual({ strength: 0, id: null, text: null });
  });
});
