import { parseArgs } from 'node:util';
import { runScenario, SCENARIOS, type ScenarioResult, WAYS, type Way } from './errors.ts';
import { LATENCY_SCENARIOS, LATENCY_WAYS, type LatencyResult, learntLatency, runLatency } from './latency.ts';
import { runProofs } from './proof.ts';
import { runStreams } from './streams.ts';
import { type Cell, cellText, percent, table } from './table.ts';
import { runValues, VALUE_SCENARIOS, VALUE_WAYS, type ValueResult } from './values.ts';

/**
 * Benchmark of the judge of rollouts: `./script/bench judge [--runs N] [--part errors|latency|values|proof|streams] [--seed N] [--json]`. Invented
 * traffic with a known truth, every way to judge on the same minutes.
 */
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    /** All of them where it is left out. */
    part: { type: 'string' },
    streams: { type: 'string', default: '10000' },
    json: { type: 'boolean', default: false },
  },
});

const PARTS = ['errors', 'latency', 'values', 'proof', 'streams'] as const;
/** Scenarios with an effect end early and need fewer runs than those that count false stops. */
const EFFECT_PART = 4;
const LATENCY_PART = 10;
const PROOF_PART = 4;
const KAYENTA_PART = 20;
const LEAST_RUNS = 40;
const ROUNDS = 10;

/** A figure that was set as the goal, and what was measured of it. */
interface Figure {
  readonly goal: string;
  readonly measured: string;
  readonly isMet: boolean;
}

const runs = wholeNumber('runs', options.runs);
const seed = wholeNumber('seed', options.seed);
const parts = options.part === undefined ? PARTS : PARTS.filter((part) => part === options.part);
if (parts.length === 0) fail(`parts: ${PARTS.join(', ')}`);
const has = (part: (typeof PARTS)[number]) => parts.includes(part);
const some = (part: number) => Math.max(LEAST_RUNS, Math.round(runs / part));

const errors: readonly ScenarioResult[] = has('errors') ? SCENARIOS.map(scenarioOf) : [];
const latency = has('latency') ? latencyResults() : [];
const values: readonly ValueResult[] = has('values') ? VALUE_SCENARIOS.map(valuesOf) : [];
const proofs = has('proof') ? runProofs({ runs: some(PROOF_PART), seed }) : [];
const streams = has('streams')
  ? runStreams({ streams: wholeNumber('streams', options.streams), rounds: ROUNDS, seed })
  : null;
const figures = [...errorFigures(), ...latencyFigures(), ...valueFigures(), ...proofFigures(), ...streamFigures()];

if (options.json) {
  const document = {
    schema: 'firebreak.bench/v1',
    name: 'judge',
    runs,
    seed,
    figures,
    errors,
    latency,
    values,
    proofs,
    streams,
  };
  console.log(JSON.stringify(document, null, 2));
} else print();

function scenarioOf(scenario: (typeof SCENARIOS)[number]): ScenarioResult {
  progress(scenario.name);
  const count = scenario.ratio === 1 ? runs : some(EFFECT_PART);
  return runScenario(scenario, { runs: count, kayentaRuns: some(KAYENTA_PART), seed });
}

function latencyResults(): readonly LatencyResult[] {
  progress('latency');
  const ledger = learntLatency(seed + 1);
  return LATENCY_SCENARIOS.map((scenario) => {
    progress(scenario.name);
    return runLatency(scenario, { runs: some(LATENCY_PART), kayentaRuns: some(KAYENTA_PART), seed, ledger });
  });
}

function valuesOf(scenario: (typeof VALUE_SCENARIOS)[number]): ValueResult {
  progress(scenario.name);
  const count = some(scenario.ratio === 1 ? 2 : EFFECT_PART);
  return runValues(scenario, { runs: count, kayentaRuns: some(KAYENTA_PART), seed });
}

/** The goal for counts, asked of means too. */
function valueFigures(): Figure[] {
  return values
    .filter(({ ratio }) => ratio === 1)
    .flatMap(({ scenario, cells }) =>
      figure(`false stops <= 0.5 %: ${scenario}; judge, learnt`, cells['judge, learnt'], ({ share }) => share <= 0.005),
    );
}

function errorFigures(): Figure[] {
  const cell = (name: string, way: Way) => errors.find(({ scenario }) => scenario === name)?.cells[way];
  const rare = (name: string, way: Way) =>
    figure(`false stops <= 0.5 %: ${name}; ${way}`, cell(name, way), ({ share }) => share <= 0.005);
  const soon = (name: string, minutes: number, way: Way) =>
    figure(
      `<= ${minutes} min: ${name}; ${way}`,
      cell(name, way),
      ({ medianMinute, share }) => share > 0.99 && (medianMinute ?? 99) <= minutes,
    );
  const sizes = ['1000 v 1000/min', '1000 v 19000/min', '50 v 950/min'];
  return [
    ...sizes.flatMap((size) => rare(`${size}, no worse, shared noise`, 'judge, learnt')),
    ...sizes.flatMap((size) => rare(`${size}, no worse, own noise`, 'judge, learnt')),
    ...sizes.slice(0, 2).flatMap((size) => soon(`${size}, x5`, 1, 'judge, learnt')),
    ...figure(
      '>= 50 % found: 50 v 950/min, x2; judge, learnt',
      cell('50 v 950/min, x2', 'judge, learnt'),
      ({ share }) => share >= 0.5,
    ),
    ...soon('20 orders/min on the canary, 50 % drop', 3, 'judge, learnt'),
  ];
}

function latencyFigures(): Figure[] {
  const slow = latency.find(({ scenario }) => scenario === '2 % of requests 10x slower')?.cells['judge, learnt'];
  return figure(
    '<= 2 min: 2 % of requests 10x slower; judge, learnt',
    slow,
    ({ medianMinute }) => (medianMinute ?? 99) <= 2,
  );
}

function proofFigures(): Figure[] {
  return proofs
    .filter(({ limit }) => limit === 2)
    .flatMap(({ traffic, noise, falselySafe }) =>
      figure(
        `false "safe" <= 5 %: ${traffic}/min at the limit of 2, noise ${noise}`,
        falselySafe,
        ({ share }) => share <= 0.05,
      ),
    );
}

function streamFigures(): Figure[] {
  if (streams === null) return [];
  const goal = `${streams.streams} streams each 10 s on one core`;
  return [
    {
      goal,
      measured: `${streams.medianSeconds.toFixed(2)} s a round, at most ${streams.mostSeconds.toFixed(2)} s`,
      isMet: streams.mostSeconds < 10,
    },
  ];
}

function figure(goal: string, cell: Cell | undefined, isMet: (cell: Cell) => boolean): Figure[] {
  if (cell === undefined) return [];
  const range = `${percent(cell.share)} % of ${cell.n} (${percent(cell.low)} to ${percent(cell.high)})`;
  const measured = cell.medianMinute === null ? range : `${range}, median minute ${cell.medianMinute}`;
  return [{ goal, measured, isMet: isMet(cell) }];
}

function print(): void {
  const sections: string[] = [];
  if (errors.length > 0) {
    const rows = errors.map(({ scenario, cells }) => [
      scenario,
      ...WAYS.map((way) => cellText(cells[way])),
      String(cells.judge?.n),
    ]);
    sections.push(table(['stopped, % @ median minute', ...WAYS, 'n'], rows));
  }
  if (latency.length > 0) {
    const rows = latency.map(({ scenario, cells }) => [
      scenario,
      ...LATENCY_WAYS.map((way) => cellText(cells[way])),
      String(cells.judge.n),
    ]);
    sections.push(table(['latency, 1000 v 1000/min', ...LATENCY_WAYS, 'n'], rows));
  }
  if (values.length > 0) {
    const rows = values.map(({ scenario, cells }) => [
      scenario,
      ...VALUE_WAYS.map((way) => cellText(cells[way])),
      String(cells.judge.n),
    ]);
    sections.push(table(['means of values', ...VALUE_WAYS, 'n'], rows));
  }
  if (proofs.length > 0) {
    const rows = proofs.map((each) => [
      each.traffic,
      each.noise,
      String(each.limit),
      cellText(each.proved),
      each.forecastMinutes === null ? 'not in a day' : String(each.forecastMinutes),
      `${percent(each.falselySafe.share)} (${percent(each.falselySafe.low)} to ${percent(each.falselySafe.high)})`,
      String(each.proved.n),
    ]);
    sections.push(
      table(
        ['traffic/min', 'noise', 'limit', 'proved, % @ median minute', 'printed before, min', 'falsely safe, %', 'n'],
        rows,
      ),
    );
  }
  if (streams !== null) {
    sections.push(
      `one state: ${streams.stateBytes} bytes of JSON; ${streams.rounds} rounds of ${streams.streams} streams`,
    );
  }
  const verdicts = figures.map(({ goal, measured, isMet }) => [goal, measured, isMet ? 'yes' : 'NO']);
  console.log([...sections, table(['goal', 'measured', 'met'], verdicts)].join('\n\n'));
}

function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}`);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : fail(`--${name} takes a whole number above 0`);
}

function fail(text: string): never {
  console.error(text);
  process.exit(2);
}
