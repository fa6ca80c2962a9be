import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryOf } from '../../../../test/format/arbitrary.ts';
import { recordsOf, replayOf, scanOf, shareOf } from '../../../../test/format/report.ts';
import { type ReplayReport, replayReport } from '../../../contract/index.ts';
import { formatProvenance, formatReplay, formatScan } from './index.ts';
import { textWidth } from './layout.ts';
import { duration, percent, shareText } from './number.ts';

const layout = { color: false, width: 80 };

describe('scan text', () => {
  it.each([60, 80, 100, 140])('keeps within %i columns', (width) => {
    const lines = formatScan({ format: 'text', report: scanOf(), color: false, width }).split('\n');
    expect(lines.filter((line) => textWidth(line) > width)).toEqual([]);
  });

  it('ends with the next command', () => {
    const lines = formatScan({ ...layout, format: 'text', report: scanOf() })
      .trimEnd()
      .split('\n');
    expect(lines.at(-1)?.trim()).toBe('firebreak replay --open');
  });

  it('gives rates with their interval, and says where there is not enough data for one', () => {
    const many = formatScan({ ...layout, format: 'text', report: scanOf() });
    expect(many).toContain('37 % (31–44 %)');
    expect(many).toContain('4 of 14, too few for a rate');
    const thin = scanOf({ window: { ...scanOf().window, changes: 7 } });
    expect(formatScan({ ...layout, format: 'text', report: thin })).toMatch(/not enough data for\s+rates/);
    const few = scanOf({ gate: { ...scanOf().gate, held: shareOf(2, 7) } });
    const text = formatScan({ ...layout, format: 'text', report: few });
    expect(text).toMatch(/held +2 {2}of 7\n/);
  });

  it('says so when there is nothing to show', () => {
    const report = scanOf({ window: { changes: 0, commits: 0, first: null, last: null }, notes: ['No commits yet.'] });
    const text = formatScan({ ...layout, format: 'text', report });
    expect(text).toContain('no landed changes found');
    expect(text).toContain('No commits yet.');
    expect(text).not.toContain('Gate');
  });
});

describe('replay text', () => {
  it.each([80, 100])('keeps within %i columns', (width) => {
    const lines = formatReplay({ format: 'text', report: replayOf(), color: false, width }).split('\n');
    expect(lines.filter((line) => textWidth(line) > width)).toEqual([]);
  });

  it('sets harm held beside its price, the budget and the strategies', () => {
    const text = formatReplay({ ...layout, format: 'text', report: replayOf() });
    for (const part of [
      '30 of 43, 70 % (55–81 %)',
      '141 of 1,090',
      'over the budget of 30',
      'senior for every AI change',
    ]) {
      expect(text).toContain(part);
    }
  });
});

describe('capture', () => {
  it.each(['text', 'markdown'] as const)('is a small table with its intervals in %s', (format) => {
    const text = formatReplay({ ...layout, format, report: replayOf() }).replace(/\s+/g, ' ');
    for (const part of [
      '17/43, 40 % (26–54 %)',
      '13/43',
      'risk 0.74 (0.66–0.81), size 0.69',
      'of like size 0.58',
      'the highest 50 %',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('says so where risk is not known or the harmed are few, and is silent without any', () => {
    const { rows, minimum_harm } = replayOf().capture;
    const unranked = rows.map((row) => ({ ...row, by_risk: shareOf(0, 0), by_size: shareOf(9, 12) }));
    const without = formatReplay({
      ...layout,
      format: 'text',
      report: replayOf({ capture: { n_harm: 12, minimum_harm, rows: unranked, auc: null } }),
    });
    expect(without).toContain('not known');
    expect(without).toContain('too few to say');
    const told = formatReplay({
      ...layout,
      format: 'text',
      report: replayOf({ capture: { n_harm: 5, minimum_harm, rows: [], auc: null } }),
    }).replace(/\s+/g, ' ');
    expect(told).toContain('not enough data, 5 harmful changes of known rank of at least 10');
    expect(told).not.toContain('the highest');
    const calm = replayOf({ capture: { n_harm: 0, minimum_harm, rows: [], auc: null } });
    expect(formatReplay({ ...layout, format: 'text', report: calm })).not.toContain('Caught when');
  });
});

describe('replay as CSV', () => {
  const csv = (report: ReplayReport): string[][] => readCsv(formatReplay({ ...layout, format: 'csv', report }));

  it('has a head and a row per change', () => {
    const [head, row] = csv(replayOf());
    expect(head?.slice(0, 3)).toEqual(['commit', 'title', 'pull_request']);
    expect(row?.slice(1, 3)).toEqual(['Cache price rules, "fast"', '412']);
  });

  it('keeps its columns and holds no formula, whatever a change is called', () => {
    fc.assert(
      fc.property(arbitraryOf(replayReport), (report) => {
        const rows = csv(report);
        expect(rows).toHaveLength(report.changes.length + 1);
        expect(rows.every((row) => row.length === rows[0]?.length)).toBe(true);
        const cells = rows.slice(1).flat();
        expect(cells.filter((cell) => /^[=+\-@]/.test(cell) && Number.isNaN(Number(cell)))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('provenance', () => {
  it('says with what evidence, and that none is not human', () => {
    const text = formatProvenance({ ...layout, format: 'text', records: recordsOf() });
    expect(text).toContain('with AI (declared): Claude Code claude-opus-4.5');
    expect(text).toContain('unknown: no evidence found');
  });

  it('writes the five keys per line, the same in one batch or in many', () => {
    const ndjson = (records: ReturnType<typeof recordsOf>): string =>
      formatProvenance({ ...layout, format: 'ndjson', records });
    const all = ndjson(recordsOf());
    expect(all).toBe(
      recordsOf()
        .map((record) => ndjson([record]))
        .join(''),
    );
    for (const line of all.trimEnd().split('\n')) {
      expect(Object.keys(JSON.parse(line))).toEqual(['commit', 'assistance', 'evidence', 'tools', 'where']);
    }
  });
});

describe('numbers', () => {
  it('never turn something into nothing or nearly all into all', () => {
    expect([0, 0.0001, 0.004, 0.05, 0.5, 0.9994, 1].map(percent)).toEqual([
      '0 %',
      '0.01 %',
      '0.4 %',
      '5.0 %',
      '50 %',
      '99.9 %',
      '100 %',
    ]);
  });

  it('carry their count, and a rate only where the count allows one', () => {
    expect(shareText(shareOf(0, 0))).toBe('none to count');
    expect(shareText(shareOf(4, 19))).toBe('4 of 19, too few for a rate');
    expect(shareText(shareOf(10, 100))).toBe('10 of 100, 10 % (5.5–17 %)');
  });

  it('name durations in the units a person would', () => {
    expect([420, 12_300, 125_000, 3_780_000].map(duration)).toEqual(['0.4 s', '12 s', '2 min 5 s', '1 h 3 min']);
  });
});

/** Reads RFC 4180 rows that end in line feeds. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quoted && character === '"' && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === ',' || character === '\n')) {
      row.push(cell);
      cell = '';
      if (character === '\n') {
        rows.push(row);
        row = [];
      }
    } else cell += character;
  }
  return rows;
}
