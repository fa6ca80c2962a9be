import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flakyList, queueAnswer, queueExplanation, queueReport, queueRun } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { makeRepository, removeFolders, type TestRepository, temporaryFolder } from '../support/git-repository.ts';

const BUILD = 'test ! -e red.txt';
let repository: TestRepository;

beforeAll(() => {
  repository = makeRepository('--bare');
  // One worker: whose build ends first decides nothing.
  const base = 'version: 1\nqueue:\n  build: "test ! -e red.txt"\n  workers: 1\n';
  repository.import(
    [
      { id: 'start', files: { 'firebreak.yaml': base, 'a.txt': '1\n2\n3\n' } },
      { id: 'one', parents: ['start'], files: { 'one.txt': '1\n' } },
      { id: 'red', parents: ['start'], files: { 'red.txt': '1\n' } },
      { id: 'ours', parents: ['start'], files: { 'a.txt': '1\nours\n3\n' } },
      { id: 'theirs', parents: ['start'], files: { 'a.txt': '1\ntheirs\n3\n' } },
    ],
    { branches: { main: 'start', one: 'one', red: 'red', ours: 'ours', theirs: 'theirs' } },
  );
});
afterAll(removeFolders);

const queue = (...args: readonly string[]) =>
  run(['-C', repository.path, 'queue', ...args], { variables: { PATH: process.env['PATH'] ?? '' } });

async function why(entry: string) {
  const { out } = await queue('why', entry, '--json');
  return queueExplanation.parse(JSON.parse(out));
}

describe('firebreak queue over a bare repository', () => {
  it('says what to do where nothing was queued, and where a change is named by nothing', async () => {
    expect(await queue('list')).toMatchObject({ exit: 2, err: expect.stringContaining('firebreak queue add') });
    expect(await queue('add', 'nowhere')).toMatchObject({ exit: 2, err: expect.stringContaining('names no branch') });
    expect(await queue('add')).toMatchObject({ exit: 2 });
  });

  it('queues, lists, pauses and goes on, and explains each entry', async () => {
    for (const change of ['one', 'red', 'ours', 'theirs']) {
      const added = await queue('add', change, '--json');
      expect(queueAnswer.parse(JSON.parse(added.out))).toMatchObject({ refused: null });
    }
    expect(await queue('add', 'one')).toMatchObject({ exit: 2, err: expect.stringContaining('as entry 1') });
    expect(await queue('pause', '--reason', 'look first')).toMatchObject({ exit: 0 });
    expect((await why('one')).entry).toMatchObject({
      constraint: { code: 'paused' },
      todo: { command: 'firebreak queue resume' },
    });
    expect(await queue('run')).toMatchObject({ exit: 3 });
    expect(await queue('resume')).toMatchObject({ exit: 0 });
    const list = queueReport.parse(JSON.parse((await queue('list', '--json')).out));
    expect(list.entries.map(({ change }) => change)).toEqual(['one', 'red', 'ours', 'theirs']);
  });

  it('runs until nothing more can be done; its exit says that something was sent back', async () => {
    const ran = await queue('run', '--build', BUILD, '--json');
    expect(ran.exit).toBe(1);
    expect(queueRun.parse(JSON.parse(ran.out))).toMatchObject({ landed: [1, 3], ejected: [2, 4], waiting: [] });
    expect(repository.git('ls-tree', '--name-only', 'main').trim().split('\n')).toEqual([
      'a.txt',
      'firebreak.yaml',
      'one.txt',
    ]);
    expect((await why('red')).entry).toMatchObject({
      constraint: { reason: 'build-failed' },
      todo: { code: 'repair' },
    });
    const conflict = await why('theirs');
    expect(conflict).toMatchObject({ safe_to_rearm: false, entry: { todo: { code: 'rebase' } } });
    expect(conflict.entry.constraint.files).toEqual(['a.txt']);
    expect((await queue('why', 'one')).out).toContain('proved by this very tree');
  });

  it('takes a landed change back without a build where the tree before it was built', async () => {
    const added = await queue('add', '--revert', 'main', '--json');
    expect(queueAnswer.parse(JSON.parse(added.out))).toMatchObject({ entry: 5 });
    expect(await queue('run')).toMatchObject({ exit: 0 });
    expect(repository.git('show', 'main:a.txt')).toBe('1\n2\n3\n');
    expect((await why('5')).trials).toMatchObject([{ code: 'same-tree' }]);
  });

  it('ejects with a reason, and refuses a branch that is checked out', async () => {
    repository.import([{ id: 'late', files: { late: '1' } }], { branches: { main: 'late', unrelated: 'late' } });
    expect(await queue('eject', '1', '--reason', 'x')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('does not wait'),
    });
    const work = makeRepository();
    work.import([{ id: 'start', files: { a: '1' } }]);
    expect(await run(['-C', work.path, 'queue', 'list'])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('git clone --bare'),
    });
  });
});

it('learns from the reports that builds leave, and says which test made a failure doubtful', async () => {
  const flaking = makeRepository('--bare');
  const build = [
    'mkdir -p reports; failed=',
    'test -e shaky && ! test -e "$STATE/once" && { touch "$STATE/once"; failed="<failure/>"; }',
    'echo "<testsuite><testcase classname=\\"shop\\" name=\\"pays\\">$failed</testcase></testsuite>" > reports/r.xml',
    'test -z "$failed"',
  ].join('\n    ');
  const base = `version: 1\nqueue:\n  junit: [reports/*.xml]\n  build: |\n    ${build}\n`;
  flaking.import(
    [
      { id: 'start', files: { 'firebreak.yaml': base } },
      { id: 'one', parents: ['start'], files: { shaky: '1\n' } },
    ],
    { branches: { main: 'start', one: 'one' } },
  );
  const variables = { PATH: process.env['PATH'] ?? '', STATE: temporaryFolder(), FIREBREAK_CACHE: temporaryFolder() };
  const asked = (...args: readonly string[]) => run(['-C', flaking.path, ...args], { variables });
  expect(await asked('queue', 'add', 'one')).toMatchObject({ exit: 0 });
  expect(await asked('queue', 'run', '--env', 'STATE')).toMatchObject({ exit: 0 });
  const explained = queueExplanation.parse(JSON.parse((await asked('queue', 'why', 'one', '--json')).out));
  expect(explained).toMatchObject({
    doubt: { advice: 'retry', tests: [{ test: 'shop > pays' }] },
    trials: [
      { outcome: 'failed', failed_tests: ['shop > pays'] },
      { outcome: 'passed', failed_tests: [] },
    ],
  });
  const list = flakyList.parse(JSON.parse((await asked('flaky', 'list', '--json')).out));
  expect(list).toMatchObject({ runs: 2, flaky: [{ test: 'shop > pays', proved_flakes: 1 }] });
});
