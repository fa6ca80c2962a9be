import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type LocalBuildLimits, openLocalExecutor, readBuildOutput } from '../../src/adapter/build-local/index.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { endOf } from './executor-contract.ts';
import { makeQueueShop } from './queue-shop.ts';

afterAll(removeFolders);

const MEGABYTE = 1_048_576;
/** Far above what a build of these tests needs, and far below what would trouble a machine. */
const LIMITS: LocalBuildLimits = {
  timeMs: 30_000,
  outputBytes: 20_000_000,
  memoryBytes: 1_000 * MEGABYTE,
  processes: 100,
  diskBytes: 500 * MEGABYTE,
  processorS: 60,
  nice: 10,
};
/** By this the processes of one test are found again, whatever they did to their environment. */
const second = (): string => `${300 + Math.floor(Math.random() * 1_000_000) / 1_000_000}`;

async function built(command: string, limits: Partial<LocalBuildLimits> = {}) {
  const shop = makeQueueShop();
  const folder = temporaryFolder();
  const executor = await openLocalExecutor({
    folder,
    command,
    limits: { ...LIMITS, ...limits },
    variables: {},
    reports: null,
  });
  const commit = shop.tip('main');
  const tree = shop.repository.git('rev-parse', `${commit}^{tree}`).trim();
  await executor.start({ id: 'build', folder: shop.repository.path, commit, tree });
  const end = await endOf({ executor, work: async () => {} }, 'build');
  const log = (await readBuildOutput(folder, 'build'))?.text ?? '';
  await executor.close();
  return { end, log, isFolderGone: !existsSync(join(folder, 'build')) };
}

/** Command lines of live processes that hold a text. */
function running(text: string): readonly string[] {
  return execFileSync('ps', ['-eo', 'stat,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.startsWith('Z') && !line.includes('ps -eo'));
}

describe.skipIf(!existsSync('/proc/self/stat'))('a build that takes more than it may', () => {
  it('is ended for its memory, also where many processes share in taking it', async () => {
    const hog = `node -e 'const held = []; setInterval(() => held.push(Buffer.alloc(${20 * MEGABYTE}, 1)), 20)'`;
    const limits = { memoryBytes: 300 * MEGABYTE };
    expect((await built(hog, limits)).end).toMatchObject({ outcome: 'infrastructure', code: 'memory-limit' });
    const some = `node -e 'const held = Buffer.alloc(${70 * MEGABYTE}, 1); setTimeout(() => held, 20000)'`;
    const many = `for one in 1 2 3 4 5; do ${some} & done; wait`;
    expect((await built(many, limits)).end).toMatchObject({ outcome: 'infrastructure', code: 'memory-limit' });
  });

  it('is ended for starting processes without an end, and none of them is left', async () => {
    const mark = second();
    // In sessions of their own: no group holds them together. A bounded number, whatever becomes of the limit.
    const bomb = `for one in $(seq 300); do setsid sleep ${mark} & sleep 0.01; done; wait`;
    const { end, isFolderGone } = await built(bomb, { processes: 40 });
    expect(end).toMatchObject({ outcome: 'failed', code: 'process-limit', detail: expect.stringContaining('40') });
    expect(running(mark)).toEqual([]);
    expect(isFolderGone).toBe(true);
  });

  it('is ended for filling the disk, and its folder is taken away', async () => {
    const filler = 'while :; do head -c 2000000 /dev/zero > "$(mktemp)"; sleep 0.01; done';
    const { end, isFolderGone } = await built(filler, { diskBytes: 20 * MEGABYTE });
    expect(end).toMatchObject({ outcome: 'infrastructure', code: 'disk-limit' });
    expect(isFolderGone).toBe(true);
  });

  it('is ended for the processors of all its processes together', async () => {
    const busy = 'while :; do :; done & while :; do :; done & wait';
    expect((await built(busy, { processorS: 1 })).end).toMatchObject({
      outcome: 'infrastructure',
      code: 'processor-limit',
    });
  });

  it('is ended for output without an end, also by a process that left it, and the end of the output is kept', async () => {
    const mark = second();
    const { end, log } = await built(`setsid sh -c 'yes ${mark}' & wait`, { outputBytes: 3_000_000 });
    expect(end).toMatchObject({ outcome: 'infrastructure', code: 'output-limit' });
    expect(log.length).toBeLessThanOrEqual(262_144);
    expect(running(mark)).toEqual([]);
  });

  it('is ended although it asks not to be', async () => {
    const mark = second();
    const { end } = await built(`trap '' TERM INT HUP; sleep ${mark}; sleep ${mark}`, { timeMs: 300 });
    expect(end).toMatchObject({ outcome: 'infrastructure', code: 'timed-out' });
    expect(running(mark)).toEqual([]);
  });

  it('leaves no daemon behind: none that kept our variable, its place, or its parents until it was seen', async () => {
    const marked = second();
    const placed = second();
    const seen = second();
    // The first leaves the folder, the second its environment, the third both, but not before it was looked at.
    const { end } = await built(`
(cd / && setsid sh -c 'sleep ${marked} & exit' &)
env -i PATH="$PATH" setsid sh -c 'sleep ${placed} & exit' &
(cd / && env -i PATH="$PATH" setsid sh -c 'sleep ${seen}') &
sleep 2
exit 0`);
    expect(end).toMatchObject({ outcome: 'passed', code: 'exit-0' });
    for (const mark of [marked, placed, seen]) expect(running(mark)).toEqual([]);
  });

  it('goes before the queue where the whole machine runs out of memory', async () => {
    const { log } = await built('cat /proc/self/oom_score_adj');
    const own = Number(readFileSync('/proc/self/oom_score_adj', 'utf8'));
    expect(Number(log)).toBeGreaterThanOrEqual(own);
    expect(Number(log)).toBeGreaterThanOrEqual(500);
  });

  it('passes where it stays within all of them', async () => {
    expect((await built('for one in 1 2 3; do sleep 0.3 & done; wait; echo done')).end).toMatchObject({
      outcome: 'passed',
      code: 'exit-0',
    });
  });
});
