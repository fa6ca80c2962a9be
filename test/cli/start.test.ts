import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtProgram } from '../support/command-line.ts';
import { makeRepository, removeFolders } from '../support/git-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-start-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  removeFolders();
});

/** A copy of the built program, and the path of what V8 compiled of it. */
function copied(): { readonly start: string; readonly bundle: string; readonly code: string } {
  const home = mkdtempSync(join(folder, 'copy-'));
  const from = dirname(builtProgram());
  for (const name of readdirSync(from)) copyFileSync(join(from, name), join(home, name));
  const named = (end: string) => join(home, readdirSync(home).find((name) => name.endsWith(end)) ?? '');
  return { start: named('.mjs'), bundle: named('.cjs'), code: named('.code') };
}

const version = ({ start }: { readonly start: string }) =>
  execFileSync(process.execPath, [start, '--version'], { encoding: 'utf8' }).trim();

describe('a start of the program', { timeout: 60_000 }, () => {
  it('does without compiled code that is missing, of another program, or broken', () => {
    const whole = copied();
    const expected = version(whole);
    expect(expected).toMatch(/^\d+\.\d+\.\d+$/);
    for (const text of ['', 'no code of V8', readFileSync(whole.code).subarray(0, 1_000)]) {
      writeFileSync(whole.code, text);
      expect(version(whole)).toBe(expected);
    }
    rmSync(whole.code);
    expect(version(whole)).toBe(expected);
  });

  it('never runs code that was compiled of other text, be it of the same length', () => {
    const changed = copied();
    const text = readFileSync(changed.bundle, 'latin1');
    const { version: old } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
    const other = old.replace(/^\d/, '9');
    const body = text.replaceAll(JSON.stringify(old), JSON.stringify(other));
    // Whatever writes a bundle names its code anew; what was compiled of the old text lies beside it still.
    writeFileSync(changed.bundle, body.replace(/\/\/ code [0-9a-f]{64}\n$/, `// code ${'0'.repeat(64)}\n`));
    expect(version(changed)).toBe(other);
  });

  it('reads what stays outside of the bundle: the store is opened by code that was compiled before', () => {
    const { start, code } = copied();
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(dirname(start), 'node_modules'));
    expect(readFileSync(code).length).toBeGreaterThan(0);
    const repository = makeRepository('--bare');
    repository.import([{ id: 'start', files: { a: '1' } }]);
    const run = () =>
      execFileSync(process.execPath, [start, '-C', repository.path, 'queue', 'list'], { stdio: 'pipe' });
    expect(run).toThrow(expect.objectContaining({ status: 2, message: expect.stringContaining('there is no queue') }));
  });

  it('ends with what the program says', () => {
    const { start } = copied();
    const run = () => execFileSync(process.execPath, [start, 'no-such-command'], { stdio: 'pipe' });
    expect(run).toThrow(expect.objectContaining({ status: 2 }));
  });
});
