import { afterEach, describe, expect, it } from 'vitest';
import { terminalIo } from './terminal.ts';

const { stdout, stderr } = process;
const told = [stdout.columns, stderr.columns] as const;

afterEach(() => {
  [stdout.columns, stderr.columns] = told;
});

describe('the terminal', () => {
  it.each([
    [120, 100, 120],
    [0, 100, 100],
    [0, 0, 80],
  ])('of %i and %i columns is taken to have %i', (out, err, columns) => {
    stdout.columns = out;
    stderr.columns = err;
    expect(terminalIo(new AbortController().signal).columns).toBe(columns);
  });
});
