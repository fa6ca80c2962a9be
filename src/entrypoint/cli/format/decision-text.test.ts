import { describe, expect, it } from 'vitest';
import { allowedDecision, blockerOf, decisionOf } from '../../../../test/format/decision.ts';
import { formatDecision } from './index.ts';
import { textWidth } from './layout.ts';

const text = (document = decisionOf(), options: { color?: boolean; width?: number } = {}): string =>
  formatDecision({ format: 'text', documents: [document], color: false, width: 80, ...options });

describe('decision text', () => {
  it('starts with the verdict and ends with the next command', () => {
    const lines = text().trimEnd().split('\n');
    expect(lines[0]).toMatch(/^HELD {2}/);
    expect(lines.at(-1)?.trim()).toBe('firebreak signoff request --level senior');
  });

  it('names rule, reason, facts, place, who can clear it and the command of an enforced blocker', () => {
    const shown = text();
    for (const part of ['tier0-senior', 'cannot be taken back', 'blast_radius.tier = 0', 'pricing/rules.ts:12']) {
      expect(shown).toContain(part);
    }
    expect(shown).toContain('any senior or above');
    expect(shown).toContain('run   firebreak signoff request --level senior');
  });

  it.each([40, 80, 120])('keeps within %i columns except for what must stay copyable', (width) => {
    const long = 'a rather long sentence about prices '.repeat(8);
    const shown = text(decisionOf({ blockers: [blockerOf({ message: long, because: long, how: long })] }), { width });
    const wide = shown.split('\n').filter((line) => textWidth(line) > width);
    expect(wide.every((line) => /firebreak signoff|pricing\//.test(line))).toBe(true);
  });

  it('uses colour only when asked', () => {
    expect(text()).not.toContain('\u001b');
    expect(text(decisionOf(), { color: true })).toContain('\u001b[');
  });

  it('says what would happen with every rule enforced when nothing is enforced', () => {
    const shown = text(allowedDecision({ would_decide: 'hold', would_exit: 3 }));
    expect(shown).toContain('it would be held');
    expect(shown).toContain('exit 0 · with every rule enforced it would be held (exit 3)');
  });

  it('does not call a change checked that no rule looked at', () => {
    expect(text(allowedDecision({ rules: [] }))).toContain('nothing was checked');
  });

  it('names what was not seen, what is not known and a policy that the change edits', () => {
    const shown = text(
      decisionOf({
        change: { ...decisionOf().change, gaps: [{ code: 'shallow-clone', message: 'history is cut' }] },
        unknown_facts: [{ fact: 'change.lines', why: 'a binary file' }],
        policy: { ...decisionOf().policy, edited_by_change: true },
      }),
    );
    for (const part of ['history is cut (shallow-clone)', 'change.lines: a binary file', 'judged by the']) {
      expect(shown).toContain(part);
    }
  });

  it('says once why several facts are unknown', () => {
    const why = 'there is no catalog';
    const unknown_facts = ['catalog.tier', 'catalog.owners'].map((fact) => ({ fact, why }));
    expect(text(decisionOf({ unknown_facts }))).toContain(
      'Not known catalog.tier, catalog.owners: there is no catalog',
    );
  });

  it('ends several documents with a count of each verdict', () => {
    const shown = formatDecision({
      format: 'text',
      documents: [decisionOf(), allowedDecision()],
      color: false,
      width: 80,
    });
    expect(shown.trimEnd().split('\n').at(-1)).toBe('2 changes · 1 held · 1 allowed');
  });
});
