import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT_SCHEMAS } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { removeFolders, TEST_ENVIRONMENT, temporaryFolder } from '../support/git-repository.ts';
import { makeShopRepository } from '../support/shop-repository.ts';

afterAll(removeFolders);

const report = (cases: Readonly<Record<string, 'passed' | 'failed' | 'timeout'>>): string =>
  `<testsuite name="s">${Object.entries(cases)
    .map(([name, outcome]) => {
      const inside = {
        passed: '',
        failed: '<failure message="x">at</failure>',
        timeout: '<failure message="Timeout"/>',
      };
      return `<testcase classname="Cart" name="${name.replaceAll('"', '&quot;')}">${inside[outcome]}</testcase>`;
    })
    .join('')}</testsuite>`;

describe('firebreak flaky', () => {
  let cwd = '';
  let cache = '';
  let written = 0;
  beforeAll(() => {
    cwd = makeShopRepository().path;
  });

  const cli = (...argv: string[]) => run(argv, { cwd, variables: { FIREBREAK_CACHE: cache } });
  const json = async (...argv: string[]) => {
    const { exit, out, err } = await cli(...argv, '--json');
    expect([exit, err]).toEqual([0, '']);
    return JSON.parse(out);
  };
  const file = (cases: Parameters<typeof report>[0]): string => {
    written += 1;
    const path = join(temporaryFolder(), `TEST-${written}.xml`);
    // A report holds its time: two runs never have the same bytes.
    writeFileSync(path, `<!-- ${written} -->${report(cases)}`);
    return path;
  };
  const commit = (revision: string): string =>
    execFileSync('git', ['rev-parse', revision], { cwd, env: TEST_ENVIRONMENT, encoding: 'utf8' }).trim();

  it('learns from runs of the same commit, counts none twice, and forgets nothing between calls', async () => {
    cache = temporaryFolder();
    const first = file({ adds: 'passed', removes: 'failed', waits: 'timeout' });
    const read = await json('flaky', 'read', first, '--commit', 'HEAD', '--load', '0.9');
    expect(read).toMatchObject({
      commit: commit('HEAD'),
      tests: 3,
      passed: 1,
      failed: [{ test: 'Cart > removes' }],
      interrupted: { 'time-out': 1, 'lost-runner': 0, 'out-of-memory': 0 },
      already_known: false,
      kept: true,
      runs: 1,
    });
    expect((await json('flaky', 'read', first, '--commit', 'HEAD')).already_known).toBe(true);
    await json('flaky', 'read', file({ adds: 'passed', removes: 'passed' }), '--commit', commit('HEAD'));
    const list = await json('flaky', 'list');
    expect([list.runs, list.tests]).toEqual([2, 3]);
    expect(list.flaky[0]).toMatchObject({ test: 'Cart > removes', failures: 1, proved_flakes: 1, quarantine: null });
    const { value, low, high } = list.flaky[0].rate;
    expect(low < value && value < high && value > list.prior.mean).toBe(true);
    expect(list.flaky.map(({ test }: { test: string }) => test)).toContain('Cart > waits');
  });

  it('counts a failure on a commit that is found to be good later', async () => {
    cache = temporaryFolder();
    await json('flaky', 'read', file({ adds: 'failed' }), '--commit', 'HEAD~1');
    const before = (await json('flaky', 'list')).flaky[0];
    await json('flaky', 'read', '--commit', 'HEAD~1', '--outcome', 'good');
    const after = (await json('flaky', 'list')).flaky[0];
    expect([before.proved_flakes, after.proved_flakes]).toEqual([0, 1]);
    expect(after.rate.value).toBeGreaterThan(before.rate.value);
  });

  it('keeps documents to their schemas', async () => {
    cache = temporaryFolder();
    const { default: Ajv } = await import('ajv');
    const { default: formats } = await import('ajv-formats');
    const ajv = formats.default(new Ajv.default());
    for (let round = 0; round < 3; round += 1) {
      await json('flaky', 'read', file({ adds: round === 1 ? 'failed' : 'passed' }), '--commit', 'HEAD');
    }
    for (const [name, argv] of [
      ['flaky-read', ['flaky', 'read', file({ adds: 'failed' }), '--commit', 'HEAD']],
      ['flaky-list', ['flaky', 'list']],
      ['flaky-quarantine', ['flaky', 'quarantine', '--owner', '@ann']],
    ] as const) {
      const document = await json(...argv);
      expect(document.schema).toBe(`firebreak.${name}/v1`);
      expect([ajv.validate(DOCUMENT_SCHEMAS[name]?.() as object, document), ajv.errors]).toEqual([true, null]);
    }
  });

  it('prints a quarantine that the configuration takes, says it is in force, and says loudly when it has lapsed', async () => {
    cache = temporaryFolder();
    for (const outcome of ['failed', 'passed', 'failed', 'passed', 'passed'] as const) {
      await json('flaky', 'read', file({ 'adds "two": #1': outcome, other: 'passed' }), '--commit', 'HEAD');
    }
    const {
      entries,
      yaml,
      file: where,
      has_list,
    } = await json('flaky', 'quarantine', '--owner', 'ann@example.com', '--days', '7');
    expect([entries.length, entries[0].test, where, has_list]).toEqual([
      1,
      'Cart > adds "two": #1',
      'firebreak.yaml',
      false,
    ]);
    const shop = makeShopRepository().path;
    const path = join(shop, 'firebreak.yaml');
    const git = (...argv: string[]) =>
      execFileSync('git', argv, { cwd: shop, env: TEST_ENVIRONMENT, encoding: 'utf8' });
    const branch = git('branch', '--show-current').trim();
    const body = git('show', 'main:firebreak.yaml');
    const owner = /[\w.]+@[\w.]+/.exec(body)?.[0] ?? '';
    const commitList = (lines: string): void => {
      git('checkout', '-q', 'main');
      writeFileSync(path, `${body}\nquarantine:\n${lines.replaceAll('ann@example.com', owner)}`);
      git('commit', '-qam', 'quarantine');
      git('checkout', '-q', branch);
    };
    const at = async (...argv: string[]) =>
      JSON.parse((await run([...argv, '--json'], { cwd: shop, variables: { FIREBREAK_CACHE: cache } })).out);
    commitList(yaml);
    const list = await at('flaky', 'list');
    expect(list.quarantines).toMatchObject([{ test: 'Cart > adds "two": #1', state: 'active', owner }]);
    expect((await at('check', '--no-exit-code')).warnings).toEqual([]);
    const [known, other] = [file({ 'adds "two": #1': 'failed', other: 'passed' }), file({ other: 'failed' })];
    const judge = (...reports: string[]) =>
      run(['flaky', 'judge', ...reports], { cwd: shop, variables: { FIREBREAK_CACHE: cache } });
    // In quarantine, not, both, nothing failed at all, only stopped, cut off.
    const cut = join(temporaryFolder(), 'cut.xml');
    writeFileSync(cut, readFileSync(known, 'utf8').slice(0, -12));
    const exits = [];
    for (const reports of [
      [known],
      [other],
      [known, other],
      [file({ other: 'passed' })],
      [file({ other: 'timeout' })],
      [cut],
    ]) {
      exits.push((await judge(...reports)).exit);
    }
    expect(exits).toEqual([0, 1, 1, 1, 3, 1]);
    commitList(yaml.replace(/expires: .*/, 'expires: 2026-01-01'));
    expect(await judge(known)).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/firebreak\.yaml:\d+: its quarantine lapsed/),
    });
    const shown = temporaryFolder();
    const files = ['text', 'markdown', 'github'].flatMap((format) => ['--format', `${format}=${join(shown, format)}`]);
    const [warning] = (await at('check', '--no-exit-code', ...files)).warnings;
    expect(warning).toMatchObject({ code: 'quarantine-lapsed', file: 'firebreak.yaml' });
    expect(git('show', 'main:firebreak.yaml').split('\n')[warning.line - 1]).toContain('test: "Cart > adds');
    expect(readFileSync(join(shown, 'github'), 'utf8')).toContain(
      `::warning file=firebreak.yaml,line=${warning.line},`,
    );
    for (const format of ['text', 'markdown']) {
      expect(readFileSync(join(shown, format), 'utf8')).toMatch(/Lapsed.*firebreak\.yaml/);
    }
  });

  it.each([
    [['flaky', 'read', '--commit', 'HEAD'], 'no report is given'],
    [['flaky', 'read', 'none.xml', '--commit', 'HEAD'], 'none.xml'],
    [['flaky', 'read', 'x.xml', '--commit', 'no-such-thing'], 'no-such-thing'],
    [['flaky', 'read', 'x.xml', '--commit', 'HEAD', '--load', '2'], '--load'],
    [['flaky', 'read', 'x.xml', '--commit', 'HEAD', '--at', 'yesterday'], '--at'],
    [['flaky', 'read', '--commit', 'HEAD', '--outcome', 'fine'], 'fine'],
    [['flaky', 'quarantine', 'No > such', '--owner', '@ann'], 'No > such'],
    [['flaky', 'quarantine', '--owner', '@ann', '--days', '400'], '--days'],
  ])('refuses %j with the place', async (argv, words) => {
    const { exit, err } = await cli(...argv);
    expect([exit, err.includes(words)]).toEqual([2, true]);
  });
});
