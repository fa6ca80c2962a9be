import { describe, expect, it } from 'vitest';
import { squawkOperations } from '../../domain/operation/index.ts';
import { Fault } from '../../kernel/index.ts';
import { readSquawkReport } from './index.ts';

const DROPPED = {
  file: './db/1.sql',
  line: 0,
  column: 19,
  level: 'Warning',
  message: 'Dropping a column may break existing clients.',
  help: null,
  rule_name: 'ban-drop-column',
};

describe('a report of squawk', () => {
  it('counts lines from one and ignores members that it does not know', () => {
    const { findings, skipped } = readSquawkReport(JSON.stringify([{ ...DROPPED, novelty: 1 }]));
    expect(findings).toMatchObject([{ path: 'db/1.sql', line: 1, rule: 'ban-drop-column' }]);
    expect(skipped).toBe(0);
  });

  it('counts entries that do not fit', () => {
    expect(readSquawkReport(JSON.stringify([DROPPED, { file: 1 }, null])).skipped).toBe(2);
  });

  it.each(['', 'no JSON', '{}', '7'])('is refused where it is none: %j', (text) => {
    expect(() => readSquawkReport(text)).toThrow(Fault);
  });

  it('becomes operations where a rule is about what a statement does, not about style', () => {
    const { findings } = readSquawkReport(JSON.stringify([DROPPED, { ...DROPPED, rule_name: 'prefer-text-field' }]));
    expect(squawkOperations(findings)).toMatchObject([
      { source: 'scanner', rule: 'squawk/ban-drop-column', effects: ['data-losing', 'old-code-breaking'] },
    ]);
  });

  it('knows no rule by a name of JavaScript', () => {
    const { findings } = readSquawkReport(JSON.stringify([{ ...DROPPED, rule_name: 'constructor' }]));
    expect(squawkOperations(findings)).toEqual([]);
  });
});
