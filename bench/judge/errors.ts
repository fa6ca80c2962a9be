import { type DispersionLedger, EMPTY_LEDGER, type MetricSpec } from '../../src/domain/judge/index.ts';
import { ERRORS, judgeStops, learnt, ORDERS, plainStop, samplesOf } from './own.ts';
import { MINUTES, RIVALS, type Rival, rivalStops, type StoppedAt } from './rival.ts';
import { type Cell, cellOf } from './table.ts';
import { Chance, type CountWorld, type Minute, minutesOf } from './world.ts';

/** One scenario: a service, its noise, a true ratio. */
export interface Scenario {
  readonly name: string;
  readonly world: CountWorld;
  readonly ratio: number;
  readonly metric: MetricSpec;
}

export const WAYS = [...RIVALS, 'e', 'judge', 'judge, learnt', 'learnt, looks'] as const;
export type Way = (typeof WAYS)[number];

export interface ScenarioResult {
  readonly scenario: string;
  readonly ratio: number;
  readonly cells: Readonly<Partial<Record<Way, Cell>>>;
}

const SHARE = 0.005;
/** Orders of users. */
const CONVERSION = 0.02;

const errorWorld = (canary: number, control: number, noise: CountWorld['noise'] = 'none'): CountWorld => ({
  canary,
  control,
  share: SHARE,
  noise,
  noiseSd: noise === 'shared' ? 0.5 : 0.3,
});

const errors = (name: string, world: CountWorld, ratio: number): Scenario => ({ name, world, ratio, metric: ERRORS });
const SIZES = [
  [1_000, 1_000],
  [1_000, 19_000],
  [50, 950],
] as const;

/** The scenarios of the tables, in their order. */
export const SCENARIOS: readonly Scenario[] = [
  ...SIZES.flatMap(([canary, control]) => {
    const size = `${canary} v ${control}/min`;
    const plain = errorWorld(canary, control);
    const own = errorWorld(canary, control, 'own');
    return [
      errors(`${size}, no worse`, plain, 1),
      errors(`${size}, no worse, shared noise`, errorWorld(canary, control, 'shared'), 1),
      errors(`${size}, no worse, spike in both`, errorWorld(canary, control, 'spike'), 1),
      errors(`${size}, no worse, own noise`, own, 1),
      ...[1.5, 2, 5].map((ratio) => errors(`${size}, x${ratio}`, plain, ratio)),
      ...[1.5, 2, 5].map((ratio) => errors(`${size}, x${ratio}, own noise`, own, ratio)),
    ];
  }),
  ...[1_000, 200].flatMap((canary) =>
    [0, 0.1, 0.2, 0.5, 0.9].map((drop): Scenario => {
      const world: CountWorld = { canary, control: 19 * canary, share: CONVERSION, noise: 'shared', noiseSd: 0.3 };
      const name = `${canary * CONVERSION} orders/min on the canary, ${drop === 0 ? 'no drop' : `${Math.round(100 * drop)} % drop`}`;
      return { name, world, ratio: 1 - drop, metric: ORDERS };
    }),
  ),
];

/** Of a stage of an hour. */
const LOOKS = 12;

/** Stable against stable before the rollouts: a week, of five services alike, each judging a fifth of the runs. */
export const LEARNT = { hours: 168, services: 5 };

/** Runs one scenario under every way to judge. */
export function runScenario(
  scenario: Scenario,
  { runs, kayentaRuns, seed }: { runs: number; kayentaRuns: number; seed: number },
): ScenarioResult {
  const { world, ratio, metric, name } = scenario;
  const side = metric.kind === 'business' ? -1 : 1;
  const ledgers = ledgersOf(scenario, seed);
  const canaryShare = world.canary / (world.canary + world.control);
  const stops: Record<Way, StoppedAt[]> = {
    K60: [],
    K10: [],
    z: [],
    Argo: [],
    GST: [],
    CS: [],
    e: [],
    judge: [],
    'judge, learnt': [],
    'learnt, looks': [],
  };
  const chance = new Chance(seed);
  for (let run = 0; run < runs; run += 1) {
    const minutes = hour(world, ratio, chance);
    const rivals = rivalStops(minutes, {
      side,
      usualShare: world.share,
      chance: new Chance(seed + run),
      hasKayenta: run < kayentaRuns,
    });
    for (const rival of Object.keys(rivals) as Rival[]) stops[rival].push(rivals[rival] ?? null);
    stops.e.push(plainStop(minutes, side));
    const samples = samplesOf(metric, minutes);
    const judged = { metric, minutes: MINUTES, canaryShare };
    stops.judge.push(judgeStops(samples, { ...judged, ledger: EMPTY_LEDGER }));
    const ledger = ledgers[run % ledgers.length] as DispersionLedger;
    stops['judge, learnt'].push(judgeStops(samples, { ...judged, ledger }));
    stops['learnt, looks'].push(judgeStops(samples, { ...judged, ledger, looks: LOOKS }));
  }
  const cells = Object.fromEntries(WAYS.filter((way) => stops[way].length > 0).map((way) => [way, cellOf(stops[way])]));
  return { scenario: name, ratio, cells };
}

function hour(world: CountWorld, ratio: number, chance: Chance): Minute[] {
  const stream = minutesOf(world, ratio, chance);
  return Array.from({ length: MINUTES }, () => stream.next().value);
}

const remembered = new Map<string, readonly DispersionLedger[]>();

/** Ledgers depend on the world alone, never on the truth of a scenario. */
export function ledgersOf(
  { world, metric }: Pick<Scenario, 'world' | 'metric'>,
  seed: number,
): readonly DispersionLedger[] {
  const key = JSON.stringify([world, metric.name, seed]);
  const known =
    remembered.get(key) ??
    Array.from({ length: LEARNT.services }, (_, service) =>
      learnt(world, { metric, hours: LEARNT.hours, seed: seed + 7_919 * (service + 1) }),
    );
  remembered.set(key, known);
  return known;
}
