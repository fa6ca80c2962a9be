import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { openLocalExecutor } from '../../src/adapter/build-local/index.ts';
import {
  freeze,
  handleQueue,
  openQueueBook,
  passQueue,
  pause,
  type QueueWorld,
  resume,
  thaw,
} from '../../src/control/index.ts';
import {
  entryOf,
  type MergeQueue,
  type QueuedContent,
  type QueueEvent,
  type QueueRejection,
  type QueueRules,
} from '../../src/domain/merge-queue/index.ts';
import type { Result } from '../../src/kernel/index.ts';
import { queueExplanationOf } from '../../src/service/queue/document.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { add, makeQueueShop, openShopQueue, type QueueShop, RULES, stateOf, tableGate } from './queue-shop.ts';

afterAll(removeFolders);

/** Fails by `red`, hangs by `hangs` unless `quick` is there too, and fails once, then hangs, by `shaky`. */
const BUILD = `test -e red && exit 1
if test -e shaky; then
  test -e "$STATE/failed" && exec sleep 600
  touch "$STATE/failed"; exit 1
fi
if test -e hangs && ! test -e quick; then exec sleep 600; fi
exit 0
`;

const LIMITS = {
  timeMs: 120_000,
  outputBytes: 1_000_000,
  memoryBytes: null,
  processes: null,
  diskBytes: null,
  processorS: null,
  nice: 0,
};

interface Situation {
  readonly code: string;
  readonly reason?: string;
  readonly todo: string;
  readonly sooner?: readonly string[];
  readonly isSafe?: boolean;
}

/** A shop whose queue is passed as often as the test says; every build that hangs is ended at the end. */
class Bench {
  readonly shop: QueueShop;
  readonly gate: Map<string, 'hold' | 'block' | 'moved'>;
  readonly rules: QueueRules;
  readonly world: QueueWorld;
  private readonly book = openQueueBook();

  private constructor(shop: QueueShop, gate: Map<string, 'hold' | 'block' | 'moved'>, world: QueueWorld) {
    this.shop = shop;
    this.gate = gate;
    this.world = world;
    this.rules = world.rules;
  }

  static async open(options: { readonly rules?: Partial<QueueRules>; readonly timeMs?: number } = {}): Promise<Bench> {
    const shop = makeQueueShop();
    const gate = new Map<string, 'hold' | 'block' | 'moved'>();
    const executor = await openLocalExecutor({
      folder: shop.builds,
      command: BUILD,
      limits: { ...LIMITS, timeMs: options.timeMs ?? LIMITS.timeMs },
      variables: { STATE: temporaryFolder() },
    });
    const rules = { ...RULES, ...options.rules };
    return new Bench(shop, gate, await openShopQueue(shop, { executor, rules, gate: tableGate(gate) }));
  }

  async add(
    name: string,
    files: Readonly<Record<string, string>>,
    more: Partial<QueuedContent> & { readonly from?: string } = {},
  ) {
    const { from, ...content } = more;
    this.shop.branch(name, files, from);
    return add(this.world, this.shop, name, content);
  }

  async pass(): Promise<void> {
    await passQueue(this.world, this.book);
  }

  /** Passes until the queue is as it is waited for. */
  async until(isReached: (queue: MergeQueue) => boolean): Promise<void> {
    for (let round = 0; round < 2_000; round += 1) {
      await this.pass();
      if (isReached(await stateOf(this.world))) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error('what is waited for never comes');
  }

  async tell(plan: (queue: MergeQueue) => Result<readonly QueueEvent[], QueueRejection>): Promise<void> {
    const { store, id, now } = this.world;
    const orNothing = (queue: MergeQueue | null) => (queue === null ? { ok: true as const, value: [] } : plan(queue));
    expect((await handleQueue({ store, book: this.book, id, actor: null, now, plan: orNothing })).ok).toBe(true);
  }

  /** What `queue why` answers; every text of it is in the guide. */
  async why(number: number) {
    const queue = await stateOf(this.world);
    const entry = entryOf(queue, number);
    if (entry === null) throw new Error('the entry is there');
    const found = queueExplanationOf({ queue, entry, rules: this.rules, viewer: null, now: this.world.now() });
    const { constraint, todo } = found.entry;
    expect(GUIDE).toContain(`| ${constraint.text} | ${todo.text} |`);
    const situation: Situation = {
      code: constraint.code,
      todo: todo.code,
      ...(constraint.reason === null ? {} : { reason: constraint.reason }),
      ...(found.sooner.length === 0 ? {} : { sooner: found.sooner.map(({ text }) => text) }),
      ...(found.safe_to_rearm === null ? {} : { isSafe: found.safe_to_rearm }),
    };
    return situation;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world.executor.close();
  }
}

const GUIDE = readFileSync('docs/merge-queue.md', 'utf8');

const state = (number: number, of: 'landed' | 'ejected') => (queue: MergeQueue) => entryOf(queue, number)?.state === of;
const hasRun = (number: number) => (queue: MergeQueue) =>
  queue.trials.some(({ subjects, end }) => subjects.includes(number) && end?.outcome === 'passed');

describe('why an entry of a real queue waits or was sent back, and the one thing to do', () => {
  it('paused: ends with the pause', async () => {
    await using bench = await Bench.open();
    await bench.add('tax', { tax: '1' });
    await bench.tell((queue) => pause(queue, { reason: 'the runner moves', by: null, now: bench.world.now() }));
    await bench.pass();
    expect(await bench.why(1)).toEqual({ code: 'paused', todo: 'resume' });
    await bench.tell((queue) => resume(queue, bench.world.now()));
    await bench.until(state(1, 'landed'));
  });

  it('freeze: it is proved already, and lands with the end of the freeze', async () => {
    await using bench = await Bench.open();
    await bench.add('tax', { tax: '1' });
    const frozen = {
      id: 'freeze-1',
      targets: null,
      reason: 'release day',
      by: null,
      at: bench.world.now(),
      until: null,
    };
    await bench.tell((queue) => freeze(queue, frozen));
    await bench.until(hasRun(1));
    expect(await bench.why(1)).toEqual({ code: 'freeze', todo: 'thaw' });
    await bench.tell((queue) => thaw(queue, { freeze: 'freeze-1', now: bench.world.now() }));
    await bench.until(state(1, 'landed'));
  });

  it('sign-off: lands when the gate allows it again', async () => {
    await using bench = await Bench.open();
    await bench.add('tax', { tax: '1' });
    bench.gate.set('tax', 'hold');
    await bench.until(hasRun(1));
    expect(await bench.why(1)).toEqual({ code: 'sign-off', todo: 'sign' });
    bench.gate.delete('tax');
    await bench.until(state(1, 'landed'));
  });

  it('stack-parent: a sign-off on the parent lands both', async () => {
    await using bench = await Bench.open();
    await bench.add('tax', { tax: '1' });
    await bench.add('tax-report', { report: '1' }, { from: 'tax' });
    bench.gate.set('tax', 'hold');
    await bench.until(hasRun(1));
    expect(await bench.why(2)).toEqual({
      code: 'stack-parent',
      todo: 'land-parent',
      sooner: ['a sign-off on entry 1, on which it is stacked'],
    });
    bench.gate.delete('tax');
    await bench.until(state(2, 'landed'));
  });

  it('textual-conflict: names who changes the same lines of which file', async () => {
    await using bench = await Bench.open();
    await bench.add('tax', { base: '1\ntax\n3\n', hangs: '1' });
    await bench.pass();
    await bench.add('price', { base: '1\nprice\n3\n' });
    await bench.until((queue) => queue.trials.some(({ end }) => end?.outcome === 'conflict'));
    expect(await bench.why(2)).toEqual({ code: 'textual-conflict', todo: 'rebase' });
  });

  it('flake-hold: one failure is built again before it is believed', async () => {
    await using bench = await Bench.open();
    await bench.add('tax', { shaky: '1' });
    await bench.until((queue) => queue.trials.some(({ attempt, end }) => attempt > 0 && end === null));
    expect(await bench.why(1)).toEqual({ code: 'flake-hold', todo: 'none' });
  });

  it('own-build: nothing to do', async () => {
    await using bench = await Bench.open();
    await bench.add('tax', { hangs: '1' });
    await bench.pass();
    expect(await bench.why(1)).toEqual({ code: 'own-build', todo: 'none' });
  });

  it('predecessor: proved on top of an entry that is still built', async () => {
    await using bench = await Bench.open({ rules: { proof: 'targets' } });
    await bench.add('tax', { hangs: '1' }, { targets: ['checkout'] });
    await bench.pass();
    await bench.add('price', { quick: '1' }, { targets: ['checkout'] });
    await bench.until(hasRun(2));
    expect(await bench.why(2)).toEqual({
      code: 'predecessor',
      todo: 'none',
      sooner: ['the hotfix lane, if it is one: 1 go before it'],
    });
  });

  it('slot: another worker would build it, and only then is said so', async () => {
    await using bench = await Bench.open({ rules: { workers: 1 } });
    await bench.add('tax', { hangs: '1' });
    await bench.pass();
    await bench.add('price', { price: '1' });
    await bench.pass();
    expect(await bench.why(2)).toEqual({
      code: 'slot',
      todo: 'none',
      sooner: ['1 more build at once: it would be built now', 'the hotfix lane, if it is one: 1 go before it'],
    });
    const more = { ...bench.world, rules: { ...bench.rules, workers: 2 } };
    await passQueue(more, openQueueBook());
    const queue = await stateOf(bench.world);
    expect(queue.trials.some(({ subjects, end }) => subjects.includes(2) && end === null)).toBe(true);
  });

  it('slot of a queue that nobody runs: to run it, never more workers', async () => {
    await using bench = await Bench.open();
    await bench.add('tax', { tax: '1' });
    expect(await bench.why(1)).toEqual({ code: 'slot', todo: 'run' });
    await bench.until(state(1, 'landed'));
  });

  it('ejected by its own failing build: the same would fail again', async () => {
    await using bench = await Bench.open();
    await bench.add('tax', { red: '1' });
    await bench.until(state(1, 'ejected'));
    expect(await bench.why(1)).toEqual({ code: 'ejected', reason: 'build-failed', todo: 'repair', isSafe: false });
    await add(bench.world, bench.shop, 'tax');
    await bench.until(state(2, 'ejected'));
  });

  it('ejected for the runner: nothing is known of it, and the same may land', async () => {
    await using bench = await Bench.open({ timeMs: 100 });
    await bench.add('tax', { hangs: '1' });
    await bench.until(state(1, 'ejected'));
    expect(await bench.why(1)).toEqual({
      code: 'ejected',
      reason: 'infrastructure',
      todo: 'look-at-runner',
      isSafe: true,
    });
  });
});
