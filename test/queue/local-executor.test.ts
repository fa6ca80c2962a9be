import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type LocalBuildLimits, openLocalExecutor, readBuildOutput } from '../../src/adapter/build-local/index.ts';
import type { CommitId } from '../../src/domain/change/index.ts';
import type { BuildOrder } from '../../src/domain/merge-queue/index.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { endOf, executorContract } from './executor-contract.ts';
import { makeQueueShop, type QueueShop } from './queue-shop.ts';

afterAll(removeFolders);

const LIMITS: LocalBuildLimits = {
  timeMs: 20_000,
  outputBytes: 1_000_000,
  memoryBytes: null,
  processes: null,
  diskBytes: null,
  processorS: null,
  nice: 5,
};
const nothing = async (): Promise<void> => {};

let made = 0;

function orderOf(shop: QueueShop, files: Readonly<Record<string, string>>): BuildOrder {
  made += 1;
  const commit = shop.branch(`build-${made}`, files);
  const tree = shop.repository.git('rev-parse', `${commit}^{tree}`).trim();
  return { id: `build-${made}`, folder: shop.repository.path, commit, tree };
}

executorContract('local', async () => {
  const shop = makeQueueShop();
  const folder = temporaryFolder();
  const starts = join(temporaryFolder(), 'starts');
  const executor = await openLocalExecutor({
    folder,
    command: 'echo "$FIREBREAK_COMMIT" >> "$STARTS"; sh check.sh',
    limits: LIMITS,
    variables: { STARTS: starts },
  });
  const commits = new Map<string, string>();
  return {
    executor,
    order: async (kind) => {
      const order = orderOf(shop, { green: { one: '1' }, red: { red: '1' }, long: { slow: '30' } }[kind]);
      commits.set(order.id, order.commit);
      return order;
    },
    work: nothing,
    startsOf: async (id) =>
      readFileSync(starts, 'utf8')
        .split('\n')
        .filter((line) => line === commits.get(id)).length,
    close: () => executor.close(),
  };
});

describe('a build on this machine', () => {
  const running = async (
    command: string,
    given: { readonly limits?: Partial<LocalBuildLimits>; readonly files?: Readonly<Record<string, string>> } = {},
  ) => {
    const shop = makeQueueShop();
    const folder = temporaryFolder();
    const executor = await openLocalExecutor({
      folder,
      command,
      limits: { ...LIMITS, ...given.limits },
      variables: {},
    });
    const order = orderOf(shop, given.files ?? { one: '1' });
    await executor.start(order);
    const end = await endOf({ executor, work: nothing }, order.id);
    const log = (await readBuildOutput(folder, order.id))?.text;
    await executor.close();
    return { end, log, folder, shop, order };
  };

  it('takes time, output and memory that run out for no fault of the change', async () => {
    expect((await running('sleep 30', { limits: { timeMs: 100 } })).end).toMatchObject({
      outcome: 'infrastructure',
      code: 'timed-out',
    });
    expect((await running('yes', { limits: { outputBytes: 10_000 } })).end).toMatchObject({
      outcome: 'infrastructure',
      code: 'output-limit',
    });
    expect((await running('kill -9 $$')).end).toMatchObject({ outcome: 'infrastructure', code: 'killed' });
  });

  it('sees its own tree, home and marked environment, no repository and no variable that was not named', async () => {
    process.env['SECRET_OF_THE_RUNNER'] = 'x';
    const { end, log, folder } = await running(
      'env | sort; ls -a; git rev-parse --git-dir 2>&1; echo "HOME=$HOME"; exit 3',
    );
    delete process.env['SECRET_OF_THE_RUNNER'];
    expect(end).toMatchObject({ outcome: 'failed', code: 'exit-3' });
    expect(log).not.toMatch(/SECRET_OF_THE_RUNNER|GIT_DIR/);
    expect(log).toContain(`HOME=${folder}/`);
    expect(log).toMatch(/not a git repository/);
    expect(log?.split('\n')).toContain('check.sh');
  });

  it.each([
    ['..', 'x', '../x'],
    ['.git', 'x', '.git/x'],
    ['n'.repeat(300), null, 'n'.repeat(300)],
  ])('of a tree that no work tree can hold fails by its path: %s', async (name, below, path) => {
    const shop = makeQueueShop();
    const folder = temporaryFolder();
    const executor = await openLocalExecutor({ folder, command: 'true', limits: LIMITS, variables: {} });
    const main = shop.tip('main');
    const blob = shop.repository.git('rev-parse', `${main}:base`).trim();
    const makeTree = (...rows: readonly string[]) =>
      execFileSync('git', ['mktree'], {
        cwd: shop.repository.path,
        input: `${rows.join('\n')}\n`,
        encoding: 'utf8',
      }).trim();
    const one = `100644 blob ${blob}\t`;
    const row = below === null ? `${one}${name}` : `040000 tree ${makeTree(`${one}${below}`)}\t${name}`;
    const tree = makeTree(row);
    const commit = shop.repository.git('commit-tree', '-p', main, '-m', 'bad', tree).trim() as CommitId;
    await executor.start({ id: 'bad', folder: shop.repository.path, commit, tree });
    const end = await endOf({ executor, work: nothing }, 'bad');
    await executor.close();
    expect(end).toMatchObject({ outcome: 'failed', code: 'no-checkout', detail: expect.stringContaining(path) });
    expect((await readBuildOutput(folder, 'bad'))?.text).toContain(path);
    expect(existsSync(join(folder, 'bad'))).toBe(false);
  });

  it('of a tree that is not there says nothing of the change', async () => {
    const shop = makeQueueShop();
    const executor = await openLocalExecutor({
      folder: temporaryFolder(),
      command: 'true',
      limits: LIMITS,
      variables: {},
    });
    const gone = 'a'.repeat(40) as CommitId;
    await executor.start({ id: 'gone', folder: shop.repository.path, commit: gone, tree: gone });
    const end = await endOf({ executor, work: nothing }, 'gone');
    await executor.close();
    expect(end).toMatchObject({ outcome: 'infrastructure', code: 'no-checkout' });
  });

  it('keeps the end of its output, in which names of variables stand for what they hold', async () => {
    const folder = temporaryFolder();
    const executor = await openLocalExecutor({
      folder,
      command: 'i=0; while [ $i -lt 7000 ]; do echo "token $TOKEN, $SHORT, in line $i of many"; i=$((i+1)); done',
      limits: LIMITS,
      variables: { TOKEN: 'a-secret-value', SHORT: 'yes' },
    });
    const order = orderOf(makeQueueShop(), { one: '1' });
    await executor.start(order);
    await endOf({ executor, work: nothing }, order.id);
    await executor.close();
    const output = await readBuildOutput(folder, order.id);
    expect(output?.isCut).toBe(true);
    expect(output?.text.endsWith('\ntoken $TOKEN, yes, in line 6999 of many\n')).toBe(true);
    expect(output?.text).not.toContain('a-secret-value');
    expect(output?.text.startsWith('token $TOKEN, yes, in line ')).toBe(true);
    expect(output?.text.length).toBeLessThanOrEqual(262_144);
    expect(await readBuildOutput(folder, 'never')).toBeNull();
    expect(await readBuildOutput(folder, `../${order.id}`)).toBeNull();
  });

  it('is remembered with what it printed as long as it is among the newest, and its reports until its end is known', async () => {
    const folder = temporaryFolder();
    for (let at = 0; at < 1_010; at += 1) {
      const name = join(folder, `old-${at}`);
      writeFileSync(
        `${name}.json`,
        JSON.stringify({ state: 'ended', outcome: 'passed', code: 'exit-0', build: `local:${at}` }),
      );
      writeFileSync(`${name}.log`, 'old');
      utimesSync(`${name}.json`, at, at);
    }
    writeFileSync(join(folder, 'old-1009.reports'), '{}');
    const executor = await openLocalExecutor({ folder, command: 'true', limits: LIMITS, variables: {} });
    expect(await executor.poll('old-9')).toEqual({ kind: 'unknown' });
    expect(await readBuildOutput(folder, 'old-9')).toBeNull();
    expect(await executor.poll('old-10')).toMatchObject({ outcome: 'passed' });
    await executor.forget('old-1009');
    expect(existsSync(join(folder, 'old-1009.reports'))).toBe(false);
    expect(await readBuildOutput(folder, 'old-1009')).toEqual({ text: 'old', isCut: false });
    await executor.close();
  });

  it('leaves no process behind, also none that left its group, and no folder', async () => {
    const { log, folder, order } = await running('setsid sleep 300 & echo $!; sh -c "sleep 301 & echo \\$!"; exit 0');
    const pids = (log ?? '').split('\n').filter(Boolean).map(Number);
    expect(pids.length).toBe(2);
    for (const pid of pids) expect(isSleeping(pid)).toBe(false);
    expect(existsSync(join(folder, order.id))).toBe(false);
  });

  it('of a runner that died is ended and no longer known, while what had ended still is', async () => {
    const shop = makeQueueShop();
    const folder = temporaryFolder();
    const options = { folder, command: 'sh check.sh', limits: LIMITS, variables: {} };
    const first = await openLocalExecutor(options);
    const done = orderOf(shop, { one: '1' });
    await first.start(done);
    const end = await endOf({ executor: first, work: nothing }, done.id);
    await first.close();
    // What a process leaves that is killed while a build runs.
    const left = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
    const pid = left.pid ?? 0;
    const started = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? null;
    mkdirSync(join(folder, 'lost', 'tree'), { recursive: true });
    writeFileSync(join(folder, 'lost.json'), JSON.stringify({ state: 'running', pid, started, mark: 'mark' }));
    const gone = new Promise((resolve) => left.on('exit', resolve));
    const second = await openLocalExecutor(options);
    await gone;
    expect(await second.poll(done.id)).toEqual(end);
    expect(await second.poll('lost')).toEqual({ kind: 'unknown' });
    expect(existsSync(join(folder, 'lost'))).toBe(false);
    await second.close();
  });
});

function isSleeping(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
