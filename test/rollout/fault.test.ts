import { describe, expect, it } from 'vitest';
import {
  askJudge,
  handleRollout,
  openLocalJudge,
  passRollout,
  type RolloutJudge,
  type RolloutWorld,
  readRollout,
  rolloutEventOf,
  SERVER_VIEWS,
} from '../../src/control/index.ts';
import { type Rollout, type RolloutEvent, startRollout } from '../../src/domain/rollout/index.ts';
import { SeriesMemory } from '../../src/domain/signal/index.ts';
import type { NodeStore } from '../../src/event-log/index.ts';
import { digestOf, type Instant, instant } from '../../src/kernel/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';
import { emptyMemory, type Memory, memoryStore } from '../event-store/memory-store.ts';
import { Crash, type CrashPoint, openKiller } from '../queue/fault.ts';
import { type FakeTraffic, fakeEngine, idleTraffic } from './fake-engine.ts';
import { judgement, plan, stage } from './plan.ts';
import { Shop } from './shop-metrics.ts';

/** Runs with `FIREBREAK_SEEDS=1,2,3` of one's own. */
const SEEDS = (process.env['FIREBREAK_SEEDS'] ?? '3,11').split(',').map(Number);
const T0 = instant(1_800_000_000_000);
const STEP_MS = 10_000;

interface Life {
  readonly rollout: Rollout;
  readonly traffic: FakeTraffic;
  readonly points: ReadonlySet<CrashPoint>;
  readonly deaths: number;
  readonly events: readonly RolloutEvent[];
}

/**
 * A whole rollout whose reconciler dies again and again, over an engine that loses calls and counters that are really counted. Time goes on by a step
 * with each pass.
 */
async function live(
  seed: number,
  options: {
    readonly ratio: number;
    readonly hours?: number;
    readonly chance?: number;
    readonly judge?: (real: RolloutJudge) => RolloutJudge;
    readonly shop?: (shop: Shop) => void;
    readonly clock?: (now: Instant, pass: number) => Instant;
    readonly isMeasured?: (pass: number) => boolean;
  },
): Promise<Life> {
  const { ratio, hours = 3, chance = 0.1, isMeasured = () => true } = options;
  const random = seededRandom(seed);
  const memory: Memory = emptyMemory();
  const traffic = idleTraffic();
  const shop = new Shop({ random, ratio });
  options.shop?.(shop);
  let now = T0;
  let deaths = 0;
  let isKilling = false;
  const killer = openKiller({ random, probability: chance, isOn: () => isKilling && deaths < 40 });
  let isDead = false;
  /** What a killed process calls has no effect any more, also where its code catches the kill. */
  const mortal = <T extends object>(what: T): T =>
    new Proxy(what, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        const call = value.bind(target) as (...args: unknown[]) => Promise<unknown>;
        if (!['append', 'act', 'observe'].includes(String(name))) return call;
        return async (...args: unknown[]) => {
          if (isDead) throw new Crash('dead already');
          try {
            return await call(...args);
          } catch (error) {
            isDead ||= error instanceof Crash;
            throw error;
          }
        };
      },
    });
  const open = (): NodeStore => memoryStore({ memory, views: SERVER_VIEWS, upCasters: [] });
  const id = await start(open());
  isKilling = true;
  let series = new SeriesMemory();
  let world: RolloutWorld | null = null;
  const passes = (hours * 3_600_000) / STEP_MS;
  for (let pass = 0; pass < passes; pass += 1) {
    now = options.clock?.(instant(now + STEP_MS), pass) ?? instant(now + STEP_MS);
    shop.serve(traffic.percent, STEP_MS);
    if (isMeasured(pass)) shop.tell(series, now);
    if (world === null) {
      const store = mortal(killer.around(open(), ['append']));
      const real = openLocalJudge({ series, records: store.records });
      const engine = mortal(killer.around(fakeEngine(traffic, { fails: () => random() < 0.1 }), ['act', 'observe']));
      world = {
        store,
        engineOf: () => engine,
        toldBy: () => null,
        judge: options.judge?.(real) ?? real,
        judgeTimeoutMs: 5,
        brakesOn: async () => [],
        now: () => now,
      };
    }
    await passRollout(world, id).catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
    });
    if (isDead) {
      deaths += 1;
      isDead = false;
      // A new process: measurements of this node are gone with it.
      series = new SeriesMemory();
      world = null;
    }
    const { rollout } = await readRollout(open(), id);
    if (rollout?.end != null) break;
  }
  const { rollout } = await readRollout(open(), id);
  if (rollout === null) throw new Error('it is gone');
  const events = memory.events.flatMap((envelope) => rolloutEventOf(envelope) ?? []);
  return { rollout, traffic, points: killer.points, deaths, events };
}

async function start(store: NodeStore): Promise<string> {
  const by = { kind: 'human', id: 'ann', name: 'Ann' } as const;
  const staged = plan({ stages: [stage('five', 5), stage('half', 50)] });
  const started = startRollout({
    plan: staged,
    subject: { repository: 'local:shop', change: null, revision: 'abc', planDigest: digestOf('plan') },
    weight: { tier: 2, riskPercentile: 0.2 },
    safety: { answer: 'safe', reasons: [] },
    running: null,
    previous: null,
    by,
    now: T0,
  });
  const [first] = started.ok ? started.value : [];
  if (first?.kind !== 'RolloutStarted') throw new Error('it was not started');
  await handleRollout({ store, id: first.id, actor: 'ann', plan: () => started });
  return first.id;
}

const orders = ({ traffic }: Life): string[] => traffic.done.map(({ act }) => act.kind);

describe.each(SEEDS)('a reconciler that dies around every act (seed %i)', (seed) => {
  it('brings a healthy version to everybody, each order under one id', async () => {
    const life = await live(seed, { ratio: 1 });
    expect([...life.points].sort()).toEqual(
      ['act', 'append', 'observe'].flatMap((call) => [`after ${call}`, `before ${call}`]).sort(),
    );
    expect(life.rollout.end?.kind).toBe('finished');
    expect(life.traffic).toMatchObject({ percent: 100, phase: 'promoted' });
    const ids = life.traffic.done.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(orders(life)).toEqual(['set-weight', 'set-weight', 'promote']);
  });

  it('takes a bad version back, and never gives it more', async () => {
    const life = await live(seed, { ratio: 8 });
    expect(life.rollout.end?.kind).toBe('rolled-back');
    expect(life.traffic).toMatchObject({ percent: 0, phase: 'aborted' });
    expect(orders(life)).toEqual(['set-weight', 'abort']);
  });
});

describe('a judge that is of no use', () => {
  const judging = (judge: () => Promise<unknown>) => (): RolloutJudge => ({ judge, forget: async () => {} });
  const bad: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['is down', () => Promise.reject(new Error('down'))],
    [
      'throws at once',
      () => {
        throw new Error('broken');
      },
    ],
    ['never answers', () => new Promise(() => {})],
    ['answers a word', async () => 'promote'],
    ['answers in capitals', async () => ({ ...judgement('promote', 'five'), decision: 'PROMOTE' })],
    ['answers without a reason', async () => ({ ...judgement('rollback', 'five'), reasons: [] })],
    ['answers a number for the stage', async () => ({ ...judgement('promote', 'five'), stage: 5 })],
    ['answers nothing', async () => undefined],
    ['answers of another stage', async () => judgement('promote', 'half')],
  ];

  it.each(bad)('never kills a healthy rollout, nor promotes one, when it %s', async (_what, judge) => {
    const life = await live(5, { ratio: 1, hours: 0.1, chance: 0, judge: judging(judge) });
    expect(life.rollout).toMatchObject({ end: null, stop: null, passed: null, weights: { deploy: 5 } });
    expect(orders(life)).toEqual(['set-weight']);
  });

  it('would promote a bad version if it said so: the tests above can fail', async () => {
    const life = await live(5, {
      ratio: 8,
      chance: 0,
      judge: () => ({
        judge: async ({ rollout: { stage: at, stages } }) => judgement('promote', stages[at?.index ?? 0]?.name ?? null),
        forget: async () => {},
      }),
    });
    expect(life.rollout.end?.kind).toBe('finished');
  });

  it('pauses and asks once the time of the stage is over, whatever the version', async () => {
    for (const ratio of [1, 8]) {
      const life = await live(5, { ratio, hours: 1.2, chance: 0, judge: judging(async () => null) });
      expect(life.rollout.paused?.cause).toEqual({ code: 'stage-time', stage: 'five' });
      expect(life.traffic.percent).toBe(5);
    }
  });

  it('is heard again when it comes back: a bad version is taken back also while it is paused', async () => {
    let asked = 0;
    const life = await live(5, {
      ratio: 8,
      hours: 2,
      chance: 0,
      judge: (real) => ({
        judge: (request) => {
          asked += 1;
          return asked < 400 ? Promise.reject(new Error('down')) : real.judge(request);
        },
        forget: real.forget,
      }),
    });
    expect(life.events.some(({ kind }) => kind === 'RolloutPaused')).toBe(true);
    expect(life.rollout.end?.kind).toBe('rolled-back');
  });

  it('is not asked before a stage was entered', async () => {
    const store = memoryStore({ memory: emptyMemory(), views: SERVER_VIEWS, upCasters: [] });
    const { rollout } = await readRollout(store, await start(store));
    const judge = { judge: () => Promise.reject(new Error('asked')), forget: async () => {} };
    expect(rollout === null ? null : await askJudge(judge, { rollout, now: T0 })).toBeNull();
  });
});

describe('measurements that are wrong, through the whole path', () => {
  it('lead nowhere while there are none, and end in a pause', async () => {
    const life = await live(7, { ratio: 8, hours: 1.2, chance: 0, isMeasured: () => false });
    expect(life.rollout.paused?.cause).toEqual({ code: 'stage-time', stage: 'five' });
    expect(life.rollout.judged?.reasons).toContain('no-data errors');
    expect(orders(life)).toEqual(['set-weight']);
  });

  it('that come twice, late and out of order tell the same', async () => {
    const make = (isDisturbed: boolean) =>
      live(7, {
        ratio: 8,
        chance: 0,
        shop: (shop) => {
          shop.isDisturbed = isDisturbed;
        },
      });
    const [plain, disturbed] = [await make(false), await make(true)];
    expect([plain.rollout.end?.kind, disturbed.rollout.end?.kind]).toEqual(['rolled-back', 'rolled-back']);
    const healthy = await live(7, {
      ratio: 1,
      chance: 0,
      shop: (shop) => {
        shop.isDisturbed = true;
      },
    });
    expect(healthy.rollout.end?.kind).toBe('finished');
  });

  it('of counters that begin anew make no error', async () => {
    const life = await live(9, {
      ratio: 1,
      chance: 0,
      shop: (shop) => {
        shop.resetEveryMs = 120_000;
      },
    });
    expect(life.rollout.end?.kind).toBe('finished');
    const bad = await live(9, {
      ratio: 8,
      chance: 0,
      shop: (shop) => {
        shop.resetEveryMs = 120_000;
      },
    });
    expect(bad.rollout.end?.kind).toBe('rolled-back');
  });

  it.each([
    ['forward by a day', 86_400_000],
    ['back by a day', -86_400_000],
  ])('by a clock that jumps %s kill no healthy version', async (_what, jumpMs) => {
    const life = await live(9, {
      ratio: 1,
      hours: 1.5,
      chance: 0,
      clock: (now, pass) => (pass === 20 ? instant(now + jumpMs) : now),
    });
    expect(life.rollout.stop).toBeNull();
    expect(['finished', undefined]).toContain(life.rollout.end?.kind);
  });
});
