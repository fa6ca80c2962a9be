import { describe, expect, it } from 'vitest';
import { type DispersionLearner, openLearner, openLocalJudge, SERVER_VIEWS } from '../../src/control/index.ts';
import { type DispersionLedger, dispersionAt, type Judgement, placeOf } from '../../src/domain/judge/index.ts';
import { evolve, type Rollout, startRollout } from '../../src/domain/rollout/index.ts';
import { SeriesMemory, type StatedPoint } from '../../src/domain/signal/index.ts';
import { digestOf, type Instant, instant } from '../../src/kernel/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';
import { emptyMemory, memoryStore } from '../event-store/memory-store.ts';
import { Fleet } from './fleet.ts';
import { plan, stage } from './plan.ts';

const T0 = instant(1_800_000_000_000);
const STEP_MS = 30_000;
const HOUR = 3_600_000 / STEP_MS;
const PODS = ['a', 'b', 'c', 'd'];
const PLAN = plan({
  timing: { stepMs: STEP_MS, latenessMs: 0, silenceMs: 300_000, leastEvents: 5 },
  stages: [stage('fifth', 20, { leastMs: 10 * 3_600_000 })],
});
const STATED = { repository: 'local:shop', plan: PLAN };

/** A shop with what its node remembers; time goes on by steps. */
class Shop {
  readonly records = memoryStore({ memory: emptyMemory(), views: SERVER_VIEWS, upCasters: [] }).records;
  readonly stable: Fleet;
  now = T0;
  series = new SeriesMemory();
  learner = this.#open();
  #random: () => number;

  constructor({ seed, noise }: { readonly seed: number; readonly noise: number }) {
    this.#random = seededRandom(seed);
    this.stable = this.fleet({ arm: 'control', instances: PODS, share: 0.01, noise });
  }

  fleet(given: { arm: string; instances: readonly string[]; share: number; noise: number }): Fleet {
    return new Fleet({ random: () => this.#random(), ...given });
  }

  /** A new process; counters are fetched anew where `isKept`. */
  restart({ isKept }: { isKept: boolean }): void {
    if (!isKept) this.series = new SeriesMemory();
    this.learner = this.#open();
  }

  /** Learns each so many steps, as the loop of a node does. */
  async run(
    steps: number,
    given: { each?: number; rollouts?: readonly Rollout[]; more?: (at: Instant) => readonly StatedPoint[] } = {},
  ) {
    const { each = 20, rollouts = [], more = () => [] } = given;
    for (let step = 1; step <= steps; step += 1) {
      this.now = instant(this.now + STEP_MS);
      this.series.take([...this.stable.serve(750, this.now), ...more(this.now)], this.now);
      if (step % each === 0) await this.learner.pass([STATED], rollouts);
    }
  }

  async ledger(): Promise<DispersionLedger> {
    return this.learner.ledgerOf(rolloutAt(this.now));
  }

  async learnt() {
    const [metric] = await this.learner.learntOf(STATED);
    return metric;
  }

  /** Gives a canary a fifth of the traffic until it is stopped, for at most so many steps. */
  async roll(
    steps: number,
    { canary, ledger }: { canary: Fleet; ledger: DispersionLedger | null },
  ): Promise<readonly [number, Judgement | null]> {
    const rollout = { ...rolloutAt(this.now), stage: { index: 0, enteredAt: this.now, clockFrom: this.now } };
    const learning = ledger === null ? {} : { ledgerOf: async () => ledger };
    const judge = openLocalJudge({ series: this.series, records: this.records, ...learning });
    for (let step = 1; step <= steps; step += 1) {
      await this.run(1, { each: 1, rollouts: [rollout], more: (at) => canary.serve(750, at) });
      await judge.judge({ rollout, now: this.now });
      if (judge.last(rollout.id)?.decision === 'rollback') return [step, judge.last(rollout.id)];
    }
    return [steps, judge.last(rollout.id)];
  }

  #open(): DispersionLearner {
    return openLearner({ series: this.series, records: this.records, now: () => this.now });
  }
}

function rolloutAt(now: Instant): Rollout {
  const started = startRollout({
    plan: PLAN,
    subject: { repository: STATED.repository, change: null, revision: 'abc', planDigest: digestOf('plan') },
    weight: { tier: 2, riskPercentile: 0.2 },
    safety: { answer: 'safe', reasons: [] },
    running: null,
    previous: null,
    by: { kind: 'human', id: 'ann', name: 'Ann' },
    now,
  });
  const rollout = started.ok ? started.value.reduce<Rollout | null>(evolve, null) : null;
  if (rollout === null) throw new Error('it was not started');
  return rollout;
}

/** What is known at the stage's split, for a comparison of an hour. */
function phiOf({ entries }: DispersionLedger): number {
  const place = placeOf({ metric: 'errors', part: null, share: 0.2, eventsPerMinute: 60 });
  return dispersionAt({ entries }, { ...place, minutes: 60 }).phi;
}

describe('learning between rollouts how much a version that stands scatters', () => {
  it('lets the judge stop sooner and for less, and says since when it is known', async () => {
    const shop = new Shop({ seed: 3, noise: 0 });
    await shop.run(24 * HOUR);
    expect(await shop.learnt()).toMatchObject({ metric: 'errors', standing: 'learning', instances: 4, minutes: 256 });
    expect((await shop.learnt())?.windows).toBeGreaterThan(1_500);
    const worse = () => shop.fleet({ arm: 'canary', instances: ['e'], share: 0.013, noise: 0 });
    const [soon, judged] = await shop.roll(2 * HOUR, { canary: worse(), ledger: await shop.ledger() });
    expect(judged).toMatchObject({
      decision: 'rollback',
      metrics: [{ baseRatio: 1, dispersion: { state: 'learnt' } }],
    });
    expect(soon).toBeLessThan(2 * HOUR);
    const [, twin] = await shop.roll(2 * HOUR, { canary: worse(), ledger: null });
    expect(twin).toMatchObject({ decision: 'hold', metrics: [{ baseRatio: 1.25, dispersion: { state: 'unknown' } }] });
  });

  it('lets the judge leave alone what is no worse than instances that drift by themselves', async () => {
    const shop = new Shop({ seed: 4, noise: 0.4 });
    await shop.run(24 * HOUR);
    const quiet = new Shop({ seed: 4, noise: 0 });
    await quiet.run(24 * HOUR);
    const [ledger, blithe] = [await shop.ledger(), await quiet.ledger()];
    expect(phiOf(ledger)).toBeGreaterThan(3);
    const decisions: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const canary = shop.fleet({ arm: 'canary', instances: [`e${turn}`], share: 0.01, noise: 0.4 });
      const [, judged] = await shop.roll(HOUR, { canary, ledger });
      expect(judged?.decision).toBe('hold');
      const twin = shop.fleet({ arm: 'canary', instances: [`f${turn}`], share: 0.01, noise: 0.4 });
      decisions.push((await shop.roll(HOUR, { canary: twin, ledger: blithe }))[1]?.decision ?? '');
    }
    // With what a quiet shop has learnt it would stop them.
    expect(decisions).toContain('rollback');
    const broken = shop.fleet({ arm: 'canary', instances: ['g'], share: 0.08, noise: 0.4 });
    expect((await shop.roll(HOUR, { canary: broken, ledger }))[1]?.decision).toBe('rollback');
  });

  it('never learns of a canary, nor while one is rolled out', async () => {
    const shop = new Shop({ seed: 5, noise: 0 });
    const canary = shop.fleet({ arm: 'canary', instances: ['e', 'f'], share: 0.3, noise: 1 });
    const more = (at: Instant) => canary.serve(750, at);
    await shop.run(6 * HOUR, { more });
    const before = await shop.ledger();
    expect(phiOf(before)).toBeLessThan(2.5);
    await shop.run(2 * HOUR, { more, rollouts: [rolloutAt(shop.now)] });
    expect(await shop.learnt()).toMatchObject({ standing: 'rollout' });
    expect(await shop.ledger()).toEqual(before);
    // It has ended: what it may still move is not learnt either.
    const ended = { ...rolloutAt(shop.now), end: { kind: 'rolled-back', by: JUDGE, at: shop.now } } as const;
    await shop.run(10, { more, each: 1, rollouts: [ended] });
    expect(await shop.ledger()).toEqual(before);
    await shop.run(HOUR, { rollouts: [ended] });
    expect(await shop.ledger()).not.toEqual(before);
  });

  it('takes each step in once, through restarts, late and doubled samples', async () => {
    const ledgers: DispersionLedger[] = [];
    for (const isDisturbed of [false, true]) {
      const shop = new Shop({ seed: 6, noise: 0.2 });
      let late: readonly StatedPoint[] = [];
      for (let turn = 0; turn < 3 * HOUR; turn += 1) {
        const before = late;
        await shop.run(1, { each: 1, more: () => (isDisturbed ? [...before, ...before] : []) });
        late = shop.stable.told(shop.now);
        if (isDisturbed && turn % 50 === 49) shop.restart({ isKept: true });
      }
      ledgers.push(await shop.ledger());
    }
    expect(ledgers[0]?.entries.length).toBeGreaterThan(0);
    expect(ledgers[1]).toEqual(ledgers[0]);
  });

  it('loses what was on its way, and nothing else, where the measurements are gone', async () => {
    const shop = new Shop({ seed: 7, noise: 0 });
    await shop.run(3 * HOUR);
    const before = await shop.learnt();
    shop.restart({ isKept: false });
    expect(await shop.learnt()).toEqual(before);
    await shop.run(HOUR);
    const after = await shop.learnt();
    expect(after?.since).toBe(before?.since);
    expect(after?.windows).toBeGreaterThan(before?.windows ?? 0);
  });

  it('says why it learns nothing', async () => {
    const shop = new Shop({ seed: 8, noise: 0 });
    expect(await shop.learnt()).toMatchObject({ standing: 'no-data', windows: 0, since: null, minutes: 0 });
    const alone = openLearner({ series: shop.series, records: shop.records, now: () => shop.now });
    const single = shop.fleet({ arm: 'control', instances: ['only'], share: 0.01, noise: 0 });
    for (let step = 0; step < 10; step += 1) {
      shop.now = instant(shop.now + STEP_MS);
      shop.series.take(single.serve(750, shop.now), shop.now);
      await alone.pass([STATED], []);
    }
    expect(await alone.learntOf(STATED)).toMatchObject([{ standing: 'one-instance', windows: 0 }]);
  });
});

const JUDGE = { kind: 'judge', id: '', name: 'the judge' } as const;
