import { advance, EMPTY_LEDGER, type Sample, startJudging, startStage } from '../../src/domain/judge/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { ERRORS, planOf } from './own.ts';
import { Chance } from './world.ts';

/** What it costs to judge many metrics at once, on one core. */
export interface StreamResult {
  readonly streams: number;
  readonly rounds: number;
  /** Processor seconds of one round, all streams: median and greatest. */
  readonly medianSeconds: number;
  readonly mostSeconds: number;
  /** JSON of one state, in bytes. */
  readonly stateBytes: number;
}

const STEP_MS = 10_000;
const START = Date.UTC(2026, 0, 5);
const WARM_ROUNDS = 2;

/** Each round brings one reading of both arms of every stream, ten seconds after the last, through the product's one way. */
export function runStreams({ streams, rounds, seed }: { streams: number; rounds: number; seed: number }): StreamResult {
  const plan = { ...planOf(ERRORS), stepMs: STEP_MS };
  const stage = { name: '1', canaryShare: 0.05, leastMs: 0, leastUnlearntMs: 600_000, horizon: null };
  const chance = new Chance(seed);
  const totals = Array.from({ length: streams }, () => ({ canary: 0, control: 0 }));
  let states = totals.map(() => startStage(startJudging(plan), { plan, stage, now: instant(START) }));
  const seconds: number[] = [];
  for (let round = 1; round <= rounds + WARM_ROUNDS; round += 1) {
    const now = instant(START + round * STEP_MS);
    const samples = totals.map((total) => readings(total, { round, now, chance }));
    const before = process.cpuUsage();
    states = states.map(
      (state, at) =>
        advance(state, { plan, samples: samples[at] ?? [], now, ledger: EMPTY_LEDGER, notToldApart: [] }).state,
    );
    const { user, system } = process.cpuUsage(before);
    if (round > WARM_ROUNDS) seconds.push((user + system) / 1e6);
  }
  return {
    streams,
    rounds,
    medianSeconds: quantile(seconds, 0.5) as number,
    mostSeconds: Math.max(...seconds),
    stateBytes: JSON.stringify(states[0]).length,
  };
}

function readings(
  total: { canary: number; control: number },
  { round, now, chance }: { round: number; now: Sample['at']; chance: Chance },
): readonly Sample[] {
  total.canary += chance.count(1);
  total.control += chance.count(19);
  const reading = (arm: Sample['arm'], events: number, exposure: number): Sample => ({
    metric: ERRORS.name,
    arm,
    series: '',
    at: now,
    since: null,
    counts: { kind: 'events', events, exposure: exposure * round },
  });
  return [reading('canary', total.canary, 200), reading('control', total.control, 3_800)];
}
