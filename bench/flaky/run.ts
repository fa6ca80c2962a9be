import { parseArgs } from 'node:util';
import { type Interval, reliabilityBins, wilson } from '../../src/statistics/index.ts';
import {
  BOUND,
  daysOf,
  type FlakyRun,
  type FlakyWorld,
  type Strategy,
  simulateFlakes,
  USUAL_WORLD,
} from './simulate.ts';

/**
 * Benchmark of what is known of flaky tests: `./script/bench flaky [--changes N] [--seed N] [--world NAME] [--json]`. Invented
 * suites with known truth; three ways to take a failure.
 */
const { values: options } = parseArgs({
  options: {
    changes: { type: 'string', default: '8000' },
    seed: { type: 'string', default: '1' },
    /** One of the worlds; all where it is left out. */
    world: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const WORLDS: Readonly<Record<string, Partial<FlakyWorld>>> = {
  tests: {},
  'one job': { tests: 1, flakyTests: 1, outage: 0 },
  'load x7': { loadSlope: 2 },
  'bursts 30 %': { burst: 0.3 },
  'flake 10 %': { buildFlake: 0.1 },
  'bad 20 %': { bad: 0.2 },
};
const STRATEGIES: readonly Strategy[] = ['believe', 'retry-once', 'posterior'];
/** To believe at once ejects as often as builds flake, everywhere. */
const BELIEVED = ['tests', 'one job'];
const BINS = 8;

interface Row {
  readonly world: string;
  readonly strategy: Strategy;
  readonly falselyEjected: Interval & { readonly count: number; readonly n: number };
  readonly badLanded: number;
  readonly buildsPerChange: number;
  readonly controls: number;
  readonly said: readonly (Interval & { readonly predicted: number; readonly n: number })[];
  readonly covered: Readonly<Record<'flaked' | 'all', Interval & { readonly n: number }>>;
  readonly load: FlakyRun['model']['load'];
}

function rowOf(name: string, world: FlakyWorld, strategy: Strategy): Row {
  const run = simulateFlakes(world, strategy);
  const { coverage } = run;
  return {
    world: name,
    strategy,
    falselyEjected: { count: run.falselyEjected, n: run.good, ...wilson(run.falselyEjected, run.good) },
    badLanded: run.badLanded,
    buildsPerChange: run.builds / world.changes,
    controls: run.controls,
    said: reliabilityBins({ labels: run.innocent, scores: run.said }, BINS).map(({ predicted, observed, n }) => ({
      predicted,
      n,
      ...wilson(Math.round(observed * n), n),
    })),
    covered: {
      flaked: { n: coverage.flaked.n, ...wilson(coverage.flaked.count, coverage.flaked.n) },
      all: { n: coverage.all.n, ...wilson(coverage.all.count, coverage.all.n) },
    },
    load: run.model.load,
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`--${name} takes a whole number above 0`);
  process.exit(2);
}

const percent = (share: number | null): string => (share === null ? '-' : `${(100 * share).toFixed(2)} %`);
const range = ({ share, low, high }: Interval): string =>
  share === null ? '-' : `${percent(share)} (${percent(low)} to ${percent(high)})`;

const base = {
  ...USUAL_WORLD,
  changes: wholeNumber('changes', options.changes),
  seed: wholeNumber('seed', options.seed),
};
const names = options.world === undefined ? Object.keys(WORLDS) : [options.world];
const rows: Row[] = [];
for (const name of names) {
  const world = WORLDS[name];
  if (world === undefined) {
    console.error(`worlds: ${Object.keys(WORLDS).join(', ')}`);
    process.exit(2);
  }
  for (const strategy of STRATEGIES) {
    if (strategy === 'believe' && !BELIEVED.includes(name)) continue;
    const row = rowOf(name, { ...base, ...world }, strategy);
    rows.push(row);
    if (options.json) continue;
    const { falselyEjected, badLanded, buildsPerChange, controls, said, covered, load } = row;
    console.log(
      `${name}, ${strategy}: falsely ejected ${falselyEjected.count} of ${falselyEjected.n}, ${range(falselyEjected)}; bad landed ${badLanded}; ${buildsPerChange.toFixed(3)} builds a change, ${controls} of them controls`,
    );
    if (strategy !== 'posterior') continue;
    for (const bin of said) console.log(`  said innocent ${percent(bin.predicted)}, were ${range(bin)}, n ${bin.n}`);
    console.log(
      `  95 % intervals that hold the true rate: ${range(covered.flaked)} of ${covered.flaked.n} tests that flaked, ${range(covered.all)} of all ${covered.all.n}`,
    );
    console.log(
      `  effect of load ${load.slope.toFixed(2)} (${load.low.toFixed(2)} to ${load.high.toFixed(2)}), ${load.isUsed ? 'used' : 'not used'}`,
    );
  }
}
if (options.json) {
  const document = { schema: 'firebreak.bench/v1', name: 'flaky', world: base, days: daysOf(base), bound: BOUND, rows };
  console.log(JSON.stringify(document, null, 2));
}
