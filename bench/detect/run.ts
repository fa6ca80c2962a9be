import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/statistics/index.ts';
import { drawsOf } from './draw.ts';
import {
  type DropOutcome,
  dropCase,
  HORIZON,
  type Protocol,
  productOutcome,
  rivalOutcomes,
  runThrough,
  settingFor,
} from './drop.ts';
import { nabScore } from './nab.ts';
import { type DropRow, rowOf, tableOf } from './report.ts';
import { ewmaRival, seasonalRival, trailingRival } from './rival.ts';
import { type CountKind, countKind, readSeries, type Series } from './series.ts';
import { speedOf } from './speed.ts';
import { drawn, FLOWS } from './synthetic.ts';

/**
 * Benchmark of detection without a control: `./script/bench detect [--data DIR] [--seed N] [--draws N] [--budget N] [--json]`.
 * Drops put into series of counts, the labels of the data, speed and memory.
 */
const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** How often each synthetic flow is drawn; 0 = not. */
    draws: { type: 'string', default: '2' },
    /** Alarms a week that the product may raise falsely. */
    budget: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const RIVALS = [
  ewmaRival({ weight: 0.05, isLog: false }),
  ewmaRival({ weight: 0.05, isLog: true }),
  trailingRival({ window: 200, isLog: false }),
  trailingRival({ window: 200, isLog: true }),
  seasonalRival({ isSummed: false }),
  seasonalRival({ isSummed: true }),
];
const BUDGETS = [0.25, 1, 4];
const STEPS_MS = [60_000, 300_000, 1_800_000];

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  console.error(`--${name} takes a number of at least ${least}`);
  process.exit(2);
}

const seed = number('seed', options.seed, 0);
const draws = number('draws', options.draws, 0);
const budget = number('budget', options.budget, 0.001);
const folder = options.data ?? process.env['FIREBREAK_BENCH_DATA'] ?? '../shared/data/anomaly';
const series = read(folder);
const say = (text: string) => {
  if (!options.json) console.log(text);
};

function read(place: string): readonly Series[] {
  if (options.data === undefined && !existsSync(place)) {
    console.error('no data: give --data DIR for series of your own; synthetic flows only');
    return [];
  }
  try {
    return readSeries(place);
  } catch (problem) {
    console.error(problem instanceof Error ? problem.message : String(problem));
    process.exit(2);
  }
}

interface Group {
  readonly group: string;
  readonly series: readonly string[];
  readonly rows: readonly DropRow[];
  readonly outcomes: readonly (DropOutcome & { readonly protocol: Protocol })[];
}

function dropsIn(group: string, members: readonly Series[]): Group | null {
  if (members.length === 0) return null;
  const outcomes = members.flatMap((member, at) => {
    const given = dropCase(member, drawsOf(seededRandom(1_000 * seed + at)));
    const rivals = RIVALS.map((rival) => rivalOutcomes(rival, given));
    return [
      ...rivals.map(({ before }) => ({ ...before, protocol: 'before' as const })),
      { ...productOutcome(given, budget), protocol: 'before' as const },
      ...rivals.map(({ same }) => ({ ...same, protocol: 'same' as const })),
    ];
  });
  const keys = [...new Set(outcomes.map(({ protocol, detector }) => `${protocol}:${detector}`))];
  const rows = keys.map((key) => {
    const own = outcomes.filter(({ protocol, detector }) => `${protocol}:${detector}` === key);
    const steps = own.map((outcome) => members.find(({ name }) => name === outcome.series)?.stepMs ?? 0);
    return rowOf(own[0]?.protocol ?? 'before', own, steps);
  });
  say(`\n## Drops found within ${HORIZON} samples: ${group}\n`);
  for (const member of members)
    say(`- ${member.name}, step ${member.stepMs / 60_000} min, ${member.values.length} samples`);
  for (const [protocol, told] of [
    ['before', 'Thresholds learnt on what came before'],
    ['same', 'Thresholds set on the untouched half where the drops are put in'],
  ] as const) {
    say(`\n${told}:\n\n${tableOf(rows.filter((row) => row.protocol === protocol))}`);
  }
  return { group, series: members.map(({ name }) => name), rows, outcomes };
}

const kinds = new Map(series.map((each) => [each.name, countKind(each)] as const));
const ofKind = (kind: CountKind) => series.filter(({ name }) => kinds.get(name) === kind);
const flows = Array.from({ length: draws }, (_, draw) =>
  FLOWS.map((flow, at) => drawn(flow, 10_000 * seed + 100 * draw + at)),
);
const groups = [
  dropsIn('counts', ofKind('counts')),
  dropsIn('thin counts', ofKind('thin counts')),
  dropsIn('synthetic flows', flows.flat()),
].filter((group) => group !== null);
say(`\n${ofKind('no counts').length} series count no events: no drop can be put into them by thinning.`);

const labelled = BUDGETS.map((alarmsPerWeek) => {
  const detections = series.map((each) => {
    const setting = settingFor(each, { alarmsPerWeek, directions: ['drop', 'rise'] });
    return { series: each, openings: runThrough(each, setting, new Set()).openings };
  });
  const cases = detections.map(({ series: { name }, openings }) => ({ series: name, openings }));
  return { budget: alarmsPerWeek, ...nabScore(detections), cases };
});
if (series.length > 0) {
  say('\n## Labels\n\n| budget a week | NAB score | windows found | alarms | outside of windows | of these a week |');
  say('|---|---|---|---|---|---|');
  for (const row of labelled) {
    const { score, found, windows, alarms, falseAlarms, falsePerWeek } = row;
    const cells = [
      row.budget,
      score.toFixed(1),
      `${found} of ${windows}`,
      alarms,
      falseAlarms,
      falsePerWeek.toFixed(2),
    ];
    say(`| ${cells.join(' | ')} |`);
  }
}

const speeds = STEPS_MS.map((stepMs) => speedOf(stepMs, seed));
say('\n## Speed, one core\n\n| step | updates a second | bytes a series | as JSON |\n|---|---|---|---|');
for (const { stepMs, updatesPerSecond, bytes, jsonBytes } of speeds) {
  say(`| ${stepMs / 60_000} min | ${updatesPerSecond} | ${bytes} | ${jsonBytes} |`);
}
if (options.json) {
  const document = { schema: 'firebreak.bench/v1', name: 'detect', seed, draws, budget, horizon: HORIZON };
  const classes = Object.fromEntries(kinds);
  console.log(JSON.stringify({ ...document, classes, groups, labels: labelled, speeds }, null, 2));
}
