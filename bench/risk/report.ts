import type { Gap } from './evaluate.ts';
import { type Figure, GATED, type Measured } from './measure.ts';

/** The document that `--json` prints. */
export interface RiskReport {
  readonly schema: 'firebreak.bench-risk/v1';
  readonly seed: number;
  readonly method: string;
  readonly projects: readonly {
    readonly name: string;
    readonly train: number;
    readonly test: number;
    readonly harmful_share: number;
    readonly models: readonly Measured[];
    /** AUC of ours (within) less that of the named model in its best setting for the comparison. */
    readonly leads: readonly { readonly over: string; readonly lead: Figure }[];
  }[];
  readonly means: readonly {
    readonly model: string;
    readonly setting: string;
    readonly auc: Figure;
    readonly auc_in_churn_groups: Figure;
    readonly capture: readonly { readonly gated: number; readonly captured: number | null }[];
    readonly brier: number | null;
  }[];
  readonly goals: readonly { readonly goal: string; readonly reached: boolean; readonly found: string }[];
  readonly gaps: readonly Gap[];
  readonly cases: readonly Readonly<Record<string, unknown>>[];
}

/** The tables as Markdown. */
export function reportText(report: RiskReport): string {
  const names = report.projects.map((project) => project.name);
  const rows = report.means.map((mean) => {
    const cells = report.projects.map((project) => {
      const found = project.models.find((each) => each.model === mean.model && each.setting === mean.setting);
      return found === undefined ? '' : interval(found.auc);
    });
    return [`${mean.model}, ${mean.setting}`, ...cells, interval(mean.auc), interval(mean.auc_in_churn_groups)];
  });
  const gates = report.means.map((mean) => [
    `${mean.model}, ${mean.setting}`,
    ...mean.capture.map(({ captured }) => plain(captured)),
    mean.brier === null ? '' : plain(mean.brier),
  ]);
  const sizes = report.projects.map((project) => [
    project.name,
    String(project.train),
    String(project.test),
    plain(project.harmful_share),
  ]);
  return [
    table(['project', 'learnt from', 'tested on', 'harmful share of the test part'], sizes),
    'AUC on the newest fifth (95 % interval over time blocks)',
    table(['model', ...names, 'mean', 'mean inside churn fifths'], rows),
    'Share of the harmful changes among the changes with the highest score, mean of the projects',
    table(['model', ...GATED.map((share) => `${100 * share} % held`), 'Brier'], gates),
    'Lead of ours (within) in AUC',
    table(
      ['over', ...names],
      [...new Set(report.projects.flatMap(({ leads }) => leads.map(({ over }) => over)))].map((over) => [
        over,
        ...report.projects.map((project) => {
          const found = project.leads.find((lead) => lead.over === over);
          return found === undefined ? '' : interval(found.lead);
        }),
      ]),
    ),
    'Goals',
    table(
      ['goal', 'found', ''],
      report.goals.map(({ goal, found, reached }) => [goal, found, reached ? 'reached' : 'not reached']),
    ),
    ...(report.gaps.length === 0
      ? []
      : [
          'Not scored',
          table(
            ['project', 'model', 'why'],
            report.gaps.map((gap) => [gap.project, gap.model, gap.reason]),
          ),
        ]),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function interval(figure: Figure): string {
  return figure.value === null ? '' : `${plain(figure.value)} (${plain(figure.low)} to ${plain(figure.high)})`;
}

function plain(value: number | null): string {
  return value === null ? '' : value.toFixed(3);
}
