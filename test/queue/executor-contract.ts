import { describe, expect, it } from 'vitest';
import type { BuildOrder, BuildStatus, Executor } from '../../src/domain/merge-queue/index.ts';

/** An executor with what it may be asked to build. */
export interface ExecutorSetting {
  readonly executor: Executor;
  /** An order of a new build whose commit is green, red, or takes long. */
  order(kind: 'green' | 'red' | 'long'): Promise<BuildOrder>;
  /** Lets what runs somewhere else come to its end; nothing where builds run by themselves. */
  work(): Promise<void>;
  /** How many builds of that id were ever started there. */
  startsOf(id: string): Promise<number>;
  close(): Promise<void>;
}

/** What every executor keeps. */
export function executorContract(name: string, open: () => Promise<ExecutorSetting>): void {
  const using = async (test: (setting: ExecutorSetting) => Promise<void>): Promise<void> => {
    const setting = await open();
    try {
      await test(setting);
    } finally {
      await setting.close();
    }
  };

  describe(`executor: ${name}`, () => {
    it('knows nothing of what was never started', () =>
      using(async ({ executor }) => {
        expect(await executor.poll('never-started')).toEqual({ kind: 'unknown' });
        await executor.cancel('never-started');
        expect(await executor.poll('never-started')).toEqual({ kind: 'unknown' });
      }));

    it('tells green from red, and tells it again when asked again', () =>
      using(async (setting) => {
        const { executor } = setting;
        for (const [kind, outcome] of [
          ['green', 'passed'],
          ['red', 'failed'],
        ] as const) {
          const order = await setting.order(kind);
          await executor.start(order);
          const end = await endOf(setting, order.id);
          expect(end).toMatchObject({ kind: 'ended', outcome });
          expect(await executor.poll(order.id)).toEqual(end);
        }
      }));

    it('starts once what is started twice, also after its end', () =>
      using(async (setting) => {
        const { executor } = setting;
        const order = await setting.order('green');
        await Promise.all([executor.start(order), executor.start(order)]);
        await executor.start(order);
        const end = await endOf(setting, order.id);
        await executor.start(order);
        expect(await executor.poll(order.id)).toEqual(end);
        expect(await setting.startsOf(order.id)).toBe(1);
      }));

    it('ends what is cancelled, and never tells that it passed', () =>
      using(async (setting) => {
        const { executor } = setting;
        const order = await setting.order('long');
        await executor.start(order);
        await executor.cancel(order.id);
        await executor.cancel(order.id);
        await setting.work();
        const status = await executor.poll(order.id);
        expect(status.kind === 'unknown' || (status.kind === 'ended' && status.outcome === 'cancelled')).toBe(true);
      }));

    it('runs several at once, each with an end of its own', () =>
      using(async (setting) => {
        const { executor } = setting;
        const orders = [await setting.order('green'), await setting.order('red'), await setting.order('green')];
        await Promise.all(orders.map((order) => executor.start(order)));
        const ends = [];
        for (const { id } of orders) ends.push(await endOf(setting, id));
        expect(ends.map((end) => end.kind === 'ended' && end.outcome)).toEqual(['passed', 'failed', 'passed']);
        expect(new Set(ends.map((end) => end.kind === 'ended' && end.build)).size).toBe(3);
      }));
  });
}

/** Waits for the end of a build. */
export async function endOf(
  { executor, work }: Pick<ExecutorSetting, 'executor' | 'work'>,
  id: string,
): Promise<BuildStatus> {
  for (let round = 0; round < 2_000; round += 1) {
    await work();
    const status = await executor.poll(id);
    if (status.kind !== 'running') return status;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${id} does not end`);
}
