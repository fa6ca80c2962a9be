import { newWatch, packWatch, type Watch, watch, watchSetting } from '../../src/domain/detection/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { median } from './series.ts';
import { drawn, FLOWS } from './synthetic.ts';

/** How fast series are updated and how large they are. */
export interface Speed {
  readonly stepMs: number;
  readonly updatesPerSecond: number;
  /** Bytes of the numbers that a watch keeps, and of its JSON. */
  readonly bytes: number;
  readonly jsonBytes: number;
}

const SERIES = 50;
const UPDATES = 400;
/** Parts that are timed one by one: their median is told. */
const PARTS = 10;

/** Times updates of fifty full watches in turn, as a server that takes one sample of each series after the other. */
export function speedOf(stepMs: number, seed: number): Speed {
  const flow = FLOWS.find(({ name }) => name === 'negative-binomial-30');
  if (flow === undefined) throw new Error('the flow to time is gone');
  const days = stepMs >= 1_800_000 ? 120 : stepMs >= 300_000 ? 30 : 9;
  const { values } = drawn({ ...flow, stepMs, days }, seed);
  const setting = watchSetting({ stepMs });
  let full = newWatch(setting);
  const from = values.length - UPDATES;
  for (const [index, value] of values.subarray(0, from).entries()) {
    full = watch(full, { at: instant(index * stepMs), value }).watch;
  }
  const series: Watch[] = new Array<Watch>(SERIES).fill(full);
  const rates: number[] = [];
  for (let index = from; index < values.length; ) {
    // Time of the processor: what else runs on the machine counts for little.
    const before = process.cpuUsage();
    const end = index + UPDATES / PARTS;
    for (; index < end; index += 1) {
      const sample = { at: instant(index * stepMs), value: values[index] as number };
      for (const [at, state] of series.entries()) series[at] = watch(state, sample).watch;
    }
    const { user, system } = process.cpuUsage(before);
    rates.push((SERIES * UPDATES) / PARTS / ((user + system) / 1e6));
  }
  return {
    stepMs,
    updatesPerSecond: Math.round(median(rates)),
    bytes: bytesOf(full),
    jsonBytes: JSON.stringify(packWatch(full)).length,
  };
}

function bytesOf(state: Watch): number {
  const { values, means, candidates, drops } = state;
  const tracks = [
    values,
    means,
    ...candidates.flatMap(({ residuals, all }) => [residuals, all]),
    ...(drops === null ? [] : [drops.kept, ...drops.bases.flatMap(({ seen, due, levels }) => [seen, due, levels])]),
  ];
  const blocks = tracks.reduce((sum, track) => sum + track.blocks.length * 64 * 4, 0);
  const all = [...Object.values(state.tails), ...(drops?.lookouts ?? []).map(({ tail }) => tail)];
  const tails = all.reduce((sum, { counts, sums }) => sum + 8 * (counts.length + sums.length), 0);
  return blocks + tails;
}
