import { describe, expect, it } from 'vitest';
import { loadPostgresParser, parserOf } from './index.ts';

describe('the parser of PostgreSQL', () => {
  it('gives the tree of every statement', async () => {
    const parser = await loadPostgresParser();
    const tree = parser?.parse('DROP TABLE a; SELECT 1');
    expect(tree?.kind === 'parsed' && tree.statements.map((each) => Object.keys(each)[0])).toEqual([
      'DropStmt',
      'SelectStmt',
    ]);
  });

  it('refuses what is no PostgreSQL, and goes on after it', async () => {
    const parser = await loadPostgresParser();
    expect(parser?.parse('DORP TABLE a').kind).toBe('refused');
    expect(parser?.parse('DROP TABLE a').kind).toBe('parsed');
  });

  it('refuses a NUL, after which the library would read no further', async () => {
    const parser = await loadPostgresParser();
    expect(parser?.parse('SELECT 1\0; DROP TABLE orders').kind).toBe('refused');
  });

  it('refuses a nesting that would exhaust the library', async () => {
    const parser = await loadPostgresParser();
    const tree = parser?.parse(`SELECT ${'('.repeat(30_000)}1${')'.repeat(30_000)}`);
    expect(tree?.kind).toBe('refused');
    expect(parser?.parse('DROP TABLE a').kind).toBe('parsed');
  });

  it('trusts the library no more once its stack ran over', () => {
    let calls = 0;
    const parser = parserOf({
      loadModule: () => Promise.resolve(),
      parseSync: () => {
        calls += 1;
        throw new RangeError('Maximum call stack size exceeded');
      },
    });
    expect(parser.parse('SELECT 1').kind).toBe('refused');
    expect(parser.parse('SELECT 2').kind).toBe('refused');
    expect(calls).toBe(1);
  });
});
