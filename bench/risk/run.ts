import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ModelScores, scoreProject } from './evaluate.ts';
import { type Figure, GATED, type Measured, Meter, meanFigure } from './measure.ts';
import { dataFolder, type Project, readProjects } from './project.ts';
import { type RiskReport, reportText } from './report.ts';
import { trainShipped, weightsSource } from './train.ts';

/**
 * Benchmark of the risk model: `./script/bench risk [--data DIR] [--seed N] [--json] [--write] [--train]`.
 * `--data` takes a folder of `PROJECT.csv` (or one with such a folder `jit`); see README.md.
 */
const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    train: { type: 'boolean', default: false },
  },
});

interface Scored {
  readonly project: Project;
  readonly meter: Meter;
  readonly models: readonly ModelScores[];
  readonly measured: readonly Measured[];
}

const folder = dataFolder(options.data);
if (folder === null) {
  console.error(
    'bench risk: no data. Give --data DIR or set FIREBREAK_BENCH_DATA to a folder of PROJECT.csv files (see bench/risk/README.md).',
  );
  process.exitCode = 2;
} else if (options.train) {
  const projects = readProjects(folder);
  const weights = trainShipped(projects);
  const path = join('src', 'domain', 'risk', 'weights.ts');
  writeFileSync(path, weightsSource(weights, projects.length));
  console.error(`bench risk: wrote ${path} (${weights.changes} changes)`);
} else {
  const report = run(readProjects(folder), Number(options.seed));
  if (options.write) writeInto(join('docs', 'risk.md'), reportText(report));
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${reportText(report)}\n`);
}

function run(projects: readonly Project[], seed: number): RiskReport {
  const gaps: RiskReport['gaps'][number][] = [];
  const scored = projects.map((project): Scored => {
    console.error(`bench risk: ${project.name} (${project.train.length} + ${project.test.length} changes)`);
    // Each project draws its own blocks, else the means would vary as if the projects moved together.
    const meter = new Meter(project, seed + Number.parseInt(project.digest.slice(0, 8), 16));
    const found = scoreProject(project, { all: projects, seed });
    gaps.push(...found.gaps);
    return { project, meter, models: found.models, measured: found.models.map((rows) => meter.measure(rows)) };
  });
  const means = meansOf(scored);
  return {
    schema: 'firebreak.bench-risk/v1',
    seed,
    method:
      'oldest 80 % by date to learn, newest 20 % to test; AUC with ties; mean AUC inside fifths of lines added + deleted; 95 % percentile intervals of 1,000 resamples of 20 time blocks',
    projects: scored.map(({ project, measured, ...rest }) => ({
      name: project.name,
      train: project.train.length,
      test: project.test.length,
      harmful_share: project.test.filter((row) => row.label === 1).length / project.test.length,
      models: measured,
      leads: leadsOf({ project, measured, ...rest }),
    })),
    means,
    goals: goalsOf(scored, means),
    gaps,
    cases: scored.flatMap(casesOf),
  };
}

function key({ model, setting }: { readonly model: string; readonly setting: string }): string {
  return `${model}|${setting}`;
}

function meansOf(scored: readonly Scored[]): RiskReport['means'] {
  const keys = [...new Set(scored.flatMap(({ models }) => models.map(key)))];
  return keys.flatMap((wanted) => {
    const rows = scored.map((each) => ({ ...each, model: each.models.find((rows) => key(rows) === wanted) }));
    const held = rows.flatMap(({ meter, model }) => (model === undefined ? [] : [{ meter, model }]));
    const measured = scored.flatMap((each) => each.measured.filter((found) => key(found) === wanted));
    const first = measured[0];
    if (first === undefined || held.length < scored.length) return [];
    return [
      {
        model: first.model,
        setting: first.setting,
        auc: meanFigure(held.map(({ meter, model }) => meter.replicates(model, 'auc'))),
        auc_in_churn_groups: meanFigure(held.map(({ meter, model }) => meter.replicates(model, 'auc_in_churn_groups'))),
        capture: GATED.map((gated, index) => ({
          gated,
          captured: average(measured.map((each) => each.capture[index]?.captured.value ?? null)),
        })),
        brier: average(measured.map((each) => each.brier)),
      },
    ];
  });
}

function average(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function leadsOf({ models, meter }: Scored): { over: string; lead: Figure }[] {
  const own = models.find((rows) => rows.model === 'firebreak' && rows.setting === 'within');
  if (own === undefined) return [];
  return models
    .filter((rows) => rows.setting === 'baseline' || (rows.setting === 'within' && rows !== own))
    .map((rows) => ({ over: rows.model, lead: meter.lead(own, rows) }));
}

function goalsOf(scored: readonly Scored[], means: RiskReport['means']): RiskReport['goals'] {
  const ours = (setting: string) => means.find((mean) => mean.model === 'firebreak' && mean.setting === setting);
  const atLeast = (goal: string, value: number | null | undefined, least: number) => ({
    goal,
    reached: value !== null && value !== undefined && value >= least,
    found: value?.toFixed(3) ?? 'not measured',
  });
  const uncompared = scored.filter((each) => leadsOf(each).length === 0).map((each) => each.project.name);
  const behind = scored.flatMap((each) =>
    leadsOf(each)
      .filter(({ lead }) => !(lead.value !== null && lead.value > 0))
      .map(({ over }) => `${each.project.name}: ${over}`),
  );
  const leaks = scored.flatMap((each) =>
    each.measured
      .filter(({ setting, auc }) => setting === 'shuffled' && !((auc.low ?? 1) <= 0.5 && (auc.high ?? 0) >= 0.5))
      .map(() => each.project.name),
  );
  return [
    atLeast('mean AUC within a project >= 0.77', ours('within')?.auc.value, 0.77),
    atLeast('the same, blended with weights from other projects, >= 0.77', ours('blended')?.auc.value, 0.77),
    atLeast('mean AUC inside churn fifths >= 0.68', ours('within')?.auc_in_churn_groups.value, 0.68),
    atLeast('mean AUC across projects >= 0.745', ours('across')?.auc.value, 0.745),
    {
      goal: 'better than lines added and every published model on each project',
      reached: behind.length + uncompared.length === 0,
      found:
        [
          behind.length > 0 ? `behind ${behind.join(', ')}` : null,
          uncompared.length > 0 ? `not compared on ${uncompared.join(', ')}` : null,
        ]
          .filter((each) => each !== null)
          .join('; ') || 'ahead everywhere',
    },
    {
      goal: 'shuffled labels give 0.5 within the interval',
      reached: leaks.length === 0,
      found: leaks.length === 0 ? 'on every project' : `outside on ${leaks.join(', ')}`,
    },
  ];
}

function casesOf({ project, models }: Scored): RiskReport['cases'][number][] {
  const ours = models.filter(({ model, setting }) => model !== 'lines added' && setting !== 'shuffled');
  return project.test.map((row, index) => ({
    project: project.name,
    commit: row.commit,
    label: row.label,
    ...Object.fromEntries(
      ours
        .filter(({ probabilities }) => probabilities !== null)
        .map(({ model, setting, probabilities }) => [`${model} ${setting}`, probabilities?.[index] ?? null]),
    ),
  }));
}

/** Replaces what stands between the two markers of the page. */
function writeInto(path: string, text: string): void {
  const page = readFileSync(path, 'utf8');
  const [start, end] = ['<!-- figures: start -->', '<!-- figures: end -->'];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path}: the markers ${start} and ${end} are missing`);
  writeFileSync(path, `${page.slice(0, from + start.length)}\n${text}\n${page.slice(to)}`);
  console.error(`bench risk: wrote ${path}`);
}
