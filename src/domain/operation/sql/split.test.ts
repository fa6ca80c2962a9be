import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect } from './model.ts';
import { splitStatements } from './split.ts';

const DIALECTS: readonly (Dialect | null)[] = ['postgresql', 'mysql', 'sqlite', 'tsql', 'oracle', 'other', null];
const PIECES = [
  "'",
  '"',
  '`',
  '$$',
  '$a$',
  '--',
  '/*',
  '*/',
  '\n',
  ';',
  '\\',
  '[',
  ']',
  'BEGIN',
  ' END',
  ' CREATE TRIGGER',
  'GO\n',
  'x',
  ' ',
];

describe('cutting SQL into statements', () => {
  it('gives each statement with the line of its first word', () => {
    const text = "-- one\n\nDROP TABLE a;\nSELECT ';' ;\n\n/* x */ TRUNCATE b";
    expect(splitStatements(text, 'postgresql')).toEqual([
      { text: 'DROP TABLE a', line: 3 },
      { text: "SELECT ';'", line: 4 },
      { text: 'TRUNCATE b', line: 6 },
    ]);
  });

  it('keeps every word that stands outside of comments', () => {
    const word = fc.constantFrom('drop', 'table', 'a', '(', ')', ',', '1');
    fc.assert(
      fc.property(fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { maxLength: 8 }), (statements) => {
        const texts = statements.map((words) => words.join(' '));
        expect(splitStatements(texts.join(' /* c; */;\n-- d;\n'), 'postgresql').map((each) => each.text)).toEqual(
          texts,
        );
      }),
    );
  });

  it('ends on any text, with lines that the text has', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }),
        fc.constantFrom(...DIALECTS),
        (pieces, dialect) => {
          const text = pieces.join('');
          const lines = text.split('\n');
          for (const statement of splitStatements(text, dialect)) {
            expect(statement.line).toBeGreaterThanOrEqual(1);
            expect(statement.line).toBeLessThanOrEqual(lines.length);
          }
        },
      ),
    );
  });

  it.each([
    "'",
    '"',
    '`',
    '$$',
    '$a$b',
    '/*',
    '/**/',
    '--',
    '[',
    "'\\",
    "E'\\'",
    ';',
    'a\n',
    '\nGO\n',
    'BEGIN ',
    'CREATE TRIGGER BEGIN ',
  ])(
    'takes two hundred thousand letters of %j in one pass',
    (piece) => {
      // Who passes over them again for each letter needs minutes for that; one pass is done in a fraction of a second.
      const text = piece.repeat(Math.ceil(200_000 / piece.length));
      for (const dialect of DIALECTS) expect(splitStatements(text, dialect).length).toBeLessThanOrEqual(text.length);
    },
    20_000,
  );
});
