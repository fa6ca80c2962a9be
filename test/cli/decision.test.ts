import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/command-line.ts';
import { misfits } from '../support/document.ts';
import { removeFolders, type TestRepository, temporaryFolder } from '../support/git-repository.ts';
import { makeSmallRepository, SMALL_CONFIGURATION } from '../support/small-repository.ts';

let repository: TestRepository;
beforeAll(() => {
  repository = makeSmallRepository();
});
afterAll(removeFolders);

const at = (...argv: string[]) => run(argv, { cwd: repository.path });
const commit = (name: string) => repository.git('rev-parse', name).trim();

async function json(...argv: string[]) {
  const { exit, out, err } = await at(...argv, '--json');
  const document = JSON.parse(out);
  expect(misfits('decision', document), err).toEqual([]);
  expect(document.exit).toBe(exit);
  return document;
}

describe('check', () => {
  it.each([
    ['allowed', 0, 'allow', []],
    ['blocked', 1, 'block', ['no-key']],
    ['held', 3, 'hold', ['checkout/signoff-senior']],
  ] as const)('of the branch %s exits %i', async (branch, exit, decision, codes) => {
    const document = await json('check', '--base', 'main', '--head', branch);
    expect(document).toMatchObject({
      exit,
      decision,
      change: { kind: 'branch', head_branch: branch, base_branch: 'main' },
    });
    expect(document.blockers.map(({ code }: { code: string }) => code)).toEqual(codes);
  });

  it('takes the checked-out branch, from a subfolder and by a path as well', async () => {
    expect(await json('check')).toMatchObject({ exit: 3, change: { head_branch: 'held' } });
    for (const [argv, cwd] of [
      [['check', '--json'], join(repository.path, 'src/checkout')],
      [['check', repository.path, '--json'], '/'],
      [['check', '-C', 'src', '--json'], repository.path],
    ] as const) {
      expect((await run(argv, { cwd })).exit).toBe(3);
    }
  });

  it('judges a range, a landed change and what is staged', async () => {
    expect(await json('check', '--range', 'main..blocked')).toMatchObject({ exit: 1, change: { kind: 'range' } });
    expect(await json('check', '--range', 'main...allowed')).toMatchObject({ exit: 0 });
    const merge = commit('main~3');
    expect(await json('check', '--change', `${merge}^2`)).toMatchObject({
      change: { kind: 'landed', landing: 'merge', head: merge, pull_request: '2', title: 'Add a filter' },
    });
    writeFileSync(join(repository.path, 'other.pem'), 'key\n');
    repository.git('add', 'other.pem');
    const staged = await json('check', '--staged');
    repository.git('reset', '--quiet', '--hard');
    expect(staged).toMatchObject({ exit: 1, change: { kind: 'staged', head: null } });
    expect(staged.unknown_facts.map(({ fact }: { fact: string }) => fact)).toContain('change.title');
  });

  it('works on a bare repository and on a linked work tree', async () => {
    const folder = temporaryFolder();
    const bare = join(folder, 'bare.git');
    repository.git('clone', '--quiet', '--bare', '.', bare);
    repository.git('worktree', 'add', '--quiet', '--detach', join(folder, 'linked'), 'blocked');
    for (const path of [bare, join(folder, 'linked')]) {
      expect((await run(['check', '-C', path, '--base', 'main', '--head', 'blocked'])).exit).toBe(1);
    }
    expect((await run(['check', '--json'], { cwd: join(folder, 'linked') })).exit).toBe(1);
    const staged = await run(['check', '--staged', '--json', '-C', bare]);
    expect({ exit: staged.exit, code: JSON.parse(staged.out).code }).toEqual({ exit: 2, code: 'no-index' });
  });

  it('takes a sign-off of a context file for the exact content, and no other', async () => {
    const context = join(temporaryFolder(), 'context.json');
    const signed = async (signoff: object) => {
      writeFileSync(context, JSON.stringify({ version: 1, signoffs: [{ at: '2026-01-01T00:00:00Z', ...signoff }] }));
      return (await at('check', '--context', context)).exit;
    };
    const by = { mail: 'bob@example.org' };
    expect(await signed({ by, commit: commit('held') })).toBe(0);
    expect(await signed({ by, commit: commit('main') })).toBe(3);
  });

  it('judges by a policy file of the caller with the catalog of the base', async () => {
    const policy = join(temporaryFolder(), 'policy.yaml');
    writeFileSync(
      policy,
      'version: 1\nname: own\nmode: enforce\nrules: [{ id: own, when: catalog.tier == 0, block: true, because: Mine. }]\n',
    );
    const document = await json('check', '--policy', policy);
    expect(document).toMatchObject({ exit: 1, policy: { source: policy } });
    expect(document.blockers.map(({ rule }: { rule: string }) => rule)).toEqual(['own']);
  });

  it('writes every format it is given to files before it exits with the verdict', async () => {
    const folder = temporaryFolder();
    const formats = ['text', 'compact', 'json', 'sarif', 'github', 'junit', 'markdown'];
    const { exit, out } = await at(
      'check',
      '--head',
      'blocked',
      ...formats.flatMap((format) => ['--format', `${format}=${join(folder, format)}`]),
      '--format',
      'compact',
    );
    expect(exit).toBe(1);
    for (const format of formats) expect(readFileSync(join(folder, format), 'utf8'), format).toContain('no-key');
    expect(out).toBe(readFileSync(join(folder, 'compact'), 'utf8'));
    expect(JSON.parse(readFileSync(join(folder, 'sarif'), 'utf8')).version).toBe('2.1.0');
  });

  it('exits 0 with --no-exit-code once there is a verdict, and 2 where there is none', async () => {
    expect((await at('check', '--head', 'blocked', '--no-exit-code')).exit).toBe(0);
    expect((await at('check', '--head', 'nowhere', '--no-exit-code')).exit).toBe(2);
  });

  it('takes evidence of an agent at work from the environment for what is being made, not for what has landed', async () => {
    const variables = { CLAUDECODE: '1' };
    const seen = async (...argv: string[]) => {
      const { out } = await run([...argv, '--json'], { cwd: repository.path, variables });
      return JSON.parse(out).provenance.assistance;
    };
    expect(await seen('check')).toBe('ai');
    expect(await seen('check', '--change', 'main')).toBe('unknown');
    expect(await seen('check', '--range', 'main..held')).toBe('unknown');
  });

  it('is coloured on a terminal only, and not where NO_COLOR or --no-color say so', async () => {
    const colour = '\u001b[';
    const shown = async (argv: string[], variables = {}) =>
      (await run(['check', ...argv], { cwd: repository.path, terminal: true, variables })).out.includes(colour);
    expect(await shown([])).toBe(true);
    expect(await shown(['--no-color'])).toBe(false);
    expect(await shown([], { NO_COLOR: '1' })).toBe(false);
    expect((await at('check')).out).not.toContain(colour);
  });
});

describe('explain', () => {
  it('takes the rules that matched apart, or the one that is named by its blocker', async () => {
    const all = JSON.parse((await at('explain', '--head', 'held', '--json')).out);
    expect(all.flatMap((each: unknown) => misfits('explanation', each))).toEqual([]);
    expect(all.map(({ rule }: { rule: { id: string } }) => rule.id)).toEqual(['checkout']);
    const one = JSON.parse((await at('explain', 'no-key', '--head', 'held', '--json')).out);
    expect(one).toMatchObject([{ rule: { id: 'no-key' }, outcome: 'not-matched' }]);
    const { exit, out } = await at('policy', 'explain', 'checkout/signoff-senior', '--head', 'held');
    expect(exit).toBe(0);
    expect(out).toContain('catalog.tier = 0');
  });
});

describe('policy', () => {
  it('lints the work tree, a file, and a bare repository; exit 1 on errors with their place', async () => {
    const fine = await at('policy', 'lint', '--json');
    expect({ exit: fine.exit, misfits: misfits('policy-lint', JSON.parse(fine.out)) }).toEqual({
      exit: 0,
      misfits: [],
    });
    const broken = join(temporaryFolder(), 'firebreak.yaml');
    writeFileSync(broken, SMALL_CONFIGURATION.replace('mode: enforce', 'moed: enforce'));
    const { exit, out } = await at('policy', 'lint', broken);
    expect(exit).toBe(1);
    expect(out).toMatch(/firebreak\.yaml:8:3: error: "moed" .*\n +did you mean mode\?/);
    const bare = join(temporaryFolder(), 'bare.git');
    repository.git('clone', '--quiet', '--bare', '.', bare);
    expect((await run(['policy', 'lint', '-C', bare])).exit).toBe(0);
  });

  it('runs the tests beside the policy: exit 1 with the difference where one fails', async () => {
    expect(JSON.parse((await at('policy', 'test', '--json')).out)).toMatchObject({ code: 'no-policy-tests' });
    mkdirSync(join(repository.path, '.firebreak'));
    const file = join(repository.path, '.firebreak/policy.test.yaml');
    const cases = (expected: string) =>
      `version: 1\npolicy: ../firebreak.yaml\ncases:\n  - name: a key\n    facts: { change: { paths: [a.pem] }, catalog: { tier: 2 }, provenance: { assistance: human } }\n    expect: ${expected}\n`;
    writeFileSync(file, cases('block'));
    const passed = await at('policy', 'test', '--json');
    expect({ exit: passed.exit, misfits: misfits('policy-test-report', JSON.parse(passed.out)) }, passed.out).toEqual({
      exit: 0,
      misfits: [],
    });
    writeFileSync(file, cases('allow'));
    const failed = await at('policy', 'test', '.firebreak/policy.test.yaml');
    rmSync(join(repository.path, '.firebreak'), { recursive: true });
    expect(failed.exit).toBe(1);
    expect(failed.out).toMatch(/FAIL .*a key/);
  });
});
