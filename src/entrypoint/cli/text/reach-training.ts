import type { ReachTraining } from '../../../contract/index.ts';
import { painter, plain, plural, thousands } from '../format/index.ts';

const USE: Readonly<Record<ReachTraining['use'], string>> = {
  repository: 'own rank',
  shipped: 'shipped rank',
  unchanged: 'as before',
};

type Figure = NonNullable<ReachTraining['trial']>['recall'][number]['own'];

/** What the repository's repairs teach about reach: what is used and why, and how both ranks did on what they had not seen. */
export function reachTrainingText(options: { readonly report: ReachTraining; readonly color: boolean }): string {
  const { report } = options;
  const paint = painter(options.color);
  const lines = [
    paint.bold(`${plain(report.repository)}: reach from its own repairs`),
    `  ${plural(report.landed, 'landed change')}, ${plural(report.repairs, 'repair')} with files beside the change`,
    `  in use   ${USE[report.use]}: ${plain(report.because)}`,
    ...trialLines(report),
    ...report.limits.map((limit) => paint.quiet(`  · ${plain(limit)}`)),
  ];
  return `${lines.join('\n')}\n`;
}

function trialLines({ trial, own_share }: ReachTraining): string[] {
  if (trial === null) return [];
  const share = own_share === null ? '' : `; own trees count ${percent(own_share)}, the shipped ones the rest`;
  return [
    `  learnt from ${plural(trial.learnt_from, 'repair')}, tried on the newest ${trial.repairs} and the ${thousands(trial.files)} files they touched${share}`,
    ...trial.recall.map(
      ({ at, shipped, own, difference }) =>
        `    first ${String(at).padEnd(3)} own ${figureText(own)}, shipped ${figureText(shipped)}, difference ${figureText(difference)}`,
    ),
  ];
}

function figureText({ value, low, high }: Figure): string {
  if (value === null) return 'not known';
  return low === null || high === null ? percent(value) : `${percent(value)} (${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
