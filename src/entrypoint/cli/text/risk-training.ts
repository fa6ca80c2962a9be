import type { ModelFigure, RiskTraining, TrainedModel } from '../../../contract/index.ts';
import { modelName, painter, plain, plural, shortId, thousands } from '../format/index.ts';

/** What the repository's labels teach: the newest model, how it did on what it had not seen, and the models before it. */
export function riskTrainingText(options: { readonly report: RiskTraining; readonly color: boolean }): string {
  const { report } = options;
  const paint = painter(options.color);
  const newest = report.models.at(-1);
  const lines = [
    paint.bold(`${plain(report.repository)}: risk from its own ${report.labels} labels`),
    `  ${plural(report.landed, 'landed change')}, ${plural(report.models.length, 'model')}, ${report.fitted} fitted now`,
    ...(newest === undefined ? [] : newestLines(newest)),
    ...report.models.map(modelLine),
    ...report.limits.map((limit) => paint.quiet(`  · ${plain(limit)}`)),
  ];
  return `${lines.join('\n')}\n`;
}

function newestLines(model: TrainedModel): string[] {
  const { trial } = model;
  const used = `  in use   ${modelName(model.use)}: ${plain(model.because)}`;
  if (trial === null) return [used];
  const figures = [
    ['shipped weights', trial.shipped],
    ['own base rate', trial.level],
    ['own trees', trial.own],
  ] as const;
  return [
    used,
    `  tried on ${thousands(trial.changes)} newer changes, ${thousands(trial.harmful)} of them harmful:`,
    ...figures.flatMap(([name, figure]) => (figure === null ? [] : [`    ${name.padEnd(16)} ${figureText(figure)}`])),
    ...reliabilityLines(model),
  ];
}

function figureText({ auc, brier }: ModelFigure): string {
  const range = auc.low === null || auc.high === null ? '' : ` (${auc.low.toFixed(2)}–${auc.high.toFixed(2)})`;
  return `AUC ${auc.value === null ? 'not known' : auc.value.toFixed(3)}${range}, Brier ${brier.toFixed(4)}`;
}

/** Whether the probabilities of what is in use came true. */
function reliabilityLines({ use, trial }: TrainedModel): string[] {
  const figure = trial?.[use] ?? null;
  if (figure === null) return [];
  return figure.reliability.map(
    ({ n, predicted, observed, low, high }) =>
      `    said ${percent(predicted)}, came true ${percent(observed)} (${percent(low)}–${percent(high)}) of ${thousands(n)}`,
  );
}

function modelLine({ as_of, landed, harmful, use }: TrainedModel): string {
  return `  after ${thousands(landed).padStart(6)}  ${shortId(as_of)}  ${modelName(use)}, ${thousands(harmful.count)} of ${thousands(harmful.n)} harmful`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
