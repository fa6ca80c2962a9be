import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type AttributionSetting, DEFAULT_ATTRIBUTION } from '../../src/domain/attribution/index.ts';
import { type AttributionCase, readCases } from './case.ts';
import { type Figures, figuresOf, reliabilityOf, reliabilityTable, tableOf } from './report.ts';
import { outcomeOf, productAnswer, RIVALS } from './score.ts';
import { syntheticCases } from './synthetic.ts';
import { FITTED, settingVariants, spoilt, VARIANTS } from './variant.ts';

/**
 * Benchmark of attribution: `./script/bench attribution [--data DIR] [--seed N] [--draws N] [--json]`. Cases with known culprits
 * against rivals that look at one thing; with each sort of evidence left out; with every weight halved and doubled; synthetic cases.
 */
const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    seed: { type: 'string', default: '101' },
    /** Synthetic cases; 0 = none. */
    draws: { type: 'string', default: '400' },
    json: { type: 'boolean', default: false },
  },
});

const folder = options.data ?? process.env['FIREBREAK_BENCH_DATA'] ?? '../shared/data';
const say = (text: string) => {
  if (!options.json) console.log(text);
};

await main();

async function main(): Promise<void> {
  const recorded = await recordedCases();
  const drawn = syntheticCases(number('draws', options.draws), number('seed', options.seed));
  const parts = [
    ...(recorded.length === 0 ? [] : [measured('recorded', recorded)]),
    ...(drawn.length === 0 ? [] : [measured('synthetic', drawn)]),
  ];
  if (options.json)
    console.log(JSON.stringify({ schema: 'firebreak.bench.attribution/v1', seed: options.seed, parts }, null, 2));
}

async function recordedCases(): Promise<readonly AttributionCase[]> {
  if (options.data === undefined && !existsSync(folder)) {
    console.error('no data: give --data DIR with a folder for each case; synthetic cases only');
    return [];
  }
  try {
    return await readCases(folder);
  } catch (problem) {
    console.error(problem instanceof Error ? problem.message : String(problem));
    process.exit(2);
  }
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 100_000) return value;
  console.error(`--${name} takes a whole number from 0 to 100000`);
  process.exit(2);
}

function measured(kind: 'recorded' | 'synthetic', cases: readonly AttributionCase[]) {
  const answers = cases.map((one) => ({ one, ...productAnswer(one) }));
  const outcomes = answers.map(({ one, answer }) => outcomeOf(one, answer));
  const methods = [
    figuresOf('Firebreak', outcomes),
    ...Object.entries(RIVALS).map(([name, rival]) =>
      figuresOf(
        name,
        cases.map((one) => outcomeOf(one, rival(one))),
      ),
    ),
  ];
  say(`\n## ${cases.length} ${kind} cases\n\n${tableOf(methods)}`);
  const reliability = reliabilityOf(outcomes, kind === 'recorded' ? 3 : 8);
  say(`\n${reliabilityTable(reliability)}`);
  const where = answers.filter(({ one, attribution }) => attribution.services[0]?.service === one.firstFailing).length;
  say(`\nservice that failed first named first: ${where}/${cases.length}`);
  if (kind === 'recorded') for (const { one, answer } of answers) say(caseLine(one, answer.first));
  const robustness = VARIANTS.map((variant) =>
    run(
      variant.name,
      cases.map((one) => spoilt(one, variant)),
    ),
  );
  say(`\n### Evidence left out or moved\n\n${tableOf(robustness)}`);
  const sensitivity =
    kind === 'recorded' ? settingVariants().map(({ name, setting }) => run(name, cases, setting)) : [];
  if (kind === 'recorded') say(`\n### Each weight halved and doubled\n\n${tableOf(sensitivity)}`);
  const leftOut = kind === 'recorded' ? [leaveOneOut(cases)] : [];
  if (kind === 'recorded') say(`\n### Prior and trust fitted, each case by the others\n\n${tableOf(leftOut)}`);
  return {
    kind,
    methods,
    reliability,
    first_failing: where,
    robustness,
    sensitivity,
    leave_one_out: leftOut,
    cases: answers.map(caseRecord),
  };
}

function run(
  name: string,
  cases: readonly AttributionCase[],
  setting: AttributionSetting = DEFAULT_ATTRIBUTION,
): Figures {
  return figuresOf(
    name,
    cases.map((one) => outcomeOf(one, productAnswer(one, setting).answer)),
  );
}

/** For each case the setting under which the others are likeliest (sum of the logarithms of what was given to their truth). */
function leaveOneOut(cases: readonly AttributionCase[]): Figures {
  const likelihoods = FITTED.map((setting) =>
    cases.map((one) => {
      const { answer } = productAnswer(one, setting);
      return Math.log(Math.max(1e-6, answer.probabilities?.[answer.ranked.indexOf(one.truth)] ?? answer.unknown));
    }),
  );
  const outcomes = cases.map((one, left) => {
    const sums = likelihoods.map((row) => row.reduce((sum, value, index) => (index === left ? sum : sum + value), 0));
    const best = FITTED[sums.indexOf(Math.max(...sums))] ?? DEFAULT_ATTRIBUTION;
    return outcomeOf(one, productAnswer(one, best).answer);
  });
  return figuresOf('leave one out', outcomes);
}

function caseLine(one: AttributionCase, first: string | null): string {
  const verdict =
    first === null ? 'abstained' : first === one.truth ? 'right' : one.decoys.includes(first) ? 'decoy' : 'wrong';
  return `- ${one.name}: ${verdict}, answered ${short(first)}, true ${short(one.truth)}`;
}

function short(id: string | null): string {
  return id === null ? 'unknown' : id.slice(0, 12);
}

function caseRecord({ one, attribution }: { readonly one: AttributionCase } & ReturnType<typeof productAnswer>) {
  const { answer, candidates, none, unknown, services } = attribution;
  return {
    case: one.name,
    truth: one.truth,
    answer,
    none: none.probability,
    unknown,
    services: services.slice(0, 3).map(({ service, share }) => ({ service, share })),
    candidates: candidates
      .slice(0, 3)
      .map(({ id, probability, grade, standing }) => ({ id, probability, grade, standing })),
    gaps: one.gaps,
  };
}
