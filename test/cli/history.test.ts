import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/command-line.ts';
import { misfits } from '../support/document.ts';
import {
  makeRepository,
  removeFolders,
  repositoryAt,
  type TestRepository,
  temporaryFolder,
} from '../support/git-repository.ts';
import { makeSmallRepository } from '../support/small-repository.ts';

let repository: TestRepository;
beforeAll(() => {
  repository = makeSmallRepository();
});
afterAll(removeFolders);

const at = (...argv: string[]) => run(argv, { cwd: repository.path });
/** Landed changes of the small repository. */
const LANDED = 6;

describe('scan', () => {
  it('is what runs without a command, and fits its schema', async () => {
    const bare = await at('--json');
    const named = await at('scan', '--json');
    const report = JSON.parse(named.out);
    expect({ exit: named.exit, misfits: misfits('scan', report) }).toEqual({ exit: 0, misfits: [] });
    expect(JSON.parse(bare.out)).toEqual({ ...report, elapsed_ms: expect.any(Number) });
    expect(report).toMatchObject({
      window: { changes: LANDED },
      landing: { merge: 1, squash: 1, 'rebase-series': 1, direct: 3 },
      provenance: { ai: { count: 1 }, tools: [{ name: 'Claude Code', changes: 1 }] },
    });
  });

  it.each([['text'], ['markdown']])('writes %s without a control character', async (format) => {
    const { exit, out } = await at('scan', '--format', format);
    expect(exit).toBe(0);
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('counts within --since, --limit and --branch', async () => {
    const changes = async (...argv: string[]) => JSON.parse((await at('scan', '--json', ...argv)).out).window.changes;
    expect(await changes('--limit', '2')).toBe(2);
    expect(await changes('--since', '2020-01-01')).toBe(LANDED);
    expect(await changes('--since', '2025-01-01')).toBe(0);
    expect(await changes('--branch', 'blocked', '--limit', '100')).toBe(LANDED + 1);
  });

  it('says what to do where there is no commit', async () => {
    const { exit, out } = await run(['scan', '--json', '-C', makeRepository().path]);
    expect(exit).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ code: 'empty-repository' });
  });
});

describe('replay', () => {
  it('writes every format, and the page to a file', async () => {
    const folder = temporaryFolder();
    const page = join(folder, 'page.html');
    const { exit, out, err } = await at(
      'replay',
      '--json',
      '--output',
      page,
      '--format',
      `csv=${join(folder, 'csv')}`,
      '--format',
      `markdown=${join(folder, 'markdown')}`,
      '--format',
      `html=${join(folder, 'html')}`,
      '--format',
      `text=${join(folder, 'text')}`,
    );
    const report = JSON.parse(out);
    expect({ exit, misfits: misfits('replay', report) }).toEqual({ exit: 0, misfits: [] });
    expect(report.changes).toHaveLength(LANDED);
    expect(err).toContain(page);
    expect(readFileSync(join(folder, 'csv'), 'utf8').trim().split('\n')).toHaveLength(LANDED + 1);
    expect(readFileSync(join(folder, 'html'), 'utf8')).toBe(readFileSync(page, 'utf8'));
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/i);
    expect(readFileSync(join(folder, 'text'), 'utf8')).toContain('checkout');
  });

  it('finds what was reverted and what would have held it', async () => {
    const { totals, changes } = JSON.parse((await at('replay', '--json')).out);
    expect(totals).toMatchObject({ reverted: 1, reverted_held: { count: 1, n: 1 } });
    const reverted = changes.find(({ label }: { label: string }) => label === 'reverted');
    expect(reverted).toMatchObject({ pull_request: '1', decision: 'hold', tier: 0 });
    expect(reverted.labelled_by).toEqual([repository.git('rev-parse', 'main').trim()]);
  });

  it('works on a path, a bare clone and a shallow one, which says so', async () => {
    const folder = temporaryFolder();
    repository.git('clone', '--quiet', '--bare', '--branch', 'main', '.', join(folder, 'bare.git'));
    repository.git(
      'clone',
      '--quiet',
      '--depth=3',
      `file://${repository.path}`,
      '--branch',
      'main',
      join(folder, 'cut'),
    );
    expect(JSON.parse((await run(['replay', join(folder, 'bare.git'), '--json'])).out).changes).toHaveLength(LANDED);
    const cut = await run(['replay', join(folder, 'cut'), '--json']);
    expect(cut.exit).toBe(0);
    expect(JSON.parse(cut.out).limits.join()).toMatch(/cut|shallow/);
  });
});

describe('replay --against', () => {
  const rulesIn = (folder: string, name: string, when: string) => {
    const file = join(folder, name);
    const rule = `  - id: ${name.replace('.yaml', '')}\n    when: ${when}\n    require: { signoffs: [{ count: 1, level: senior }] }\n    because: A trial.\n`;
    writeFileSync(file, `version: 1\nrules:\n${rule}`);
    return file;
  };

  it('says in one pass what two replays say, and every flip has a command that explains it', async () => {
    const folder = temporaryFolder();
    const all = rulesIn(folder, 'all.yaml', 'change.files >= 0');
    const none = rulesIn(folder, 'none.yaml', 'change.files > 1000');
    const both = await at('replay', '--json', '--policy', all, '--against', none);
    const report = JSON.parse(both.out);
    expect({ exit: both.exit, misfits: misfits('replay', report) }).toEqual({ exit: 0, misfits: [] });
    const { difference, ...alone } = report;
    expect(misfits('policy-difference', difference)).toEqual([]);
    const own = JSON.parse((await at('replay', '--json', '--policy', all)).out);
    const other = JSON.parse((await at('replay', '--json', '--policy', none)).out);
    expect({ ...alone, made_at: '' }).toEqual({ ...own, made_at: '', difference: undefined });
    expect(difference).toMatchObject({
      kinds: { 'newly-held': LANDED, 'newly-freed': 0 },
      held: { policy: own.totals.held.count, against: other.totals.held.count },
      senior_minutes: { policy: own.totals.senior_minutes, against: other.totals.senior_minutes },
      delay: { policy: own.totals.delay, against: other.totals.delay },
    });
    for (const flip of difference.flips) {
      const [, ...words] = flip.explain;
      expect((await at(...words)).out).toContain(`${flip.rules[0].rule}  unsatisfied`);
    }
    const csv = (await at('replay', '--format', 'csv', '--policy', all, '--against', none)).out.split('\n');
    expect(csv[0]).toContain('flip,flip_unevaluable,flip_rules,against_decision,against_senior_minutes');
    expect(csv[1]).toContain('newly-held,false,all,allow,0');
  });

  it('takes the policy of the base by name or by leaving one out, and turns round with them', async () => {
    const all = rulesIn(temporaryFolder(), 'all.yaml', 'change.files >= 0');
    const tried = JSON.parse((await at('replay', '--json', '--policy', all, '--against', 'base')).out).difference;
    const turned = JSON.parse((await at('replay', '--json', '--against', all)).out).difference;
    expect(turned.policy).toEqual(tried.against);
    expect(turned.held).toEqual({
      policy: tried.held.against,
      against: tried.held.policy,
      more: tried.held.less,
      less: tried.held.more,
    });
  });

  it('names each file that cannot be used, both at once, and one that is not there', async () => {
    const folder = temporaryFolder();
    const first = rulesIn(folder, 'first.yaml', 'change.fils > 1');
    const second = rulesIn(folder, 'second.yaml', 'change.lins > 1');
    const both = await at('replay', '--policy', first, '--against', second);
    expect(both.exit).toBe(2);
    for (const file of ['first.yaml:4:', 'second.yaml:4:']) expect(both.err).toContain(file);
    const absent = await at('replay', '--json', '--against', join(folder, 'absent.yaml'));
    expect(absent.exit).toBe(2);
    expect(JSON.parse(absent.out)).toMatchObject({ code: 'no-such-file' });
  });
});

describe('provenance', () => {
  it('prints one object a commit, with exactly five keys', async () => {
    const { exit, out } = await at('provenance', 'show', '--all', '--format', 'ndjson', '--branch', 'main');
    expect(exit).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(Number(repository.git('rev-list', '--count', 'main')));
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(['commit', 'assistance', 'evidence', 'tools', 'where']);
      for (const tool of line.tools) expect(Object.keys(tool)).toEqual(['name', 'model']);
    }
    expect(lines.filter(({ assistance }) => assistance === 'ai')).toMatchObject([
      { evidence: 'declared', tools: [{ name: 'Claude Code', model: null }] },
    ]);
    expect(lines.filter(({ assistance }) => assistance === 'human')).toEqual([]);
  });

  it('shows a revision, a range and a window, as text and as a document', async () => {
    const count = async (...argv: string[]) => {
      const document = JSON.parse((await at('provenance', 'show', '--json', ...argv)).out);
      for (const each of document.commits) expect(misfits('provenance', each)).toEqual([]);
      return document.commits.length;
    };
    expect(await count('HEAD')).toBe(1);
    expect(await count('main~1..main')).toBe(1);
    expect(await count('--limit', '3')).toBe(3);
    expect(await count()).toBeGreaterThan(5);
    expect((await at('provenance', 'show', 'main~4')).out).toContain('declared');
  });

  it('shows what a record would be, and writes a trailer only when told to', async () => {
    const clone = repositoryAt(join(temporaryFolder(), 'clone'));
    repository.git('clone', '--quiet', '--no-hardlinks', '.', clone.path);
    clone.git('config', 'user.name', 'Ann');
    clone.git('config', 'user.email', 'ann@example.org');
    clone.git('commit', '--quiet', '--allow-empty', '-m', 'Work');
    const head = () => clone.git('rev-parse', 'HEAD').trim();
    const before = head();
    const record = (...argv: string[]) =>
      run(['provenance', 'record', '--tool', 'cursor', '--model', 'gpt-5', '--json', ...argv], { cwd: clone.path });
    const preview = JSON.parse((await record()).out);
    expect(misfits('write', preview)).toEqual([]);
    expect(preview).toMatchObject({ written: false });
    expect(head()).toBe(before);
    const written = JSON.parse((await record('--write')).out);
    expect(written).toMatchObject({ written: true, files: [{ action: 'amend', content: preview.files[0].content }] });
    expect(head()).not.toBe(before);
    expect(clone.git('log', '-1', '--format=%B').trim()).toBe(preview.files[0].content.trim());
    const shown = await run(['provenance', 'show', 'HEAD', '--json'], { cwd: clone.path });
    expect(JSON.parse(shown.out).commits[0]).toMatchObject({
      assistance: 'ai',
      tools: [{ name: 'Cursor', model: 'gpt-5' }],
    });
  });

  it('writes a note only when told to, and verifies it', async () => {
    const clone = repositoryAt(join(temporaryFolder(), 'clone'));
    repository.git('clone', '--quiet', '.', clone.path);
    clone.git('config', 'user.name', 'Ann');
    clone.git('config', 'user.email', 'ann@example.org');
    clone.git('checkout', '--quiet', 'blocked');
    const record = (...argv: string[]) =>
      run(['provenance', 'record', '--tool', 'claude-code', '--note', ...argv], { cwd: clone.path });
    expect((await record()).exit).toBe(0);
    expect(clone.git('for-each-ref', 'refs/notes')).toBe('');
    expect((await record('--write')).exit).toBe(0);
    expect(clone.git('notes', '--ref', 'ai', 'list')).toContain(clone.git('rev-parse', 'HEAD').trim());
    const verified = await run(['provenance', 'verify'], { cwd: clone.path });
    expect(verified).toMatchObject({ exit: 0, err: 'no record contradicts its commit\n' });
    clone.git(
      'notes',
      '--ref',
      'ai',
      'add',
      '--force',
      '-m',
      'nowhere.ts\n  s_1::x 1-2\n---\n{"schema_version":',
      'HEAD',
    );
    const broken = await run(['provenance', 'verify', 'HEAD', '--json'], { cwd: clone.path });
    expect(broken.exit).toBe(1);
    expect(JSON.parse(broken.out).commits[0].findings.length).toBeGreaterThan(0);
  });
});

describe('schema and completion', () => {
  it('every schema that is named is valid draft-07', async () => {
    const { out } = await at('schema', '--help');
    const names = /name\s+([\s\S]*?)\(default/.exec(out)?.[1]?.trim().split(/,\s+/) ?? [];
    expect(names).toContain('configuration');
    for (const name of names) {
      const schema = JSON.parse((await at('schema', name)).out);
      expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
      expect(() => misfits(name, {})).not.toThrow();
    }
  });

  it('bash accepts its script and completes commands, subcommands and options with it', async () => {
    const { out } = await at('completion', 'bash');
    execFileSync('bash', ['-n'], { input: out });
    const complete = (...words: string[]) =>
      execFileSync(
        'bash',
        [
          '-c',
          `${out}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _firebreak; printf '%s\\n' "\${COMPREPLY[@]}"`,
          'bash',
          'firebreak',
          ...words,
        ],
        { encoding: 'utf8', cwd: temporaryFolder() },
      )
        .trim()
        .split('\n');
    expect(complete('re')).toEqual(['replay', 'review', 'recall']);
    expect(complete('provenance', 'sh')).toEqual(['show']);
    expect(complete('check', '--ba')).toEqual(['--base']);
    expect(complete('--rep')).toEqual(['--repository']);
    expect(complete('check', '--rep')).toEqual(['--repository']);
  });

  it.each([['zsh'], ['fish']])('has a script for %s that names every command', async (shell) => {
    const { exit, out } = await at('completion', shell);
    expect(exit).toBe(0);
    for (const name of ['scan', 'replay', 'doctor']) expect(out).toContain(name);
  });
});
