import { afterAll, describe, expect, it } from 'vitest';
import { runGit, startGit } from '../../src/adapter/mirror/index.ts';
import { openTrialRepository, type StartGit } from '../../src/adapter/queue-git/index.ts';
import { queueRun } from '../../src/contract/index.ts';
import { openQueueBook, passQueue, type QueueGate } from '../../src/control/index.ts';
import type { TrialBuilder } from '../../src/domain/merge-queue/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { run } from '../support/command-line.ts';
import { makeRepository, removeFolders } from '../support/git-repository.ts';
import { add, makeQueueShop, openBuilder, openShopQueue, RULES, tableGate } from './queue-shop.ts';

afterAll(removeFolders);

describe('a stack whose parent lands first', () => {
  it('lands its child too: the same commit is the same content, whatever of it the branch holds by now', async () => {
    const repository = makeRepository('--bare');
    const configuration = 'version: 1\nqueue:\n  build: "true"\n  workers: 1\n';
    repository.import(
      [
        { id: 'start', files: { 'firebreak.yaml': configuration } },
        { id: 'parent', parents: ['start'], files: { 'parent.txt': '1\n' } },
        { id: 'child', parents: ['parent'], files: { 'child.txt': '1\n' } },
      ],
      { branches: { main: 'start', parent: 'parent', child: 'child' } },
    );
    const queue = (...args: readonly string[]) =>
      run(['-C', repository.path, 'queue', ...args], { variables: { PATH: process.env['PATH'] ?? '' } });
    expect(await queue('add', 'parent')).toMatchObject({ exit: 0 });
    expect(await queue('add', 'child')).toMatchObject({ exit: 0 });
    const ran = await queue('run', '--json');
    const { landed, landings } = queueRun.parse(JSON.parse(ran.out));
    expect(landed).toEqual([1, 2]);
    // In two steps, so that the child was judged on a branch that held its parent.
    expect(landings.map(({ entries }) => entries)).toEqual([[1], [2]]);
  });
});

describe('looks at many branches and commits at once', () => {
  it('finds where branches stand, and nothing for names that are none', async () => {
    const shop = makeQueueShop();
    const one = shop.branch('one', { one: '1' });
    const two = shop.branch('dir/two', { two: '2' });
    const builder = await openBuilder(shop);
    const found = await builder.tipsOf(['one', 'gone', 'a b commit', 'line\nbreak', 'dir/two', '-x']);
    expect([...found]).toEqual([
      ['one', one],
      ['dir/two', two],
    ]);
    expect((await builder.tipsOf([])).size).toBe(0);
  });

  it('makes the same of everything where no git goes on answering', async () => {
    const shop = makeQueueShop();
    const head = shop.branch('one', { one: '1' });
    const other = shop.branch('two', { two: '2' });
    const step = { change: 'one', lane: 'normal', queuedAt: instant(0) } as const;
    const steps = [
      { ...step, number: 1, head },
      { ...step, number: 2, head: other },
      { ...step, number: 3, head },
    ];
    const started: (readonly string[])[] = [];
    const start: StartGit = ({ folder, args }) => {
      started.push(args);
      return startGit({ folder, args: ['no-such-command', ...args] });
    };
    const told = async (builder: TrialBuilder) => {
      const base = await builder.head();
      const made = await builder.make({ base, steps });
      await builder.keep({ trial: 1, commit: base });
      const has = [
        await builder.isLanded({ landing: 1, to: head }),
        await builder.tipOf('one'),
        await builder.commitOf('nothing'),
      ];
      return { made, has };
    };
    const folder = shop.repository.path;
    const alone = await openTrialRepository({ folder, branch: 'main', git: runGit, start });
    expect(await told(alone)).toEqual(await told(await openBuilder(shop)));
    expect(started.length).toBeGreaterThan(4);
    const base = await alone.head();
    expect(await alone.moveBranch({ landing: 1, from: base, to: head })).toBe(true);
    expect(await alone.moveBranch({ landing: 2, from: base, to: other })).toBe(false);
    expect([
      await alone.head(),
      await alone.isLanded({ landing: 1, to: head }),
      await alone.isLanded({ landing: 2, to: other }),
    ]).toEqual([head, true, false]);
  });

  it('finds which commits a branch holds, also where one of them is gone', async () => {
    const shop = makeQueueShop();
    const base = shop.tip('main');
    const one = shop.branch('one', { one: '1' });
    const pushed = shop.push({ other: '1' });
    const builder = await openBuilder(shop);
    expect([...(await builder.heldBy(pushed, [base, one, pushed]))]).toEqual([base, pushed]);
    const gone = `${'0'.repeat(39)}1` as typeof one;
    expect([...(await builder.heldBy(pushed, [base, one, gone]))]).toEqual([base]);
  });
});

describe('the gate of a queue', () => {
  it('is told what lands next while that is still built, and glances at all that wait once a pass', async () => {
    const shop = makeQueueShop();
    shop.branch('one', { one: '1' });
    shop.branch('two', { two: '2' });
    const prepared: string[][] = [];
    const glances: number[] = [];
    const table = tableGate();
    const gate: QueueGate = {
      ...table,
      glance: (entries) => {
        glances.push(entries.length);
        return table.glance(entries);
      },
      prepare: async (entries) => prepared.push(entries.map(({ change }) => change)),
    };
    const world = await openShopQueue(shop, { gate, rules: { ...RULES, workers: 1 } });
    await add(world, shop, 'one');
    await add(world, shop, 'two');
    await passQueue(world, openQueueBook());
    expect({ prepared, glances }).toEqual({ prepared: [['one']], glances: [2] });
    await world.executor.close();
  });
});
