import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/command-line.ts';
import { misfits } from '../support/document.ts';
import { removeFolders, type TestRepository, temporaryFolder } from '../support/git-repository.ts';
import { makeSmallRepository } from '../support/small-repository.ts';

let repository: TestRepository;
beforeAll(() => {
  repository = makeSmallRepository();
});
afterAll(removeFolders);

const at = (...argv: string[]) => run(argv, { cwd: repository.path });

describe('help', () => {
  it('is data on stdout, lists every command with examples first, and exits 0', async () => {
    const { exit, out, err } = await at('--help');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out.indexOf('Examples:')).toBeLessThan(out.indexOf('Options:'));
    for (const name of [
      'scan',
      'check',
      'explain',
      'replay',
      'provenance',
      'policy',
      'init',
      'doctor',
      'schema',
      'completion',
    ]) {
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(out).not.toContain('default: []');
  });

  it.each([
    ['check'],
    ['explain'],
    ['replay'],
    ['provenance', 'record'],
    ['policy', 'test'],
    ['init'],
    ['doctor'],
    ['schema'],
  ])('of %s %s names the options that every command takes', async (...argv) => {
    const { exit, out } = await at(...argv, '--help');
    expect(exit).toBe(0);
    for (const option of ['--repository', '--json', '--no-color']) expect(out).toContain(option);
    expect(out).not.toContain('default: []');
  });

  it('prints the version', async () => {
    expect(await at('--version')).toEqual({ exit: 0, out: '0.0.0-test\n', err: '' });
  });
});

describe('a wrong command line', () => {
  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an unknown command near a known one', ['chek'], /check/],
    ['an unknown command near a known one, with its option', ['replya', '--open'], /replay/],
    ['an unknown command below a noun', ['provenance', 'shwo'], /show/],
    ['an unknown command below another noun', ['policy', 'lnit'], /lint/],
    ['a noun alone', ['provenance'], /show/],
    ['an unknown option below a noun', ['flags', 'evaluate', 'a', '--key', 'b'], /firebreak flags evaluate --help/],
    ['an unknown option near a known one', ['check', '--bsae', 'main'], /--base/],
    ['an unknown option of no command', ['--jsno'], /--json/],
    ['an option without its value', ['check', '--base'], /--base/],
    ['an unknown format', ['check', '--format', 'jsn'], /json/],
    ['a format of another command', ['scan', '--format', 'sarif'], /text, json, markdown/],
    ['a format that doctor does not have', ['doctor', '--format', 'junit'], /text, json/],
    ['a format that policy lint does not have', ['policy', 'lint', '--format', 'sarif'], /text, json/],
    ['a format with an empty file', ['check', '--format', 'json='], /json=FILE/],
    ['two formats for stdout', ['check', '--format', 'json', '--format', 'text'], /only one/],
    ['two changes at once', ['check', '--staged', '--range', 'a..b'], /more than one change/],
    ['a range without an end', ['check', '--range', 'main'], /A\.\.B/],
    ['two repositories', ['scan', '.', '-C', '.'], /twice/],
    ['a count that is none', ['replay', '--limit', '0'], /--limit/],
    ['a span that is none', ['scan', '--since', 'yesterday'], /90d/],
    ['a date that is none', ['scan', '--since', '2026-13-45'], /90d/],
    ['a revision and a window', ['provenance', 'show', 'HEAD', '--all'], /either/],
    ['a record without a tool', ['provenance', 'record'], /--tool/],
    ['an unknown schema near a known one', ['schema', 'decison'], /decision/],
    ['an unknown shell', ['completion', 'tcsh'], /bash/],
    ['a completion for no shell', ['completion'], /shell/],
    ['an unknown mode', ['init', '--dry-run', '--mode', 'strict'], /enforce/],
    ['nobody to answer', ['init'], /--yes/],
    ['a rule that is not there', ['explain', 'chekcout'], /checkout/],
    ['a base that is not there', ['check', '--base', 'nowhere'], /git branch --all/],
    ['a change that is not there', ['check', '--change', 'nowhere'], /git branch --all/],
    ['a branch that is not there', ['replay', '--branch', 'nowhere'], /nowhere/],
    ['a policy that is not there', ['check', '--policy', 'nowhere.yaml'], /nowhere\.yaml/],
    ['a policy that is a folder', ['check', '--policy', 'src'], /src/],
    ['a context that is not there', ['check', '--context', 'nowhere.json'], /nowhere\.json/],
    ['a policy test that is not there', ['policy', 'test', 'nowhere.test.yaml'], /nowhere/],
    ['a file that cannot be written', ['check', '--format', 'json=no/such/folder/out.json'], /no\/such\/folder/],
    ['a page that cannot be written', ['replay', '--output', 'src'], /src/],
  ];

  it.each(wrong)('%s: exit 2, a hint on stderr, and the failure as a document with --json', async (_, argv, hint) => {
    const plain = await at(...argv);
    expect({ exit: plain.exit, out: plain.out }).toEqual({ exit: expect.any(Number), out: expect.any(String) });
    expect(plain.exit, plain.err).toBeGreaterThanOrEqual(2);
    expect(plain.err).toMatch(hint);
    expect(plain.err).not.toMatch(/defect|^\s+at /m);
    const { exit, out } = await at(...argv, '--json');
    const failure = JSON.parse(out.slice(out.lastIndexOf('{\n  "schema"')));
    expect(misfits('failure', failure)).toEqual([]);
    expect(failure.exit).toBe(exit);
    expect([2, 4]).toContain(exit);
    expect(failure.kind).not.toBe('defect');
    expect(`${failure.message} ${failure.fix}`).toMatch(hint);
  });
});

describe('a path that is no repository', () => {
  it.each([
    ['does not exist', '/nowhere/at/all', 'no-such-folder'],
    ['is a file', 'readme.md', 'no-such-folder'],
  ])('%s: exit 2 and the code', async (_, path, code) => {
    for (const command of [
      ['scan', path],
      ['check', path],
      ['replay', path],
      ['doctor', path],
      ['explain', '-C', path],
    ]) {
      const { exit, out } = await at(...command, '--json');
      expect(exit).toBe(2);
      expect(JSON.parse(out)).toMatchObject({ code, exit: 2 });
    }
  });

  it('is a folder without a repository', async () => {
    const { exit, out } = await run(['check', '--json'], { cwd: temporaryFolder() });
    expect(exit).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ code: 'not-a-repository' });
  });
});
